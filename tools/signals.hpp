// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace troupe::tools {

/// Blocks SIGTERM, SIGINT and SIGHUP in this thread and those it will start,
/// and ignores SIGPIPE. To be called before there are other threads.
void take_over_signals();

/// The next of them.
int wait_for_signal();

/// While it lives, a further SIGTERM or SIGINT ends the process at once with
/// exit code 1, and so does the end of `limit`, after `on_late`.
class stop_watch {
public:
  stop_watch(std::chrono::milliseconds limit, std::function<void()> on_late);
  ~stop_watch();
  stop_watch(const stop_watch&) = delete;
  stop_watch& operator=(const stop_watch&) = delete;

private:
  std::thread thread_;
};

} // namespace troupe::tools
