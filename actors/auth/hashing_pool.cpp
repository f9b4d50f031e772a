// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/hashing_pool.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace troupe::auth {

namespace {

class hashing_threads final : public hashing_pool {
public:
  explicit hashing_threads(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      threads_.emplace_back([this] { run(); });
  }

  ~hashing_threads() override {
    {
      std::lock_guard guard{mutex_};
      stopping_ = true;
    }
    wake_.notify_all();
    for (auto& t : threads_)
      t.join();
  }

  void submit(job work) override {
    {
      std::lock_guard guard{mutex_};
      jobs_.push_back(std::move(work));
    }
    wake_.notify_one();
  }

private:
  void run() {
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

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

class direct_hashing final : public hashing_pool {
public:
  void submit(job work) override { work(); }
};

} // namespace

std::unique_ptr<hashing_pool> make_hashing_threads(std::size_t threads) {
  return std::make_unique<hashing_threads>(threads);
}

std::unique_ptr<hashing_pool> make_direct_hashing() {
  return std::make_unique<direct_hashing>();
}

} // namespace troupe::auth
