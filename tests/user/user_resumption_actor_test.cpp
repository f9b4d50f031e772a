// SPDX-License-Identifier: Apache-2.0
// How sessions outlive their connection and the process, XEP-0198 §5.
#include "actors/user/user.hpp"
#include "tests/user/devices_fixture.hpp"

namespace user_resumption_actor_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::user::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(devices_fixture, "a lost session is carried on") {
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  const auto token = manage(a);
  send(b, alice, "one");
  send(b, alice, "two");
  lose(a);
  send(b, alice, "three");
  CHECK(sessions_of(alice) == 1);

  auto& again = connection();
  const auto answer = resume(again, alice, token, 1);
  REQUIRE_FALSE(answer.error);
  CHECK(answer.full.str() == "alice@example.org/phone");
  CHECK(answer.acknowledged == 1);
  CHECK(again.bodies() == strings{"two", "three"});
  again.bound.id = answer.id;
  again.bound.user = answer.user;
  again.bound.full = answer.full;
  acknowledge(again, 3);
  CHECK(figure(answer.user, "unacknowledged") == "0");
  send(again, bob, "back");
  CHECK(b.bodies().back() == "back");
}

TEST_CASE_METHOD(devices_fixture, "what is left at the end is stored, once") {
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  const auto resume_it = GENERATE(true, false);
  manage(a, resume_it);
  send(b, alice, "one");
  acknowledge(a, 1);
  send(b, alice, "two");
  lose(a);
  if (resume_it) {
    CHECK(logged(alice, "offline") == 0);
    advance(config.limits.resume_timeout + 1s);
  }

  CHECK(sessions_of(alice) == 0);
  CHECK(logged(alice, "offline") == 1);
  auto& later = log_in(alice, "desk");
  CHECK(later.bodies() == strings{"two"});
  CHECK(later.stanzas().back().child("delay", "urn:xmpp:delay"));
}

TEST_CASE_METHOD(devices_fixture,
                 "what another resource has got is not stored") {
  start();
  auto& a = log_in(alice, "phone");
  auto& other = log_in(alice, "desk");
  auto& b = log_in(bob, "desk");
  manage(a);
  send(b, alice, "to both");
  send(b, "alice@example.org/phone", "to one");
  lose(a);
  advance(config.limits.resume_timeout + 1s);

  CHECK(other.bodies() == strings{"to both", "to one"});
  CHECK(logged(alice, "offline") == 0);
}

TEST_CASE_METHOD(devices_fixture,
                 "what one device has acknowledged ends with no other, even "
                 "after a crash") {
  start();
  auto& a = log_in(alice, "phone");
  auto& other = log_in(alice, "desk");
  auto& b = log_in(bob, "desk");
  manage(a);
  const auto token = manage(other);
  send(b, alice, "to both");
  acknowledge(other, 1);
  const auto restarts = GENERATE(false, true);
  if (restarts) {
    advance(1s);
    crash();
  } else {
    lose(a);
    lose(other);
  }
  advance(config.limits.resume_timeout + 1s);

  CHECK(sessions_of(alice) == 0);
  CHECK(logged(alice, "offline") == 0);
}

TEST_CASE_METHOD(devices_fixture,
                 "a count that is refused acknowledges nothing") {
  start();
  auto& a = log_in(alice, "phone");
  auto& other = log_in(alice, "desk");
  auto& b = log_in(bob, "desk");
  manage(a);
  const auto token = manage(other);
  send(b, alice, "to both");
  lose(other);
  auto& again = connection();
  CHECK(resume(again, alice, token, 9).error
        == xml::condition::unexpected_request);
  lose(a);
  advance(config.limits.resume_timeout + 1s);

  CHECK(logged(alice, "offline") == 1);
}

TEST_CASE_METHOD(devices_fixture,
                 "what two devices have in their queues goes on once, with the "
                 "last of them") {
  config.limits.resume_timeout = 60s;
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  manage(a);
  auto& other = log_in(alice, "desk");
  manage(other);
  send(b, alice, "to both");
  lose(a);
  advance(61s);
  CHECK(other.bodies() == strings{"to both"});
  CHECK(logged(alice, "offline") == 0);
  lose(other);
  advance(61s);
  CHECK(logged(alice, "offline") == 1);
}

TEST_CASE_METHOD(devices_fixture,
                 "a device that has but the copy takes the message over") {
  config.limits.resume_timeout = 60s;
  start();
  auto& a = log_in(alice, "phone");
  auto& other = log_in(alice, "desk");
  auto& b = log_in(bob, "desk");
  manage(a);
  manage(other);
  say(other, xml::stanza{xml::stanza_kind::iq, "set"}.with_id("c").with(
                 xml::element{"enable", "urn:xmpp:carbons:2"}));
  run();
  send(b, "alice@example.org/phone", "to one");
  const auto got = other.bodies().size();
  lose(a);
  advance(61s);
  CHECK(other.bodies().size() == got); // it has it
  CHECK(logged(alice, "offline") == 0);
  lose(other);
  advance(61s);

  auto& later = log_in(alice, "desk");
  CHECK(later.bodies() == strings{"to one"});
}

