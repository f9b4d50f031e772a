// SPDX-License-Identifier: Apache-2.0
#include "actors/storage/storage.hpp"
#include "tests/support/actor_fixture.hpp"

using namespace troupe;
using namespace troupe::actors;

namespace {

/// An engine that a test lets go on by hand.
struct held_engine final : storage::engine {
  void execute(std::vector<persistence::transaction> batch,
               completion done) override {
    batches.push_back(std::move(batch));
    waiting = std::move(done);
  }

  void finish() {
    storage::outcomes results;
    for (std::size_t i = 0; i < batches.back().size(); ++i)
      results.emplace_back(persistence::answers{});
    std::exchange(waiting, {})(std::move(results));
  }

  std::vector<std::vector<persistence::transaction>> batches;
  completion waiting;
};

struct storage_fixture : support::actor_fixture {
  storage_actor spawn(std::size_t bound) {
    return own(system().spawn(storage::storage, engine, bound));
  }

  auto ask(const storage_actor& to) {
    return self()->request(
        to, caf::infinite,
        run_transaction{{persistence::put_document{"o", "n", "b"}}});
  }

  static bool succeeded(const transaction_done& x) {
    return x.outcome->has_value();
  }

  std::shared_ptr<held_engine> engine = std::make_shared<held_engine>();
};

} // namespace

TEST_CASE_METHOD(storage_fixture,
                 "what waits while a batch runs is the next batch") {
  auto actor = spawn(0);
  auto first = ask(actor);
  run();
  auto second = ask(actor);
  auto third = ask(actor);
  run();

  REQUIRE(engine->batches.size() == 1);
  engine->finish();
  run();
  REQUIRE(engine->batches.size() == 2);
  CHECK(engine->batches[1].size() == 2);
  engine->finish();
  run();

  auto done = 0;
  for (auto* pending : {&first, &second, &third})
    pending->receive([&](const transaction_done& x) { done += succeeded(x); },
                     [](const caf::error&) { FAIL("no answer"); });
  CHECK(done == 3);
}

TEST_CASE_METHOD(storage_fixture, "past its bound the queue refuses at once") {
  auto actor = spawn(2);
  auto first = ask(actor);
  run();
  auto second = ask(actor);
  auto third = ask(actor);
  run();

  third.receive(
      [](const transaction_done& x) {
        REQUIRE_FALSE(succeeded(x));
        CHECK(x.outcome->error().code == persistence::store_errc::unavailable);
      },
      [](const caf::error&) { FAIL("no answer"); });
  engine->finish();
  run();
  engine->finish();
  run();
  for (auto* pending : {&first, &second})
    pending->receive([](const transaction_done& x) { CHECK(succeeded(x)); },
                     [](const caf::error&) { FAIL("no answer"); });
}

TEST_CASE_METHOD(support::actor_fixture, "a probe notes what it gets") {
  support::probe<session_actor> session{*this};

  caf::anon_send(session.handle(), outbound_credit{7});
  run();

  CHECK(session.expect<outbound_credit>().count == 7);
  CHECK(session.empty());
}

TEST_CASE_METHOD(support::actor_fixture,
                 "time passes when a test says so, and fires timers") {
  support::probe<session_actor> session{*this};
  self()->delayed_send(session.handle(), std::chrono::seconds{30},
                       outbound_credit{1});

  advance(std::chrono::seconds{29});
  CHECK(session.empty());
  advance(std::chrono::seconds{2});
  CHECK(session.expect<outbound_credit>().count == 1);
}
