// SPDX-License-Identifier: Apache-2.0
#include "actors/storage/storage.hpp"
#include "persistence/faulty.hpp"
#include "persistence/memory.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/moved.hpp"

namespace storage_test {

using namespace troupe;
using namespace troupe::actors;
using persistence::store_errc;
using persistence::store_error;

namespace {

/// An engine that a test lets go on by hand.
struct held_engine final : storage::engine {
  void execute(std::vector<persistence::shared_transaction> batch,
               completion done) override {
    batches.push_back(std::move(batch));
    waiting = std::move(done);
  }

  /// Each transaction answers the number that it has among all.
  void finish() {
    storage::outcomes results;
    for (std::size_t i = 0; i < batches.back().size(); ++i)
      results.emplace_back(persistence::answers{++finished});
    std::exchange(waiting, {})(std::move(results));
  }

  std::vector<std::vector<persistence::shared_transaction>> batches;
  completion waiting;
  std::uint64_t finished = 0;
};

/// A storage actor, and what its transactions came to, in order of the answers.
struct storage_fixture : support::actor_fixture {
  using engine_pointer = std::shared_ptr<storage::engine>;

  storage_actor spawn(engine_pointer worker, std::size_t bound = 0) {
    return own(system().spawn(storage::storage, std::move(worker), bound));
  }

  auto ask(const storage_actor& to, persistence::transaction what) {
    return self()->request(to, caf::infinite, run_transaction{std::move(what)});
  }

  template <class Pending>
  static transaction_result outcome(Pending& pending) {
    transaction_result result{store_error{store_errc::corrupt, "no answer"}};
    pending.receive([&](const transaction_done& x) { result = *x.outcome; },
                    [](const caf::error&) { FAIL("no answer"); });
    return result;
  }

  std::string figure(const storage_actor& of, const std::string& name) {
    auto all = support::actor_fixture::ask<description>(of, describe{});
    for (const auto& c : all.children)
      if (c.name == name)
        return c.value;
    return "none";
  }

