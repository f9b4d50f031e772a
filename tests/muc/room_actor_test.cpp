// SPDX-License-Identifier: Apache-2.0
// The plumbing of a room: leaving the memory, slices, the store.
#include "tests/support/core_fixture.hpp"

namespace room_actor_test {

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;
using support::jid;
using strings = std::vector<std::string>;

namespace {

constexpr auto coven = "coven@conference.example.org";

struct room_actor_fixture : support::core_fixture {
  room_actor_fixture() {
    config.limits.user_idle_seconds = 60;
    config.rooms.messages_per_second = 0;
    add_account("alice@example.org");
    add_account("bob@example.org");
  }

  /// Enters the room and makes it one that stays, if it is the first.
  client& enter(std::string_view account) {
    auto& c = log_in(account, "desk");
    enter_again(c);
    return c;
  }

  void enter_again(client& c) {
    xml::stanza x{xml::stanza_kind::presence};
    say(c, x.with_to(jid(std::string{coven} + "/"
                         + std::string{c.bound.full.local()}))
               .with(xml::element{"x", "http://jabber.org/protocol/muc"}));
    run();
  }

  void configure(client& owner) {
    constexpr std::string_view form = "jabber:x:data";
    auto field = [&](std::string_view var, std::string_view value) {
      return xml::element{"field", form}
          .with("var", var)
          .with(xml::element{"value", form}.with_text(value));
    };
    say(owner,
        xml::stanza{xml::stanza_kind::iq, "set", "c"}
            .with_to(jid(coven))
            .with(
                xml::element{"query", "http://jabber.org/protocol/muc#owner"}
                    .with(xml::element{"x", form}
                              .with("type", "submit")
                              .with(field(
                                  "FORM_TYPE",
                                  "http://jabber.org/protocol/muc#roomconfig"))
                              .with(field("muc#roomconfig_persistentroom",
                                          "1")))));
    run();
  }

  /// Sends a request to the room.
  void ask_room(client& who, std::string id, xml::element payload) {
    say(who, xml::stanza{xml::stanza_kind::iq, "set", std::move(id)}
                 .with_to(jid(coven))
                 .with(std::move(payload)));
  }
  void ask_archive(client& who, std::string id) {
    ask_room(who, std::move(id), xml::element{"query", "urn:xmpp:mam:2"});
  }
  /// The types of all answers under an id.
  static strings answers(client& who, std::string_view id) {
    strings types;
    for (const auto& x : who.stanzas())
      if (x.is_iq() && x.id() == id)
        types.emplace_back(x.type());
    return types;
  }

  void say_to_all(client& who, std::string_view body) {
    say(who, support::chat(coven, body)
                 .with_type("groupchat")
                 .with_trace(++messages));
  }

  std::uint64_t messages = 0;

  std::string rooms() { return figure(core.registry, "rooms"); }

