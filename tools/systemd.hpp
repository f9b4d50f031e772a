// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace troupe::tools {

/// Tells the service manager how this process is: sd_notify(3), by the datagram
/// socket that `NOTIFY_SOCKET` names. Where there is none nothing happens.
class service_manager {
public:
  using microseconds = std::chrono::microseconds;

  /// As the environment says. To be called before there are other threads.
  static service_manager from_environment();
  /// `socket`: a path, or a name that begins with '@'; empty: nobody listens.
  explicit service_manager(std::string socket, microseconds watchdog = {});

  bool listens() const { return !socket_.empty(); }
  /// Within this time it wants a sign of life, again and again; 0: it does not.
  microseconds watchdog() const { return watchdog_; }

  void ready() const { tell("READY=1"); }
  void reloading() const;
  void stopping() const { tell("STOPPING=1"); }
  void is_alive() const { tell("WATCHDOG=1"); }

private:
  void tell(std::string_view state) const;

  std::string socket_;
  microseconds watchdog_;
};

/// Gives the service manager its signs of life, twice as often as it wants
/// them, as long as `is_well` says so. Who hangs gives none, and is started
/// anew.
class watchdog {
public:
  watchdog(service_manager manager, std::function<bool()> is_well);
  ~watchdog();
  watchdog(const watchdog&) = delete;
  watchdog& operator=(const watchdog&) = delete;

private:
  void run(const std::stop_token& stop);

  service_manager manager_;
  std::function<bool()> is_well_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

} // namespace troupe::tools
