// SPDX-License-Identifier: Apache-2.0
// What an account must not lose, while the store is slow or fails.
#include "actors/user/user.hpp"
#include "tests/support/moved.hpp"
#include "tests/user/devices_fixture.hpp"

namespace user_storing_actor_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::user::test;
using namespace std::chrono_literals;

namespace {

struct storing_fixture : devices_fixture {
  void fail() { engine->fail(persistence::store_error{}); }
  void recover() {
    engine->fail(std::nullopt);
    advance(2s);
  }
  /// Conditions of the errors that came to `c`.
  static strings errors_at(client& c) {
    strings found;
    for (const auto& x : c.stanzas())
      if (x.is_error())
        found.emplace_back(xml::name_of(xml::read_error(x).what));
    return found;
  }
};

} // namespace

TEST_CASE_METHOD(storing_fixture,
                 "what a failing store does not take is stored later, in its "
                 "order") {
  start();
  auto& b = log_in(bob, "desk");
  send(b, alice, "0"); // alice's actor is there
  fail();
  for (auto text : {"1", "2", "3"})
    send(b, alice, text);
  CHECK(logged(alice, "offline") == 1);
  CHECK(errors_at(b).empty());
  recover();

  CHECK(logged(alice, "offline") == 4);
  CHECK(logged(alice, "archive") == 4);
  CHECK(log_in(alice, "phone").bodies() == strings{"0", "1", "2", "3"});
}

TEST_CASE_METHOD(storing_fixture,
                 "all that a message leaves behind is stored together") {
  start();
  auto& b = log_in(bob, "desk");
  send(b, alice, "0"); // alice's actor is there
  engine->hold();
  send(b, alice, "1");
  // Of the sender, and of the recipient with archive and offline messages.
  CHECK(engine->waiting() == 1);
  engine->complete_one();
  run();
  CHECK(logged(alice, "offline") == logged(alice, "archive"));
  engine->release();
}