  addressable room() {
    return ask<address_found>(core.registry, find_address{jid(coven)}).sink;
  }
};

strings last(strings all, std::size_t count) {
  all.erase(all.begin(),
            all.end()
                - static_cast<std::ptrdiff_t>(std::min(count, all.size())));
  return all;
}

} // namespace

TEST_CASE_METHOD(room_actor_fixture, "an idle room leaves memory with all that"
                                     " are in, and comes back for them") {
  start();
  auto& alice = enter("alice@example.org");
  configure(alice);
  auto& bob = enter("bob@example.org");
  say_to_all(alice, "one");
  run();
  CHECK(rooms() == "1");

  advance(200s);
  CHECK(rooms() == "0");

  say_to_all(bob, "two");
  run();
  CHECK(rooms() == "1");
  CHECK(last(alice.bodies(), 2) == strings{"one", "two"});
  CHECK(last(bob.bodies(), 2) == strings{"one", "two"});
}

TEST_CASE_METHOD(room_actor_fixture,
                 "an address without a room is soon forgotten") {
  start();
  auto& alice = log_in("alice@example.org", "desk");
  say_to_all(alice, "anybody?");
  run();
  CHECK(rooms() == "1");
  advance(10s);
  CHECK(rooms() == "0");
}

TEST_CASE_METHOD(room_actor_fixture,
                 "all of many get all, in order, and newcomers see all") {
  constexpr std::size_t count = 300; // more than two slices
  for (std::size_t i = 0; i < count; ++i)
    add_account("u" + std::to_string(i) + "@example.org");
  start();
  auto& owner = enter("alice@example.org");
  configure(owner);
  std::vector<client*> all{&owner};
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(&enter("u" + std::to_string(i) + "@example.org"));
  auto shown = all.back()->stanzas();
  std::erase_if(shown, [](const auto& x) {
    return !x.is_presence() || x.from().bare().str() != coven;
  });
  CHECK(shown.size() == count + 1); // and himself

  strings expected;
  for (auto body : {"one", "two", "three"}) {
    say_to_all(*all[expected.size()], body);
    expected.push_back(body);
  }
  run();
  for (auto* who : all)
    REQUIRE(last(who->bodies(), 3) == expected);
}

TEST_CASE_METHOD(room_actor_fixture,
                 "what was said is stored before the room says so") {
  start();
  auto& alice = enter("alice@example.org");
  configure(alice);
  auto handle = room();
  engine->hold();
  say_to_all(alice, "one");
  run();
  std::optional<bool> durable;
  caf::scoped_actor asker{system()};
  asker->send(handle, confirm_stored{});
  run();
  CHECK_FALSE(asker->has_next_message());
  CHECK(last(alice.bodies(), 1) == strings{"one"}); // without the disk

  engine->release();
  run();
  REQUIRE(asker->has_next_message());
  CHECK(logged(coven, "archive") == 1);
}

TEST_CASE_METHOD(room_actor_fixture,
                 "a room that cannot be read refuses, and tries again") {
  start();
  auto& alice = enter("alice@example.org");
  configure(alice);
  advance(200s);
  REQUIRE(rooms() == "0");

  engine->fail(persistence::store_error{persistence::store_errc::unavailable,
                                        "no disk"});
  say_to_all(alice, "one");
  run();
  auto got = alice.stanzas();
  REQUIRE(got.back().is_error());
  CHECK(xml::read_error(got.back()).what
        == xml::condition::resource_constraint);

  engine->fail({});
  advance(2s);
  say_to_all(alice, "two");
  run();
  CHECK(last(alice.bodies(), 1) == strings{"two"});
}

TEST_CASE_METHOD(room_actor_fixture,
                 "who reads in a room when it is destroyed is told so") {
  constexpr auto owner = "http://jabber.org/protocol/muc#owner";
  start();
  auto& alice = enter("alice@example.org");
  configure(alice);
  say_to_all(alice, "one");
  run();
  engine->hold();
  for (auto id : {"q1", "q2"})
    ask_archive(alice, id);
  run();
  REQUIRE(answers(alice, "q1").empty());

  ask_room(alice, "d",
           xml::element{"query", owner}.with(xml::element{"destroy", owner}));
  run();
  engine->release();
  run();
  CHECK(answers(alice, "d") == strings{"result"});
  CHECK(answers(alice, "q1") == strings{"error"});
  CHECK(answers(alice, "q2") == strings{"error"});

  // What was read then is in nobody's way in the room that follows.
  enter_again(alice);
  configure(alice);
  ask_archive(alice, "q3");
  run();
  advance(1s);
  CHECK(answers(alice, "q3") == strings{"result"});
}

TEST_CASE_METHOD(room_actor_fixture,
                 "who leaves a room that cannot be read is missed later") {
  start();
  auto& alice = enter("alice@example.org");
  configure(alice);
  auto& bob = enter("bob@example.org");
  advance(200s);
  REQUIRE(rooms() == "0");

  engine->fail(persistence::store_error{persistence::store_errc::unavailable,
                                        "no disk"});
  close(bob);
  run();
  engine->fail({});
  advance(5s);

  auto last_seen = alice.stanzas().back();
  CHECK(last_seen.is_presence());
  CHECK(last_seen.type() == "unavailable");
  CHECK(last_seen.from() == jid(std::string{coven} + "/bob"));
}

} // namespace room_actor_test
