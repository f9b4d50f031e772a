// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <mutex>

#include <caf/send.hpp>
#include <catch2/catch.hpp>

#include "actors/observe/health.hpp"
#include "actors/storage/storage.hpp"
#include "tests/base/loops_fixture.hpp"
#include "tests/support/moved.hpp"

namespace health_test {

using namespace troupe;
using namespace std::chrono_literals;
using observe::health;

namespace {

using clock_type = std::chrono::steady_clock;

/// Holds all batches until it is let go, and then answers as it is told.
class held_engine final : public storage::engine {
public:
  void execute(std::vector<persistence::shared_transaction> batch,
               completion done) override {
    std::lock_guard guard{mutex_};
    auto answer = [size = batch.size(), done = std::move(done)](bool well) {
      persistence::result<persistence::answers> one{persistence::answers{}};
      if (!well)
        one = persistence::store_error{persistence::store_errc::full, "disk"};
      done(storage::outcomes(size, one));
    };
    if (open_)
      answer(well_);
    else
      held_.push_back(std::move(answer));
  }

  void let_go(bool well = true) {
    std::lock_guard guard{mutex_};
    open_ = true;
    well_ = well;
    for (auto& each : std::exchange(held_, {}))
      each(well);
  }

private:
  std::mutex mutex_;
  bool open_ = false, well_ = true;
  std::vector<std::function<void(bool)>> held_;
};

struct health_fixture : base::test::loops_fixture {
  health_fixture() { engine->let_go(); }
  ~health_fixture() {
    engine->let_go();
    caf::anon_send_exit(store, caf::exit_reason::kill);
  }

  /// Asks; a moment after what has been before.
  void ask() {
    const auto before = clock_type::now();
    while (clock_type::now() - before < 5ms)
      std::this_thread::yield();
    asked = clock_type::now();
    signs.ask();
  }
  /// Whether that silence has begun after the question.
  bool is_since(health::milliseconds silence) const {
    return silence <= clock_type::now() - asked;
  }
  static bool eventually(const std::function<bool()>& f) {
    const auto begun = clock_type::now();
    while (!f())
      if (clock_type::now() - begun > 60s)
        return false;
      else
        std::this_thread::yield();
    return true;
  }
  /// Until it has done all that it was given before.
  void wait_for_loop(std::size_t i) {
    std::promise<void> done;
    loops().at(i).post([&] { done.set_value(); });
    done.get_future().wait();
  }

  std::shared_ptr<held_engine> engine = std::make_shared<held_engine>();
  actors::storage_actor store
      = system().spawn(storage::storage, engine, std::size_t{2});
  health signs{system(), store, health::milliseconds{0}};
  clock_type::time_point asked;
};

} // namespace

TEST_CASE_METHOD(health_fixture, "loops and store that are well answer") {
  ask();

  CHECK(eventually([&] { return is_since(signs.loops_silent()); }));
  CHECK(eventually([&] { return is_since(signs.store_silent()); }));
  CHECK(signs.is_alive(60s));
  CHECK(signs.faults(60s).empty());
  CHECK_FALSE(signs.is_store_failing());
}

TEST_CASE_METHOD(health_fixture, "one loop that hangs is enough to be silent") {
  std::promise<void> end;
  loops().at(0).post([hung = end.get_future().share()] { hung.wait(); });

  ask();
  wait_for_loop(1);

  CHECK_FALSE(is_since(signs.loops_silent()));
  CHECK_FALSE(signs.is_alive(1ms));
  CHECK(signs.faults(1ms).starts_with("event loops: no answer for "));
  end.set_value();
  CHECK(eventually([&] { return is_since(signs.loops_silent()); }));
}

TEST_CASE("a store that hangs is silent until it answers") {
  health_fixture f;
  auto held = std::make_shared<held_engine>();
  auto store = f.system().spawn(storage::storage, held, std::size_t{0});
  health signs{f.system(), store, health::milliseconds{0}};
  f.ask(); // of another health: only the moment matters
  signs.ask();
  f.wait_for_loop(0);
  f.wait_for_loop(1);
  CHECK_FALSE(f.is_since(signs.store_silent()));

  held->let_go();

  CHECK(f.eventually([&] { return f.is_since(signs.store_silent()); }));
  caf::anon_send_exit(store, caf::exit_reason::kill);
}

TEST_CASE_METHOD(health_fixture, "a store that fails answers, and is told of") {
  engine->let_go(false);

  ask();

  CHECK(eventually([&] { return is_since(signs.store_silent()); }));
  CHECK(signs.is_store_failing());
  CHECK(signs.faults(60s) == "store: it cannot store");
}

TEST_CASE_METHOD(health_fixture,
                 "what could not be stored since the last question is told") {
  ask();
  CHECK(eventually([&] { return is_since(signs.store_silent()); }));
  REQUIRE(signs.faults(60s).empty());

  observe::count(observe::counter::storage_failures);
  ask();

  CHECK(eventually([&] { return is_since(signs.store_silent()); }));
  CHECK(signs.faults(60s) == "store: it cannot store");
  ask();
  CHECK(eventually([&] { return !signs.is_store_failing(); }));
}

TEST_CASE("a full queue is a sign of life only while batches are written") {
  health_fixture f;
  auto held = std::make_shared<held_engine>();
  auto store = f.system().spawn(storage::storage, held, std::size_t{2});
  health signs{f.system(), store, health::milliseconds{0}};
  for (int i = 0; i < 3; ++i) // one is being written, two wait
    caf::anon_send(store, actors::run_transaction{});
  support::moved refused{observe::limit::storage_queue};
  f.ask();

  CHECK(f.eventually([&] {
    signs.ask(); // without an answer it is asked again
    return refused.by() > 3;
  }));
  CHECK_FALSE(f.is_since(signs.store_silent()));
  observe::count(observe::counter::storage_batches);
  CHECK(f.eventually([&] {
    signs.ask();
    return f.is_since(signs.store_silent());
  }));

  held->let_go();
  caf::anon_send_exit(store, caf::exit_reason::kill);
}

TEST_CASE("it asks by itself, again and again") {
  base::test::loops_fixture f;
  auto engine = std::make_shared<held_engine>();
  engine->let_go();
  auto store = f.system().spawn(storage::storage, engine, std::size_t{0});
  const health signs{f.system(), store, 1ms};

  for (int round = 0; round < 3; ++round) {
    const auto now = clock_type::now();
    CHECK(health_fixture::eventually([&] {
      return signs.loops_silent() + 1ms < clock_type::now() - now
             && signs.store_silent() + 1ms < clock_type::now() - now;
    }));
  }
  caf::anon_send_exit(store, caf::exit_reason::kill);
}

} // namespace health_test
