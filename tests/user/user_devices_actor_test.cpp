// SPDX-License-Identifier: Apache-2.0
// Sessions with stream management at the user actor, XEP-0198.
#include "actors/user/user.hpp"
#include "tests/support/moved.hpp"
#include "tests/user/devices_fixture.hpp"

namespace user_devices_actor_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::user::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(devices_fixture,
                 "a sender is confirmed what the recipient has stored") {
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  manage(a);
  manage(b);
  run();
  engine->hold();
  send(b, alice, "one");
  CHECK(a.bodies() == strings{"one"}); // live delivery does not wait

  auto pending = self()->request(b.bound.user, caf::infinite,
                                 confirm_handled{b.bound.id, 1});
  run();
  CHECK(logged(alice, "offline") == 0);
  CHECK(engine->waiting() > 0);
  engine->release();
  run();
  auto durable = false;
  pending.receive([&](const handled_confirmed& c) { durable = c.durable; },
                  [](const caf::error&) {});
  CHECK(durable);
  // Without any acknowledgement it is there after a crash.
  auto entries = store->entries(alice, "devices");
  REQUIRE(entries.has_value());
  REQUIRE(entries->size() == 1);
  CHECK(logged(alice, "unacknowledged " + entries->front().first) == 1);
}

TEST_CASE_METHOD(devices_fixture,
                 "what is sent while a token is stored follows the answer") {
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  engine->hold();
  auto pending = self()->request(a.bound.user, caf::infinite,
                                 manage_session{a.bound.id, true, 0});
  run();
  send(b, alice, "one");
  CHECK(a.bodies().empty()); // else it would count on one side only
  engine->release();
  run();

  std::string token;
  pending.receive([&](const session_managed& m) { token = m.token; },
                  [](const caf::error&) {});
  CHECK_FALSE(token.empty());
  CHECK(a.bodies() == strings{"one"});
  acknowledge(a, 1);
  CHECK(figure(a.bound.user, "unacknowledged") == "0");
}

TEST_CASE_METHOD(devices_fixture, "a failing store confirms nothing") {
  start();
  auto& a = log_in(alice, "phone");
  manage(a);
  engine->fail(persistence::store_error{});
  CHECK_FALSE(confirms(a, 1));
  engine->fail(std::nullopt);
  advance(2s);
  CHECK(confirms(a, 1));
}

TEST_CASE_METHOD(devices_fixture, "a full queue ends the session; nothing of "
                                  "it is lost") {
  support::moved moved{observe::limit::unacknowledged};
  config.limits.unacknowledged_stanzas = 3;
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  manage(a);
  strings sent;
  for (auto text : {"1", "2", "3", "4", "5"})
    send(b, alice, sent.emplace_back(text));

  CHECK(end_of(a) == "resource-constraint");
  CHECK(sessions_of(alice) == 0);
  auto& later = log_in(alice, "desk");
  CHECK(later.bodies() == sent);
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(devices_fixture, "stored messages wait for the client's "
                                  "acknowledgement") {
  start();
  auto& b = log_in(bob, "desk");
  send(b, alice, "one");
  send(b, alice, "two");
  CHECK(logged(alice, "offline") == 2);
  auto& a = open(alice, "phone");
  manage(a);
  say(a, support::available(0));
  run();
  CHECK(a.bodies() == strings{"one", "two"});
  CHECK(logged(alice, "offline") == 2);

  SECTION("that comes") {
    acknowledge(a, static_cast<std::uint32_t>(a.stanzas().size()));
    CHECK(logged(alice, "offline") == 0);
  }
  SECTION("that does not come") {
    caf::anon_send(a.bound.user, session_closed{a.bound.id, {}, false});
    run();
    CHECK(logged(alice, "offline") == 2);
    CHECK(log_in(alice, "desk").bodies() == strings{"one", "two"});
  }
}

TEST_CASE_METHOD(devices_fixture, "an inactive client is spared of presence") {
  start();
  auto& a = log_in(alice, "phone");
  manage(a);
  caf::anon_send(a.bound.user, client_state_changed{a.bound.id, false});
  run();
  const auto before = a.stanzas().size();
  log_in(alice, "desk");
  CHECK(a.stanzas().size() == before);

  caf::anon_send(a.bound.user, client_state_changed{a.bound.id, true});
  run();
  REQUIRE(a.stanzas().size() == before + 1);
  CHECK(a.stanzas().back().is_presence());
}

TEST_CASE_METHOD(devices_fixture, "a message's way is known at each device") {
  start();
  auto& phone = log_in(alice, "phone");
  log_in(alice, "desk");
  auto& b = log_in(bob, "desk");
  manage(phone);
  say(b, chat(alice, "where am I").with_trace(42));
  run();
  acknowledge(phone, 1);

  auto events = ask<message_located>(core.registry, locate_message{42}).events;
  strings seen;
  for (const auto& e : events)
    if (e.account == alice)
      seen.push_back(e.what + "/" + e.resource);
  CHECK(seen
        == strings{"sent/phone", "sent/desk", "delivered/", "archived/",
                   "acknowledged/phone"});
  CHECK(ask<message_located>(core.registry, locate_message{43}).events.empty());
}

TEST_CASE_METHOD(devices_fixture, "a removed account leaves no session") {
  start();
  auto& a = log_in(alice, "phone");
  manage(a);
  lose(a);
  CHECK(change(core.auth, alice, account_change::remove).empty());
  advance(2s);

  CHECK(sessions_of(alice) == 0);
  CHECK(devices_of(alice) == 0);
}

} // namespace user_devices_actor_test
