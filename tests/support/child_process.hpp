// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace troupe::support {

/// A program that runs beside the test and never outlives it. What it prints
/// is kept.
class child_process {
public:
  explicit child_process(const std::vector<std::string>& command);
  /// Kills it, if it still runs.
  ~child_process();
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  void signal(int number);
  /// Waits for its end; the exit code, 128 + the number of the signal that
  /// ended it, or -1 after that time.
  int wait(std::chrono::milliseconds limit);
  bool is_running();
  /// Waits until something was printed since, or a moment has gone.
  void await_output(std::size_t since);
  std::string output() const;

private:
  void read(int fd);

  pid_t pid_ = -1;
  int pidfd_ = -1;
  int code_ = -1;
  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::string output_;
  std::thread reader_;
};

} // namespace troupe::support
