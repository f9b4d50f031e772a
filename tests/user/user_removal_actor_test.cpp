// SPDX-License-Identifier: Apache-2.0
// How an account ends.
#include "tests/support/core_fixture.hpp"

namespace user_removal_actor_test {

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;
using support::chat;
using support::jid;
using strings = std::vector<std::string>;

namespace {

constexpr auto alice = "alice@example.org";

struct removal_fixture : support::core_fixture {
  removal_fixture() {
    config.registration.enabled = true;
    add_account(alice);
    add_account("bob@example.org");
    start();
    desk = &log_in(alice, "desk");
    phone = &log_in(alice, "phone");
    bob = &log_in("bob@example.org", "desk");
  }

  std::string remove() {
    return change(core.auth, alice, account_change::remove);
  }

  /// The removal is on its way, the store has not done it yet.
  auto start_removal() {
    engine->hold();
    auto pending = self()->request(
        core.auth, caf::infinite,
        change_account{jid(alice), account_change::remove, {}, {}});
    run();
    REQUIRE(engine->waiting() > 0);
    return pending;
  }

  template <class Pending>
  static void expect_done(Pending& pending) {
    pending.receive([](const account_changed& x) { CHECK_FALSE(x.error); },
                    [](const caf::error& e) { FAIL(caf::to_string(e)); });
  }

  void subscribe(const client& who) {
    say(who, xml::stanza{xml::stanza_kind::presence, "subscribe"}.with_to(
                 jid("bob@example.org")));
  }

  /// "send_stanza" and "end_stream not-authorized", in order.
  static strings story(client& of) {
    strings result;
    for (const auto& m : of.stream.log())
      if (m.match_elements<end_stream>())
        result.push_back("end "
                         + std::string{xml::name_of(
                             m.get_as<end_stream>(0).error.condition)});
      else if (m.match_elements<send_stanza>())
        result.push_back(
            std::string{xml::name_of(m.get_as<send_stanza>(0).stanza.kind())}
            + " " + std::string{m.get_as<send_stanza>(0).stanza.type()});
    return result;
  }

  client* desk;
  client* phone;
  client* bob;
};

} // namespace

TEST_CASE_METHOD(removal_fixture,
                 "who cancels an account gets the answer, then the end") {
  desk->stream.clear();
  say(*desk, xml::stanza{xml::stanza_kind::iq, "set", "cancel"}
                 .with_to(jid("example.org"))
                 .with(xml::element{"query", "jabber:iq:register"}.with(
                     xml::element{"remove", "jabber:iq:register"})));
  run();
  auto before = story(*desk); // the other session has become unavailable
  CHECK(before == strings{"presence unavailable", "iq result"});
  CHECK_FALSE(document(alice, "credentials"));

  advance(2s);
  before.push_back("end not-authorized");
  CHECK(story(*desk) == before);
  CHECK(story(*phone).back() == "end not-authorized");
  CHECK(story(*bob).back() != "end not-authorized");
  CHECK(open(alice, "again").bound.error->what == xml::condition::not_allowed);
}

TEST_CASE_METHOD(removal_fixture,
                 "what happens while an account is removed leaves no trace") {
  auto pending = start_removal();
  auto before = engine->writes_for(alice);
  bob->stream.clear();
  say(*bob, chat(alice, "are you there?"));
  say(*desk, chat(alice, "a note to myself"));
  subscribe(*desk);
  close(*desk);
  close(*phone);
  run();
  CHECK(story(*bob) == strings{"message error"});

  engine->release();
  run();
  expect_done(pending);
  advance(3s);
  CHECK(engine->writes_for(alice) == before);
  CHECK(logged(alice, "offline") == 0);
  CHECK_FALSE(document(alice, "last-activity"));
}

TEST_CASE_METHOD(removal_fixture,
                 "sessions that outlive their account store nothing") {
  REQUIRE(remove() == "");
  auto before = engine->writes_for(alice);

  subscribe(*desk);
  say(*phone, chat(alice, "a note to myself"));
  say(*bob, chat(alice, "are you there?"));
  run();
  advance(3s);

  CHECK(engine->writes_for(alice) == before);
  auto items = store->entries(alice, "roster");
  REQUIRE(items.has_value());
  CHECK(items->empty());
  CHECK(logged(alice, "offline") == 0);
  CHECK_FALSE(document(alice, "last-activity"));
  CHECK(ask<sessions_listed>(core.registry, list_sessions{}).sessions.size()
        == 1);
}

TEST_CASE_METHOD(removal_fixture,
                 "an account made anew keeps its sessions from the start") {
  REQUIRE(remove() == "");
  REQUIRE(change(core.auth, alice, account_change::create) == "");
  auto& fresh = log_in(alice, "tablet");
  advance(3s);

  CHECK(story(*desk).back() == "end not-authorized");
  CHECK(story(*phone).back() == "end not-authorized");
  for (const auto& line : story(fresh))
    CHECK(line != "end not-authorized");
  say(*bob, chat(alice, "welcome back"));
  run();
  CHECK(fresh.bodies() == strings{"welcome back"});
}

TEST_CASE_METHOD(removal_fixture, "nothing is handed over to a new account") {
  say(*desk, support::available(-1));
  say(*phone, support::available(-1));
  say(*bob, chat(alice, "for the old one"));
  run();
  REQUIRE(logged(alice, "offline") == 1);
  REQUIRE(remove() == "");
  advance(3s);
  REQUIRE(change(core.auth, alice, account_change::create) == "");

  CHECK(log_in(alice, "desk").bodies().empty());
}

TEST_CASE_METHOD(removal_fixture, "an account that is not there is not found") {
  CHECK(change(core.auth, "carol@example.org", account_change::remove)
        == "item-not-found");
  REQUIRE(remove() == "");
  CHECK(remove() == "item-not-found");
}

TEST_CASE_METHOD(removal_fixture, "a removal that fails leaves the account") {
  engine->fail(persistence::store_error{persistence::store_errc::unavailable,
                                        "the disk has gone"});
  CHECK(remove() == "resource-constraint");
  engine->fail(std::nullopt);
  advance(3s);

  CHECK(document(alice, "credentials"));
  for (const auto& line : story(*desk))
    CHECK(line != "end not-authorized");
  desk->stream.clear();
  say(*bob, chat("alice@example.org/desk", "still there?"));
  run();
  CHECK(desk->bodies() == strings{"still there?"});
  CHECK(remove() == "");
}

} // namespace user_removal_actor_test