TEST_CASE_METHOD(storing_fixture,
                 "what waits for a failing store is bounded; what is beyond is "
                 "refused, and nothing else") {
  support::moved moved{observe::limit::account_writes};
  start();
  auto& b = log_in(bob, "desk");
  send(b, alice, "0");
  fail();
  const std::string large(200'000, 'x');
  std::size_t refused_at = 0;
  for (std::size_t i = 0; i < 40 && refused_at == 0; ++i) {
    send(b, alice, large);
    refused_at = errors_at(b).empty() ? 0 : i;
  }
  REQUIRE(refused_at > 0);
  CHECK(refused_at
        <= user::user_state::unstored_bytes_bound / large.size() + 1);
  CHECK(errors_at(b).front() == "resource-constraint");

  recover();
  const auto kept = logged(alice, "offline");
  CHECK(kept == refused_at + 1);
  send(b, alice, "after");
  CHECK(logged(alice, "offline") == kept + 1);
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(storing_fixture,
                 "an account that was removed has nothing stored any more") {
  start();
  auto& b = log_in(bob, "desk");
  send(b, alice, "0");
  fail();
  send(b, alice, "1");
  engine->fail(std::nullopt);
  ask<account_changed>(
      core.registry,
      change_account{support::jid(alice), account_change::remove, {}, {}});
  advance(5s);
  CHECK(logged(alice, "archive") == 0);
  CHECK(logged(alice, "offline") == 0);
}

TEST_CASE_METHOD(
    storing_fixture,
    "who asks while an account is removed is answered, and nothing "
    "is stored behind the removal") {
  start();
  auto& a = open(alice, "phone");
  auto& b = log_in(bob, "desk");
  send(b, alice, "0");
  engine->hold();
  send(b, alice, "1"); // under way
  send(b, alice, "2"); // waits
  auto waiting = self()->request(a.bound.user, caf::infinite, confirm_stored{});
  auto x = xml::stanza{xml::stanza_kind::iq, "set"}.with_id("p").with(
      xml::element{"query", "jabber:iq:private"}.with(
          xml::element{"notes", "urn:example:notes"}));
  say(a, x); // behind the second
  run();
  auto removal = self()->request(
      core.registry, caf::infinite,
      change_account{support::jid(alice), account_change::remove, {}, {}});
  run();
  engine->release();
  advance(2s);

  auto answered = false;
  waiting.receive([&](const stored&) { answered = true; },
                  [](const caf::error&) {});
  CHECK(answered);
  removal.receive([](const account_changed& c) { CHECK_FALSE(c.error); },
                  [](const caf::error&) { FAIL(); });
  CHECK(logged(alice, "archive") == 0);
  CHECK(logged(alice, "offline") == 0);
  CHECK(store->entries(alice, "private")->empty());
}

TEST_CASE_METHOD(storing_fixture,
                 "who resumes while the account cannot be read tries again") {
  start();
  auto& a = log_in(alice, "phone");
  auto token = manage(a);
  run();
  crash();
  fail();
  auto& again = connection();
  CHECK(resume_within(4s, again, alice, token, 0).error
        == xml::condition::resource_constraint);
  recover();
  advance(3s);
  CHECK_FALSE(resume(again, alice, token, 0).error);
}

TEST_CASE_METHOD(
    storing_fixture,
    "who resumes while the store hangs is told what is committed") {
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  auto token = manage(a);
  send(a, bob, "1");
  REQUIRE(confirms(a, 1));
  engine->hold();
  send(a, bob, "2");
  lose(a);
  auto& again = connection();
  const auto answer = resume_within(2s, again, alice, token, 0);
  CHECK_FALSE(answer.error);
  CHECK(answer.handled == 1);
  CHECK(b.bodies() == strings{"1", "2"});
  engine->release();
}

TEST_CASE_METHOD(storing_fixture,
                 "what was stored and came again is gone once one client has "
                 "it, whoever was to get the page") {
  start();
  const auto x = chat(alice, "m").with_trace(7);
  say(log_in(bob, "desk"), x);
  run();
  REQUIRE(logged(alice, "offline") == 1);
  crash(); // so that it is not known to have passed
  auto& phone = open(alice, "phone");
  auto& desk = open(alice, "desk");
  manage(phone);
  manage(desk);
  auto& b = log_in(bob, "desk");
  engine->hold();
  for (auto* c : {&phone, &desk})
    say(*c, xml::stanza{xml::stanza_kind::presence});
  say(b, x);
  run();
  engine->release();
  run();
  CHECK(phone.bodies() == strings{"m"});
  CHECK(desk.bodies() == strings{"m"});
  acknowledge(desk, static_cast<std::uint32_t>(desk.stanzas().size()));
  run();

  CHECK(logged(alice, "offline") == 0);
  lose(phone);
  advance(config.limits.resume_timeout + 1s);
  CHECK(desk.bodies() == strings{"m"});
}

TEST_CASE_METHOD(storing_fixture,
                 "what lies far behind in the offline messages is gone from "
                 "there too") {
  start();
  auto& b = log_in(bob, "desk");
  for (int i = 0; i < 150; ++i) // more than a page
    send(b, alice, "before");
  const auto x = chat(alice, "m").with_trace(7);
  say(b, x);
  run();
  REQUIRE(logged(alice, "offline") == 151);
  crash();
  auto& phone = open(alice, "phone");
  auto& desk = open(alice, "desk");
  manage(phone);
  manage(desk);
  for (auto* c : {&phone, &desk})
    say(*c, xml::stanza{xml::stanza_kind::presence});
  run();
  auto& again = log_in(bob, "desk");
  say(again, x);
  run();
  REQUIRE(desk.bodies() == strings{"m"});
  acknowledge(desk, static_cast<std::uint32_t>(desk.stanzas().size()));

  CHECK(logged(alice, "offline") == 150);
}

} // namespace user_storing_actor_test
