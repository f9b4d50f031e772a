// SPDX-License-Identifier: Apache-2.0
#include "actors/storage/engine.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace troupe::storage {

namespace {

class threaded_engine final : public engine {
public:
  explicit threaded_engine(std::unique_ptr<persistence::store> db)
      : db_(std::move(db)), thread_([this] { run(); }) {}

  ~threaded_engine() override {
    {
      std::lock_guard guard{mutex_};
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  void execute(std::vector<persistence::transaction> batch,
               completion done) override {
    {
      std::lock_guard guard{mutex_};
      jobs_.push_back({std::move(batch), std::move(done)});
    }
    wake_.notify_one();
  }

private:
  struct job {
    std::vector<persistence::transaction> batch;
    completion done;
  };

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
      next.done(persistence::run_batch(*db_, next.batch));
    }
  }

  std::unique_ptr<persistence::store> db_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<job> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

class direct_engine final : public engine {
public:
  explicit direct_engine(std::shared_ptr<persistence::store> db)
      : db_(std::move(db)) {}

  void execute(std::vector<persistence::transaction> batch,
               completion done) override {
    done(persistence::run_batch(*db_, batch));
  }

private:
  std::shared_ptr<persistence::store> db_;
};

} // namespace

std::unique_ptr<engine>
make_threaded_engine(std::unique_ptr<persistence::store> db) {
  return std::make_unique<threaded_engine>(std::move(db));
}

std::unique_ptr<engine>
make_direct_engine(std::shared_ptr<persistence::store> db) {
  return std::make_unique<direct_engine>(std::move(db));
}

} // namespace troupe::storage
