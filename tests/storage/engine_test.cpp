// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <mutex>
#include <thread>

#include <catch2/catch.hpp>

#include "actors/storage/engine.hpp"
#include "persistence/faulty.hpp"
#include "persistence/memory.hpp"

namespace engine_test {

using namespace troupe;

namespace {

/// What engines report, from whatever thread.
struct reports {
  void add(std::size_t batch, const storage::outcomes& x) {
    std::lock_guard guard{mutex};
    order.push_back(batch);
    thread = std::this_thread::get_id();
    for (const auto& each : x)
      succeeded += each.has_value();
    changed.notify_one();
  }

  bool wait_for(std::size_t count) {
    std::unique_lock lock{mutex};
    return changed.wait_for(lock, std::chrono::seconds{60},
                            [&] { return order.size() == count; });
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::size_t> order;
  std::size_t succeeded = 0;
  std::thread::id thread;
};

std::vector<persistence::shared_transaction> batch(std::size_t size) {
  return {size, std::make_shared<const persistence::transaction>(
                    1, persistence::put_document{"owner", "name", "text"})};
}

} // namespace

TEST_CASE("a threaded engine runs batches in order on a thread of its own") {
  reports seen;
  auto engine = storage::make_threaded_engine(persistence::open_memory());

  for (std::size_t i = 0; i < 100; ++i)
    engine->execute(batch(3),
                    [&seen, i](storage::outcomes x) { seen.add(i, x); });

  REQUIRE(seen.wait_for(100));
  for (std::size_t i = 0; i < 100; ++i)
    CHECK(seen.order[i] == i);
  CHECK(seen.succeeded == 300);
  CHECK(seen.thread != std::this_thread::get_id());
}

TEST_CASE("an engine that ends finishes what it was given") {
  reports seen;
  auto script = std::make_shared<persistence::fault_script>();
  script->pause();
  auto engine = storage::make_threaded_engine(
      persistence::make_faulty(persistence::open_memory(), script));
  for (std::size_t i = 0; i < 10; ++i)
    engine->execute(batch(1),
                    [&seen, i](storage::outcomes x) { seen.add(i, x); });

  script->resume();
  engine.reset();

  CHECK(seen.order.size() == 10);
  CHECK(seen.succeeded == 10);
  CHECK(script->commits() == 10);
}

TEST_CASE("a group is one commit") {
  reports seen;
  auto script = std::make_shared<persistence::fault_script>();
  auto engine = storage::make_direct_engine(
      persistence::make_faulty(persistence::open_memory(), script));

  engine->execute(batch(50), [&seen](storage::outcomes x) { seen.add(0, x); });

  CHECK(seen.succeeded == 50);
  CHECK(script->commits() == 1);
  CHECK(seen.thread == std::this_thread::get_id());
}

} // namespace engine_test
