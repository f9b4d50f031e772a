// SPDX-License-Identifier: Apache-2.0
#include "actors/base/job_threads.hpp"

#include <utility>

namespace troupe::base {

job_threads::job_threads(std::size_t count, at_end rest) : rest_(rest) {
  for (std::size_t i = 0; i < count; ++i)
    threads_.emplace_back([this] { run(); });
}

job_threads::~job_threads() {
  std::deque<job> dropped; // destroyed without the lock
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
    if (rest_ == at_end::drop)
      dropped.swap(jobs_);
  }
  wake_.notify_all();
  for (auto& t : threads_)
    t.join();
}

void job_threads::submit(job work) {
  {
    std::lock_guard guard{mutex_};
    jobs_.push_back(std::move(work));
  }
  wake_.notify_one();
}

void job_threads::run() {
  for (;;) {
    job next;
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty())
        return;
      next = std::move(jobs_.front());
      jobs_.pop_front();
    }
    next();
  }
}

} // namespace troupe::base
