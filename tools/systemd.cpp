// SPDX-License-Identifier: Apache-2.0
#include "tools/systemd.hpp"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <fmt/format.h>

namespace troupe::tools {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : value;
}

/// 0 where that is no number.
std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The watchdog may be meant for another process: sd_watchdog_enabled(3).
service_manager::microseconds wanted_signs() {
  const auto pid = variable("WATCHDOG_PID");
  if (!pid.empty() && number_in(pid) != getpid())
    return {};
  return service_manager::microseconds{number_in(variable("WATCHDOG_USEC"))};
}

} // namespace

service_manager service_manager::from_environment() {
  return service_manager{variable("NOTIFY_SOCKET"), wanted_signs()};
}

service_manager::service_manager(std::string socket, microseconds watchdog)
    : socket_(std::move(socket)), watchdog_(watchdog) {
}

/// It wants to know since when.
void service_manager::reloading() const {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::chrono::nanoseconds since
      = std::chrono::seconds{now.tv_sec}
        + std::chrono::nanoseconds{now.tv_nsec};
  tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", since.count() / 1'000));
}

/// A state that does not arrive is not worth an error: the manager has its own
/// ways to find out.
void service_manager::tell(std::string_view state) const {
  sockaddr_un to{};
  if (socket_.empty() || socket_.size() >= sizeof to.sun_path)
    return;
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') // in the abstract namespace
    to.sun_path[0] = '\0';
  const auto size = offsetof(sockaddr_un, sun_path) + socket_.size();
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
         reinterpret_cast<const sockaddr*>(&to), static_cast<socklen_t>(size));
  close(fd);
}

watchdog::watchdog(service_manager manager, std::function<bool()> is_well)
    : manager_(std::move(manager)), is_well_(std::move(is_well)) {
  if (manager_.listens() && manager_.watchdog().count() > 0)
    thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

watchdog::~watchdog() = default;

void watchdog::run(const std::stop_token& stop) {
  std::unique_lock lock{mutex_};
  while (!stop.stop_requested()) {
    if (is_well_())
      manager_.is_alive();
    wake_.wait_for(lock, stop, manager_.watchdog() / 2, [] { return false; });
  }
}

} // namespace troupe::tools
