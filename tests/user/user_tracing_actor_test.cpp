// SPDX-License-Identifier: Apache-2.0
// A stanza's way at the user actor: through the store, and to its end.
#include <algorithm>

#include <catch2/catch.hpp>

#include "actors/observe/counters.hpp"
#include "tests/support/situation.hpp"

namespace user_tracing_actor_test {

using namespace troupe;
using namespace troupe::actors;
using observe::trace_record;
using part::outcome;
using support::chat;
using support::jid;
using support::situation;

namespace {

constexpr auto phone = "bob@example.org/phone";

struct tracing : situation {
  /// Whether somebody was told that decision.
  bool is_told(outcome how, std::string_view reason) {
    place.collect_all();
    return std::ranges::any_of(told, [&](const auto& t) {
      return std::ranges::any_of(t->decisions, [&](const auto& d) {
        return d.how == how && d.reason == reason;
      });
    });
  }
  /// Hops with that message in all that was told of the stanza with that id.
  std::ptrdiff_t hops(std::string_view id, std::string_view message) {
    std::ptrdiff_t sum = 0;
    for (const auto& t : told)
      if (t->stanza.id == id)
        sum += std::ranges::count(t->hops, message,
                                  &trace_record::hop::message);
    return sum;
  }
  void say_to_bob(const char* id) {
    send(*alice,
         xml::stanza{xml::stanza_kind::presence, "", id}.with_to(jid(phone)));
    run();
  }
  client& bob_is_there() {
    begin();
    auto& bob = log_in("bob@example.org", "phone");
    run();
    return bob;
  }
  void turn(client& c, bool active) {
    caf::anon_send(c.bound.user, client_state_changed{c.bound.id, active});
    run();
  }
};

std::uint64_t counted(outcome how, xml::stanza_kind kind) {
  using namespace observe;
  return totals::now().at(place::of(place::decisions, how, place::kinds, kind));
}

} // namespace

TEST_CASE_METHOD(tracing, "each message has its own wait for the store") {
  begin();
  way_of(chat("bob@example.org", "hello")); // both accounts are loaded
  told.clear();
  engine->hold();
  for (const auto* id : {"one", "two"})
    send(*alice, chat("bob@example.org", id).with_id(id));
  run();
  engine->release();
  run();
  place.collect_all();

  for (const auto* id : {"one", "two"}) {
    INFO(id);
    CHECK(hops(id, "store") == 2); // at alice, and at bob
    CHECK(hops(id, "run_transaction") == 2);
    CHECK(hops(id, "commit") == 2);
  }
  for (const auto& t : told)
    CHECK(t->is_complete);
}

TEST_CASE_METHOD(tracing, "what nobody follows waits in no other's trace") {
  begin();
  way_of(chat("bob@example.org", "hello"));
  told.clear();
  engine->hold();
  send(*alice, chat("bob@example.org", "one").with_id("one"));
  say(*alice, chat("bob@example.org", "two").with_trace(2));
  run();
  engine->release();
  run();
  place.collect_all();

  CHECK(hops("one", "store") == 2);
  CHECK(hops("one", "run_transaction") == 2);
}

TEST_CASE_METHOD(tracing, "what is held back is counted, followed or not") {
  auto& bob = bob_is_there();
  turn(bob, false);
  const auto held = counted(outcome::held, xml::stanza_kind::presence);
  const auto sent = counted(outcome::delivered, xml::stanza_kind::presence);
  say(*alice, xml::stanza{xml::stanza_kind::presence}.with_to(jid(phone)));
  run();
  CHECK(counted(outcome::held, xml::stanza_kind::presence) == held + 1);

  turn(bob, true);
  CHECK(counted(outcome::delivered, xml::stanza_kind::presence) == sent + 2);
}

TEST_CASE_METHOD(tracing, "an inactive client is told of twice: held, sent") {
  auto& bob = bob_is_there();
  turn(bob, false);
  say_to_bob("first");
  CHECK(is_told(outcome::held, "its client is inactive"));
  told.clear();
  say_to_bob("second");
  CHECK(is_told(outcome::dropped, "a newer one replaces it"));
  told.clear();

  SECTION("once it is active") {
    turn(bob, true);
    CHECK(is_told(outcome::delivered, "its client is active again"));
  }
  SECTION("before what cannot wait") {
    say(*alice, chat(phone, "hello"));
    run();
    CHECK(is_told(outcome::delivered, "something goes that cannot wait"));
  }
  REQUIRE(bob.stanzas().size() > 1);
  const auto all = bob.stanzas();
  const auto late = std::ranges::find(all, "second", &xml::stanza::id);
  REQUIRE(late != all.end());
  CHECK(late->arrived() == 0); // it could wait: that is not called slow
  CHECK(late->is_followed());
}

TEST_CASE_METHOD(tracing, "presence is told of for the resource that gets it") {
  bob_is_there();
  say_to_bob("x");
  CHECK(is_told(outcome::delivered, "the resource that it is for"));
}

TEST_CASE_METHOD(tracing, "an answer is told of at the session that asked") {
  begin();
  auto ping = xml::stanza{xml::stanza_kind::iq, "get", "p"}.with(
      xml::element{"ping", "urn:xmpp:ping"});
  const auto& t = way_of(std::move(ping).with_to(jid("alice@example.org")));

  const auto at = std::ranges::find(t.decisions, "the session that asked",
                                    &trace_record::verdict::reason);
  REQUIRE(at != t.decisions.end());
  CHECK(at->how == outcome::delivered);
  CHECK(at->resource == "alice@example.org/desk");
}

TEST_CASE_METHOD(tracing, "what a session says after its end is dropped") {
  begin();
  close(*alice);
  send(*alice, chat("bob@example.org", "hello"));
  run();

  CHECK(is_told(outcome::dropped, "its session has ended"));
}

TEST_CASE_METHOD(tracing, "presence that a stream had no time for is dropped") {
  auto& bob = bob_is_there();
  say_to_bob("x");
  place.collect_all();
  told.clear();
  close(bob, {bob.stanzas().back()});
  run();

  CHECK(is_told(outcome::dropped, "its stream has ended"));
}

TEST_CASE_METHOD(tracing, "presence of a device that expires is dropped") {
  auto& bob = bob_is_there();
  ask<session_managed>(bob.bound.user, manage_session{bob.bound.id, false, 0});
  say_to_bob("x");
  place.collect_all();
  told.clear();
  close(bob);
  run();

  CHECK(is_told(outcome::dropped, "its stream has ended"));
}

TEST_CASE_METHOD(tracing, "presence for the domain is dropped") {
  begin();
  way_of(xml::stanza{xml::stanza_kind::presence}.with_to(jid("example.org")));

  CHECK(is_told(outcome::dropped, "the domain takes no presence"));
}

} // namespace user_tracing_actor_test
