// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace troupe::base {

/// Threads for what would block an event loop: jobs run in the order in which
/// they were submitted, as many at once as there are threads. Whoever submits
/// bounds how many wait.
class job_threads {
public:
  using job = std::function<void()>;

  explicit job_threads(std::size_t count);
  /// Finishes what was submitted.
  ~job_threads();
  job_threads(const job_threads&) = delete;
  job_threads& operator=(const job_threads&) = delete;

  /// From any thread.
  void submit(job work);

private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace troupe::base
