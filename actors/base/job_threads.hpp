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

  enum class at_end { finish, drop };

  /// `rest`: what becomes of jobs that have not begun when it ends.
  explicit job_threads(std::size_t count, at_end rest = at_end::finish);
  /// Waits for the jobs that run, and for those that wait or not.
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
  at_end rest_;
  std::vector<std::thread> threads_;
};

} // namespace troupe::base
