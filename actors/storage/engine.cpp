// SPDX-License-Identifier: Apache-2.0
#include "actors/storage/engine.hpp"

#include <chrono>
#include <utility>

#include "actors/base/job_threads.hpp"
#include "actors/observe/counters.hpp"

namespace troupe::storage {

namespace {

/// Runs a batch, and counts it and how long it took.
outcomes
run_counted(persistence::store& db,
            const std::vector<persistence::shared_transaction>& batch) {
  using clock = std::chrono::steady_clock;
  const auto begun = clock::now();
  auto results = persistence::run_batch(db, batch);
  observe::observe(observe::histogram::commit,
                   std::chrono::nanoseconds{clock::now() - begun}.count());
  observe::count(observe::counter::storage_batches);
  for (const auto& each : results)
    if (!each)
      observe::count(observe::counter::storage_failures);
  return results;
}

class threaded_engine final : public engine {
public:
  explicit threaded_engine(std::unique_ptr<persistence::store> db)
      : db_(std::move(db)) {}

  void execute(std::vector<persistence::shared_transaction> batch,
               completion done) override {
    thread_.submit([this, batch = std::move(batch), done = std::move(done)] {
      done(run_counted(*db_, batch));
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
    done(run_counted(*db_, batch));
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