TEST_CASE_METHOD(devices_fixture,
                 "a count of before a crash acknowledges nothing of since") {
  config.limits.resume_timeout = 60s;
  start();
  auto& a = log_in(alice, "phone");
  auto token = manage(a);
  run();
  crash(); // it had got three stanzas that were not stored
  auto& other = log_in(alice, "desk");
  manage(other);
  auto& b = log_in(bob, "desk");
  send(b, alice, "to both");
  auto& again = connection();
  auto answer = resume(again, alice, token, 3);
  REQUIRE_FALSE(answer.error);
  again.bound.user = answer.user;
  again.bound.id = answer.id;
  lose(again);
  lose(other);
  advance(121s);

  CHECK(sessions_of(alice) == 0);
  CHECK(logged(alice, "offline") == 1);
}

TEST_CASE_METHOD(
    devices_fixture,
    "what came between two restarts is not what the client had got "
    "before them") {
  start();
  auto& a = log_in(alice, "phone");
  auto token = manage(a);
  run();
  crash(); // it had got three stanzas that were not stored
  auto& b = log_in(bob, "desk");
  for (auto text : {"1", "2", "3", "4"})
    send(b, alice, text);
  advance(1s);
  crash();
  auto& again = connection();
  REQUIRE_FALSE(resume(again, alice, token, 3).error);

  CHECK(again.bodies() == strings{"1", "2", "3", "4"});
}

TEST_CASE_METHOD(devices_fixture,
                 "a client that resumes is active, and gets what was held") {
  start();
  auto& a = log_in(alice, "phone");
  auto token = manage(a);
  caf::anon_send(a.bound.user, client_state_changed{a.bound.id, false});
  run();
  auto& other = log_in(alice, "desk");
  CHECK(a.stanzas().size() == 1); // its own presence
  lose(a);
  auto& again = connection();
  REQUIRE_FALSE(resume(again, alice, token, 0).error);
  REQUIRE(again.stanzas().size() == 1);
  CHECK(again.stanzas()[0].from() == other.bound.full);
  say(other, support::available(1));
  run();
  CHECK(again.stanzas().size() == 2);
}

TEST_CASE_METHOD(devices_fixture, "a token is good for its account alone") {
  start();
  auto& a = log_in(alice, "phone");
  log_in(bob, "desk");
  const auto token = manage(a);
  lose(a);

  auto& eve = connection();
  CHECK(resume(eve, bob, token, 0).error == xml::condition::item_not_found);
  CHECK(resume(eve, alice, token + "x", 0).error
        == xml::condition::item_not_found);
  CHECK_FALSE(resume(eve, alice, token, 0).error);
}

TEST_CASE_METHOD(devices_fixture, "who has handled too much is not resumed") {
  start();
  auto& a = log_in(alice, "phone");
  const auto token = manage(a);
  lose(a);

  auto& again = connection();
  CHECK(resume(again, alice, token, 1).error
        == xml::condition::unexpected_request);
  CHECK_FALSE(resume(again, alice, token, 0).error);
}

TEST_CASE_METHOD(devices_fixture, "the old connection is ended and speaks no "
                                  "more once another one resumes") {
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  const auto token = manage(a);

  auto& again = connection();
  CHECK_FALSE(resume(again, alice, token, 0).error);
  CHECK(end_of(a) == "conflict");
  send(a, bob, "late");
  CHECK(b.bodies().empty());
  lose(a); // its exit is not that of its successor
  CHECK(figure(a.bound.user, "detached sessions") == "0");
}

TEST_CASE_METHOD(devices_fixture, "a session outlives a crash") {
  start();
  auto& a = log_in(alice, "phone", 5);
  auto& b = log_in(bob, "desk");
  const auto token = manage(a);
  send(b, alice, "one");
  send(b, alice, "two");
  acknowledge(a, 1);
  send(a, bob, "sent");
  CHECK(confirms(a, 7));
  crash();

  auto& b2 = log_in(bob, "desk");
  send(b2, alice, "three");
  auto& again = connection();
  const auto answer = resume(again, alice, token, 1);
  REQUIRE_FALSE(answer.error);
  CHECK(answer.handled == 7);
  CHECK(again.bodies() == strings{"two", "three"});
  const auto sessions
      = ask<sessions_listed>(core.registry, list_sessions{}).sessions;
  const auto mine = std::ranges::find(sessions, "alice@example.org/phone",
                                      &session_facts::jid);
  REQUIRE(mine != sessions.end());
  CHECK(mine->available);
  CHECK(mine->priority == 5);
}

TEST_CASE_METHOD(devices_fixture,
                 "after a crash the client may have more than was stored") {
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  const auto token = manage(a);
  CHECK(confirms(a, 0));
  send(b, alice, "one"); // on its way, and not stored yet
  engine->hold();
  crash();
  engine->release();

  auto& b2 = log_in(bob, "desk");
  auto& again = connection();
  const auto answer = resume(again, alice, token, 9);
  REQUIRE_FALSE(answer.error);
  CHECK(answer.acknowledged == 9);
  send(b2, alice, "two");
  again.bound.id = answer.id;
  again.bound.user = answer.user;
  acknowledge(again, 10);
  CHECK(figure(answer.user, "unacknowledged") == "0");
}

TEST_CASE_METHOD(devices_fixture,
                 "a resource that is bound anew takes what was left") {
  start();
  auto& a = log_in(alice, "phone");
  auto& b = log_in(bob, "desk");
  manage(a);
  send(b, alice, "one");
  lose(a);

  CHECK(log_in(alice, "phone").bodies() == strings{"one"});
  CHECK(devices_of(alice) == 0);
}

} // namespace user_resumption_actor_test
