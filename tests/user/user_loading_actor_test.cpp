// SPDX-License-Identifier: Apache-2.0
// The user actor while it loads, and where it cannot.
#include "tests/support/core_fixture.hpp"

namespace user_loading_actor_test {

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;
using support::chat;
using xml::condition;
using strings = std::vector<std::string>;

namespace {

struct loading_fixture : support::core_fixture {
  loading_fixture() {
    add_account("alice@example.org");
    add_account("bob@example.org");
    config.limits.user_idle_seconds = 5;
  }

  void fail_storage() {
    engine->fail(persistence::store_error{persistence::store_errc::unavailable,
                                          "the disk has gone"});
  }
  void mend_storage() { engine->fail(std::nullopt); }

  static strings errors(client& of) {
    strings result;
    for (const auto& x : of.stanzas())
      if (x.is_error())
        result.emplace_back(xml::name_of(read_error(x).what));
    return result;
  }
};

} // namespace

TEST_CASE_METHOD(
    loading_fixture,
    "what comes while an account loads is handled in order after") {
  start();
  auto& alice = log_in("alice@example.org", "desk");
  engine->hold();
  for (auto body : {"1", "2", "3"})
    say(alice, chat("bob@example.org", body));
  run();
  REQUIRE(engine->waiting() == 1);
  CHECK(logged("bob@example.org", "offline") == 0);

  engine->release();
  run();

  CHECK(logged("bob@example.org", "offline") == 3);
  CHECK(log_in("bob@example.org", "desk").bodies() == strings{"1", "2", "3"});
}

TEST_CASE_METHOD(loading_fixture, "a session waits until its account loaded") {
  start();
  engine->hold();
  support::probe<session_actor> stream{*this};
  auto pending
      = self()->request(core.registry, caf::infinite,
                        open_session{support::jid("bob@example.org"), "desk",
                                     stream.handle(), "192.0.2.1", true});
  run();
  CHECK(self()->mailbox().empty());

  engine->release();
  run();

  REQUIRE_FALSE(self()->mailbox().empty());
  pending.receive(
      [](const session_opened& x) {
        CHECK_FALSE(x.error);
        CHECK(x.full.str() == "bob@example.org/desk");
      },
      [](const caf::error& e) { FAIL(caf::to_string(e)); });
}

TEST_CASE_METHOD(loading_fixture,
                 "what comes while an account cannot be loaded waits a while") {
  start();
  auto& alice = log_in("alice@example.org", "desk");
  fail_storage();
  say(alice, chat("bob@example.org", "1"));
  advance(1s);
  mend_storage();
  advance(2s);
  CHECK(errors(alice).empty());
  CHECK(log_in("bob@example.org", "desk").bodies() == strings{"1"});
}

TEST_CASE_METHOD(loading_fixture,
                 "an account that cannot be loaded refuses, then leaves") {
  start();
  auto& alice = log_in("alice@example.org", "desk");
  fail_storage();
  say(alice, chat("bob@example.org", "1"));
  run();
  CHECK(errors(alice).empty());
  advance(3500ms);
  CHECK(errors(alice) == strings{"resource-constraint"});

  auto& bob = open("bob@example.org", "desk");
  REQUIRE(bob.bound.error);
  CHECK(bob.bound.error->what == condition::resource_constraint);

  mend_storage();
  CHECK(figure(core.registry, "users") == "2");
  advance(10s);
  CHECK(figure(core.registry, "users") == "1");
  say(alice, chat("bob@example.org", "2"));
  run();
  CHECK(log_in("bob@example.org", "desk").bodies() == strings{"2"});
}

TEST_CASE_METHOD(loading_fixture,
                 "an account that could not be loaded is, however busy it is") {
  start();
  auto& alice = log_in("alice@example.org", "desk");
  fail_storage();
  say(alice, chat("bob@example.org", "lost"));
  run();
  mend_storage();

  for (int i = 0; i < 10; ++i) {
    say(alice, chat("bob@example.org", std::to_string(i)));
    advance(1s);
  }

  auto refused = errors(alice).size();
  CHECK(refused < 7);
  auto kept = log_in("bob@example.org", "desk").bodies();
  CHECK(kept.size() == 11 - refused);
  CHECK(kept.back() == "9");
}

TEST_CASE_METHOD(loading_fixture,
                 "an account that cannot load holds its senders' credit") {
  config.limits.session_credit = 64; // given back in steps of 16
  start();
  auto& alice = log_in("alice@example.org", "desk");
  alice.stream.clear();
  engine->hold();
  for (int i = 0; i < 199; ++i) // one more was her presence
    say(alice, chat("bob@example.org", std::to_string(i)));
  run();

  CHECK(alice.credit() == 0);
  CHECK(figure(alice.bound.user, "waiting for peers") == "199");
  CHECK(engine->waiting() == 1);

  engine->release();
  run();
  CHECK(alice.credit() == 192);
  CHECK(figure(alice.bound.user, "waiting for peers") == "0");
  CHECK(logged("bob@example.org", "offline") == 199);
}

TEST_CASE_METHOD(loading_fixture, "where no account is, no session opens") {
  start();
  auto& carol = open("carol@example.org", "desk");

  REQUIRE(carol.bound.error);
  CHECK(carol.bound.error->what == condition::not_allowed);
}

TEST_CASE_METHOD(loading_fixture,
                 "it is at rest once nothing is being stored any more") {
  start();
  auto& alice = log_in("alice@example.org", "desk");
  log_in("bob@example.org", "desk", -1);
  ask<at_rest>(core.registry, come_to_rest{});

  engine->hold();
  say(alice, chat("bob@example.org", "1"));
  run();
  auto pending = self()->request(core.registry, caf::infinite, come_to_rest{});
  run();
  CHECK(self()->mailbox().empty());
  engine->release();
  run();

  REQUIRE_FALSE(self()->mailbox().empty());
  pending.receive([&](const at_rest&) {},
                  [](const caf::error& e) { FAIL(caf::to_string(e)); });
  CHECK(logged("bob@example.org", "offline") == 1);
}

} // namespace user_loading_actor_test
