// SPDX-License-Identifier: Apache-2.0
#include "tools/troupectl_following.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

#include <sys/signalfd.h>
#include <unistd.h>

#include "actors/admin/catalogue.hpp"
#include "tools/troupectl_asking.hpp"
#include "tools/troupectl_events.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

/// SIGINT and SIGTERM do not end the process but can be read.
class stop_signals {
public:
  stop_signals() {
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    sigprocmask(SIG_BLOCK, &both, &before_);
    descriptor_ = signalfd(-1, &both, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  /// What came meanwhile is not to end the process after all.
  ~stop_signals() {
    signalfd_siginfo one;
    while (::read(descriptor_, &one, sizeof one) > 0) {
    }
    ::close(descriptor_);
    sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;

  int descriptor() const { return descriptor_; }

private:
  sigset_t before_{};
  int descriptor_ = -1;
};

} // namespace

void show_event(const admin::command& command, const json& event,
                bool as_json) {
  if (as_json)
    std::cout << admin::to_line(event) << '\n';
  else
    print_event(std::cout, command.name, event);
}

admin::outcome<json>
follow_printing(const config::server_config& config,
                const admin::command& command,
                const admin::given_arguments& arguments, bool as_json,
                const std::function<void(const json&)>& show) {
  const stop_signals signals;
  event_reader read;
  read.event = [&](const json& event) {
    show(event);
    std::cout.flush(); // somebody looks at it now
  };
  read.dropped = [&](const json& number) {
    if (as_json)
      std::cout << admin::to_line({{"dropped", number}}) << std::endl;
    else
      std::cerr << "troupectl: " << number
                << " events came too fast and were dropped\n";
  };
  return follow(config, command, arguments, read, signals.descriptor());
}

} // namespace troupe::tools
