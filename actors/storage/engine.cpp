// SPDX-License-Identifier: Apache-2.0
#include "actors/storage/engine.hpp"

#include <utility>

#include "actors/base/job_threads.hpp"

namespace troupe::storage {

namespace {

class threaded_engine final : public engine {
public:
  explicit threaded_engine(std::unique_ptr<persistence::store> db)
      : db_(std::move(db)) {}

  void execute(std::vector<persistence::shared_transaction> batch,
               completion done) override {
    thread_.submit([this, batch = std::move(batch), done = std::move(done)] {
      done(persistence::run_batch(*db_, batch));
    });
  }

private:
  std::unique_ptr<persistence::store> db_; // outlives the thread that uses it
  base::job_threads thread_{1};
};

class direct_engine final : public engine {
public:
  explicit direct_engine(std::shared_ptr<persistence::store> db)
      : db_(std::move(db)) {}

  void execute(std::vector<persistence::shared_transaction> batch,
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
