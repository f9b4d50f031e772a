// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/control_socket.hpp"

namespace troupe::net {

using boost::system::error_code;
using boost::system::result;
namespace errc = boost::system::errc;

namespace {

constexpr std::chrono::seconds send_limit{10};
constexpr std::chrono::seconds farewell_limit{2};

error_code last_error() {
  return {errno, boost::system::system_category()};
}

} // namespace

socket_path::socket_path(const std::filesystem::path& file)
    : text_(file.string()) {
  if (text_.size() < sizeof sockaddr_un::sun_path)
    return;
  directory_
      = ::open(file.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  text_ = "/proc/self/fd/" + std::to_string(directory_) + '/'
          + file.filename().string();
}

socket_path::~socket_path() {
  if (directory_ >= 0)
    ::close(directory_);
}

result<control_client>
control_client::connect(const std::filesystem::path& file) {
  const socket_path path{file};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.text().size() >= sizeof address.sun_path)
    return errc::make_error_code(errc::filename_too_long);
  std::memcpy(address.sun_path, path.text().data(), path.text().size());
  control_client made{
      ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (made.descriptor_ < 0
      || ::connect(made.descriptor_, reinterpret_cast<sockaddr*>(&address),
                   sizeof address)
             != 0)
    return last_error();
  return made;
}

control_client::control_client(control_client&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      received_(std::move(other.received_)),
      searched_(std::exchange(other.searched_, 0)) {
}

control_client& control_client::operator=(control_client&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(received_, other.received_);
  std::swap(searched_, other.searched_);
  return *this;
}

control_client::~control_client() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

error_code control_client::wait_for(short events, deadline until) const {
  using namespace std::chrono;
  for (;;) {
    const auto left
        = duration_cast<milliseconds>(until - steady_clock::now()).count();
    pollfd one{descriptor_, events, 0};
    const auto ready
        = ::poll(&one, 1, left > 0 ? static_cast<int>(left) + 1 : 0);
    if (ready > 0)
      return {};
    if (ready == 0)
      return errc::make_error_code(errc::timed_out);
    if (errno != EINTR)
      return last_error();
  }
}

error_code control_client::send(std::string_view bytes, deadline until) const {
  while (!bytes.empty()) {
    const auto sent
        = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR)
      return last_error();
    if (auto why = wait_for(POLLOUT, until))
      return why;
  }
  return {};
}

/// What is there now, added to what was received. No error if it is nothing.
error_code control_client::receive() {
  char chunk[std::size_t{64} * 1024];
  const auto size = ::recv(descriptor_, chunk, sizeof chunk, 0);
  if (size == 0)
    return errc::make_error_code(errc::connection_aborted);
  if (size < 0)
    return errno == EAGAIN || errno == EINTR ? error_code{} : last_error();
  received_.append(chunk, static_cast<std::size_t>(size));
  return {};
}

std::optional<std::string> control_client::next_line() {
  const auto end = received_.find('\n', searched_);
  searched_ = end == std::string::npos ? received_.size() : 0;
  if (end == std::string::npos)
    return std::nullopt;
  auto line = received_.substr(0, end);
  received_.erase(0, end + 1);
  return line;
}

result<std::string> control_client::ask(std::string_view line,
                                        std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  const auto why = send(std::string{line} + '\n', until);
  // The answer to a line that is too long comes before its end was read.
  if (why && why != errc::broken_pipe && why != errc::connection_reset)
    return why;
  for (;;) {
    if (auto answer = next_line())
      return std::move(*answer);
    if (auto failed = wait_for(POLLIN, until))
      return failed;
    if (auto failed = receive())
      return failed;
  }
}

error_code
control_client::follow(std::string_view line,
                       const std::function<bool(const std::string&)>& on_line,
                       int until_readable) {
  using clock = std::chrono::steady_clock;
  if (auto why = send(std::string{line} + '\n', clock::now() + send_limit))
    return why;
  for (;;) {
    while (auto next = next_line())
      if (!on_line(*next))
        return {};
    pollfd both[] = {{descriptor_, POLLIN, 0}, {until_readable, POLLIN, 0}};
    if (::poll(both, 2, -1) < 0 && errno != EINTR)
      return last_error();
    if (both[1].revents != 0)
      return say_enough();
    if (auto failed = receive())
      return failed;
  }
}

/// Waits for the server's end, so that what went on has ended then.
error_code control_client::say_enough() {
  ::shutdown(descriptor_, SHUT_WR);
  const auto until = std::chrono::steady_clock::now() + farewell_limit;
  while (!wait_for(POLLIN, until) && !receive())
    received_.clear();
  return errc::make_error_code(errc::operation_canceled);
}

} // namespace troupe::net
