// SPDX-License-Identifier: Apache-2.0
// Sessions with stream management at the user actor, XEP-0198.
#include "actors/user/user.hpp"
#include "tests/support/core_fixture.hpp"

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;
using support::chat;
using strings = std::vector<std::string>;

namespace {

constexpr auto alice = "alice@example.org";
constexpr auto bob = "bob@example.org";

struct devices_fixture : support::core_fixture {
  devices_fixture() {
    add_account(alice);
    add_account(bob);
  }

  std::string manage(client& c, bool resume = true) {
    return ask<session_managed>(c.bound.user,
                                manage_session{c.bound.id, resume, 0})
        .token;
  }
  void acknowledge(client& c, std::uint32_t count) {
    caf::anon_send(c.bound.user, acknowledged{c.bound.id, count});
    run();
  }
  bool confirms(client& c, std::uint32_t count) {
    return ask<handled_confirmed>(c.bound.user,
                                  confirm_handled{c.bound.id, count})
        .durable;
  }
  void lose(client& c) {
    caf::anon_send(c.bound.user, session_closed{c.bound.id, {}, true});
    run();
  }
  /// The answer goes to the new stream too, in front of what it gets.
  session_resumed resume(client& on, std::string_view account,
                         const std::string& token, std::uint32_t count) {
    return ask<session_resumed>(core.registry,
                                resume_session{support::jid(account), token,
                                               count, on.stream.handle(),
                                               "192.0.2.1", true, 64});
  }
  client& connection() {
    return *connections_.emplace_back(std::make_unique<client>(*this));
  }
  void send(client& from, std::string_view to, std::string_view body) {
    say(from, chat(to, body).with_trace(++trace_));
    run();
  }
  std::string end_of(client& c) {
    for (const auto& m : c.stream.log())
      if (m.match_elements<end_stream>())
        return std::string{
            xml::name_of(m.get_as<end_stream>(0).error.condition)};
    return {};
  }
  /// What a crash leaves: the store as it is, and nothing else.
  void crash() {
    caf::anon_send_exit(core.registry, caf::exit_reason::user_shutdown);
    run();
    start();
  }
  std::size_t devices_of(std::string_view account) {
    auto entries = store->entries(account, "devices");
    REQUIRE(entries.has_value());
    return entries->size();
  }
  std::size_t sessions_of(std::string_view account) {
    auto all = ask<sessions_listed>(core.registry, list_sessions{}).sessions;
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [&](const session_facts& s) {
          return s.jid.starts_with(account);
        }));
  }

private:
  std::vector<std::unique_ptr<client>> connections_;
  std::uint64_t trace_ = 1'000;
};

} // namespace

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