  std::shared_ptr<held_engine> held = std::make_shared<held_engine>();
};

persistence::transaction put(const std::string& name) {
  return {persistence::put_document{"owner", name, "text"}};
}

persistence::shared_transaction shared(persistence::transaction ops) {
  return std::make_shared<const persistence::transaction>(std::move(ops));
}

persistence::transaction get(const std::string& name) {
  return {persistence::get_document{"owner", name}};
}

/// The number that the held engine gave.
std::uint64_t number(const transaction_result& x) {
  REQUIRE(x.has_value());
  return std::get<std::uint64_t>(x->front());
}

bool is_unavailable(const transaction_result& x) {
  return !x && x.error().code == store_errc::unavailable;
}

} // namespace

TEST_CASE_METHOD(storage_fixture,
                 "what waits while a batch runs is the next batch") {
  auto actor = spawn(held);
  auto first = ask(actor, put("1"));
  run();
  auto second = ask(actor, put("2"));
  auto third = ask(actor, put("3"));
  run();

  REQUIRE(held->batches.size() == 1);
  held->finish();
  run();
  REQUIRE(held->batches.size() == 2);
  CHECK(held->batches[1].size() == 2);
  held->finish();
  run();

  CHECK(number(outcome(first)) == 1);
  CHECK(number(outcome(second)) == 2);
  CHECK(number(outcome(third)) == 3);
}

TEST_CASE_METHOD(storage_fixture,
                 "nothing is answered before it is committed") {
  auto actor = spawn(held);
  auto first = ask(actor, put("1"));
  run();

  CHECK(self()->mailbox().empty());
  held->finish();
  run();
  CHECK(number(outcome(first)) == 1);
}

TEST_CASE_METHOD(storage_fixture, "transactions run in the order of coming") {
  auto actor = spawn(held);
  auto barrier = ask(actor, {});
  run();
  for (int i = 0; i < 100; ++i)
    self()->send(actor, run_transaction{put(std::to_string(i))});
  run();
  held->finish();
  run();

  const auto& batch = held->batches.back();
  REQUIRE(batch.size() == 100);
  for (std::size_t i = 0; i < batch.size(); ++i)
    CHECK(std::get<persistence::put_document>(batch[i]->front()).name
          == std::to_string(i));
  held->finish();
  run();
  CHECK(number(outcome(barrier)) == 1);
}

TEST_CASE_METHOD(storage_fixture, "a group has a bound of its own") {
  auto actor = spawn(held);
  for (int i = 0; i < 2'502; ++i)
    caf::anon_send(actor, run_transaction{put("1")});
  run();
  held->finish();
  run();
  held->finish();
  run();

  REQUIRE(held->batches.size() == 3);
  CHECK(held->batches[0].size() == 1);
  CHECK(held->batches[1].size() == 2'000);
  CHECK(held->batches[2].size() == 501);
  held->finish();
}

TEST_CASE_METHOD(storage_fixture, "past its bound the queue refuses at once") {
  support::moved moved{observe::limit::storage_queue};
  auto actor = spawn(held, 2);
  auto first = ask(actor, put("1"));
  run();
  auto second = ask(actor, put("2"));
  auto third = ask(actor, put("3"));
  run();

  CHECK(is_unavailable(outcome(third)));
  CHECK(figure(actor, "refused") == "1");
  held->finish();
  run();
  held->finish();
  run();
  CHECK(number(outcome(first)) == 1);
  CHECK(number(outcome(second)) == 2);
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(storage_fixture, "what is stored and what waits is counted") {
  support::moved transactions{observe::counter::storage_transactions};
  support::moved operations{observe::counter::storage_operations};
  support::moved queued{observe::counter::storage_queued};
  support::moved taken{observe::counter::storage_taken};
  auto actor = spawn(held);
  auto first = ask(actor, put("1"));
  run();
  auto second = ask(actor, put("2"));
  run();
  CHECK(queued.by() == taken.by() + 2); // an operation, and its transaction

  held->finish();
  run();
  held->finish();
  run();
  CHECK(queued.by() == taken.by());
  CHECK(transactions.by() == 2);
  CHECK(operations.by() == 2);
  CHECK(number(outcome(first)) == 1);
  CHECK(number(outcome(second)) == 2);
}

TEST_CASE_METHOD(storage_fixture, "once there is room the queue takes again") {
  auto actor = spawn(held, 2);
  auto first = ask(actor, put("1"));
  run();
  auto second = ask(actor, put("2"));
  auto refused = ask(actor, put("3"));
  run();
  CHECK(is_unavailable(outcome(refused)));
  held->finish();
  run();

  auto later = ask(actor, put("4"));
  run();
  held->finish();
  run();
  held->finish();
  run();

  CHECK(number(outcome(first)) == 1);
  CHECK(number(outcome(second)) == 2);
  CHECK(number(outcome(later)) == 3);
  CHECK(figure(actor, "waiting") == "0");
}

TEST_CASE_METHOD(storage_fixture,
                 "one transaction above the bound passes where none waits") {
  auto actor = spawn(held, 2);
  auto three = put("1");
  three.insert(three.end(), 2, three.front());

  (void)ask(actor, three);
  run();
  CHECK(held->batches.size() == 1); // else it could never be stored
  (void)ask(actor, put("2"));
  auto refused = ask(actor, three);
  run();

  CHECK(is_unavailable(outcome(refused)));
  CHECK(held->batches.size() == 1);
}

TEST_CASE_METHOD(storage_fixture, "without a bound all may wait") {
  auto actor = spawn(held, 0);
  for (int i = 0; i < 1'000; ++i)
    caf::anon_send(actor, run_transaction{put("1")});
  run();

  CHECK(figure(actor, "waiting") == "1998"); // an operation and its barrier
  CHECK(figure(actor, "refused") == "0");
  held->finish();
  run();
  held->finish();
}

TEST_CASE_METHOD(storage_fixture, "what is stored can be read") {
  auto actor = spawn(storage::make_direct_engine(persistence::open_memory()));
  auto write = ask(actor, put("1"));
  auto read = ask(actor, get("1"));
  auto other = ask(actor, get("2"));
  run();

  CHECK(outcome(write).has_value());
  CHECK(std::get<std::optional<std::string>>(outcome(read)->front()) == "text");
  CHECK(std::get<std::optional<std::string>>(outcome(other)->front())
        == std::nullopt);
}

TEST_CASE_METHOD(storage_fixture, "a failing store's error is the answer") {
  auto script = std::make_shared<persistence::fault_script>();
  auto actor = spawn(storage::make_direct_engine(
      persistence::make_faulty(persistence::open_memory(), script)));
  script->refuse({store_errc::full, "no space left"});
  auto refused = ask(actor, put("1"));
  run();
  script->accept();
  auto taken = ask(actor, put("1"));
  run();

  auto answer = outcome(refused);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error() == store_error{store_errc::full, "no space left"});
  CHECK(outcome(taken).has_value());
}

TEST_CASE_METHOD(storage_fixture, "a commit that fails fails its whole group") {
  auto script = std::make_shared<persistence::fault_script>();
  auto store = persistence::make_faulty(persistence::open_memory(), script);
  script->fail_commits(1, {store_errc::unavailable, "disk error"});
  const std::vector<persistence::shared_transaction> group{shared(put("1")),
                                                           shared(put("2"))};

  storage::outcomes results;
  storage::make_direct_engine(std::move(store))
      ->execute(group, [&](storage::outcomes x) { results = std::move(x); });

  REQUIRE(results.size() == 2);
  CHECK(is_unavailable(results[0]));
  CHECK(is_unavailable(results[1]));
}

TEST_CASE_METHOD(storage_fixture,
                 "one failure leaves the others of its group") {
  auto script = std::make_shared<persistence::fault_script>();
  auto store = persistence::make_faulty(persistence::open_memory(), script);
  // Twice: all are tried again, each for itself.
  script->fail_writes(2, {store_errc::full, "no space left"});

  storage::outcomes results;
  storage::make_direct_engine(std::move(store))
      ->execute({shared(put("1")), shared(put("2")), shared(get("1")),
                 shared(get("2"))},
                [&](storage::outcomes x) { results = std::move(x); });

  REQUIRE(results.size() == 4);
  CHECK_FALSE(results[0].has_value());
  CHECK(results[1].has_value());
  CHECK(std::get<std::optional<std::string>>(results[2]->front())
        == std::nullopt);
  CHECK(std::get<std::optional<std::string>>(results[3]->front()) == "text");
}

} // namespace storage_test
