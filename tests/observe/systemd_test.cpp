// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cstring>
#include <filesystem>
#include <future>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tools/systemd.hpp"

namespace systemd_test {

using namespace troupe::tools;
using namespace std::chrono_literals;

namespace {

/// What systemd listens at.
class notify_socket {
public:
  explicit notify_socket(std::string name) : name_(std::move(name)) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::memcpy(at.sun_path, name_.data(), name_.size());
    if (name_[0] == '@')
      at.sun_path[0] = '\0';
    const auto size = offsetof(sockaddr_un, sun_path) + name_.size();
    const timeval limit{60, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    is_bound_
        = bind(fd_, reinterpret_cast<sockaddr*>(&at), socklen_t(size)) == 0;
  }
  ~notify_socket() {
    close(fd_);
    unlink(name_.c_str());
  }
  notify_socket(const notify_socket&) = delete;
  notify_socket& operator=(const notify_socket&) = delete;

  static std::string abstract_name() {
    static int number = 0;
    return "@troupe-test-" + std::to_string(getpid()) + '-'
           + std::to_string(++number);
  }

  const std::string& name() const { return name_; }
  bool is_bound() const { return is_bound_; }
  /// The next message; empty after a minute, or if there is none right now.
  std::string next(int flags = 0) {
    char text[512];
    const auto size = recv(fd_, text, sizeof text, flags);
    return size > 0 ? std::string{text, std::size_t(size)} : std::string{};
  }

private:
  std::string name_;
  int fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  bool is_bound_ = false;
};

/// A variable of the environment, as long as it lives.
class variable {
public:
  variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~variable() { unsetenv(name_); }
  variable(const variable&) = delete;
  variable& operator=(const variable&) = delete;

private:
  const char* name_;
};

} // namespace

TEST_CASE("the service manager is told of each state") {
  notify_socket systemd{notify_socket::abstract_name()};
  REQUIRE(systemd.is_bound());
  const service_manager manager{systemd.name()};

  manager.ready();
  CHECK(systemd.next() == "READY=1");
  manager.is_alive();
  CHECK(systemd.next() == "WATCHDOG=1");
  manager.stopping();
  CHECK(systemd.next() == "STOPPING=1");
  manager.reloading();
  CHECK(systemd.next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
}

TEST_CASE("the socket may be a file") {
  notify_socket systemd{std::filesystem::temp_directory_path()
                        / ("troupe-notify-" + std::to_string(getpid()))};
  REQUIRE(systemd.is_bound());

  service_manager{systemd.name()}.ready();

  CHECK(systemd.next() == "READY=1");
}

TEST_CASE("without a service manager nothing happens") {
  service_manager{""}.ready();
  service_manager{"/nowhere/at/all"}.ready();
  service_manager{std::string(200, 'x')}.ready();
  CHECK_FALSE(service_manager::from_environment().listens());
}

TEST_CASE("the environment says where it listens, and how often it asks") {
  const variable socket{"NOTIFY_SOCKET", "@somewhere"};
  const variable time{"WATCHDOG_USEC", "30000000"};
  CHECK(service_manager::from_environment().listens());
  CHECK(service_manager::from_environment().watchdog() == 30s);

  {
    const variable pid{"WATCHDOG_PID", std::to_string(getpid())};
    CHECK(service_manager::from_environment().watchdog() == 30s);
  }
  const variable pid{"WATCHDOG_PID", std::to_string(getpid() + 1)};
  CHECK(service_manager::from_environment().watchdog() == 0s);
}

TEST_CASE("signs of life go on while all is well") {
  notify_socket systemd{notify_socket::abstract_name()};
  watchdog watching{service_manager{systemd.name(), 10ms}, [] { return true; }};

  for (int i = 0; i < 3; ++i)
    CHECK(systemd.next() == "WATCHDOG=1");
}

TEST_CASE("who is not well gives no sign until he is") {
  notify_socket systemd{notify_socket::abstract_name()};
  std::atomic<int> asked{0};
  std::promise<void> often;
  std::atomic<bool> well{false};
  watchdog watching{service_manager{systemd.name(), 2ms}, [&] {
                      if (++asked == 5)
                        often.set_value();
                      return well.load();
                    }};

  often.get_future().wait();
  CHECK(systemd.next(MSG_DONTWAIT).empty());
  well = true;
  CHECK(systemd.next() == "WATCHDOG=1");
}

TEST_CASE("nobody is asked where no sign is wanted") {
  notify_socket systemd{notify_socket::abstract_name()};
  std::atomic<int> asked{0};
  const auto ask = [&asked] { return ++asked > 0; };
  {
    watchdog idle{service_manager{systemd.name()}, ask};
    watchdog alone{service_manager{"", 1ms}, ask};
  }
  CHECK(asked == 0);
  CHECK(systemd.next(MSG_DONTWAIT).empty());
}

} // namespace systemd_test
