// SPDX-License-Identifier: Apache-2.0
#include "tools/signals.hpp"

#include <cerrno>
#include <csignal>
#include <ctime>

#include <pthread.h>
#include <unistd.h>

namespace troupe::tools {

namespace {

/// What ends the watch itself.
constexpr int enough = SIGUSR1;

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (auto each : signals)
    sigaddset(&set, each);
  return set;
}

void watch(std::chrono::milliseconds limit,
           const std::function<void()>& on_late) {
  using namespace std::chrono;
  const auto deadline = steady_clock::now() + limit;
  const auto set = set_of({SIGTERM, SIGINT, enough});
  for (;;) {
    const auto left = std::max(deadline - steady_clock::now(), nanoseconds{0});
    const auto whole = duration_cast<seconds>(left);
    const timespec wait{whole.count(), (left - whole).count()};
    const auto signal = sigtimedwait(&set, nullptr, &wait);
    if (signal == enough)
      return;
    if (signal < 0 && errno == EINTR)
      continue;
    if (signal < 0)
      on_late();
    _exit(1);
  }
}

} // namespace

void take_over_signals() {
  const auto set = set_of({SIGTERM, SIGINT, SIGHUP, enough});
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int wait_for_signal() {
  const auto set = set_of({SIGTERM, SIGINT, SIGHUP});
  int signal = 0;
  while (sigwait(&set, &signal) != 0) {
  }
  return signal;
}

stop_watch::stop_watch(std::chrono::milliseconds limit,
                       std::function<void()> on_late)
    : thread_(
        [limit, on_late = std::move(on_late)] { watch(limit, on_late); }) {
}

stop_watch::~stop_watch() {
  pthread_kill(thread_.native_handle(), enough);
  thread_.join();
}

} // namespace troupe::tools
