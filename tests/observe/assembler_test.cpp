// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "actors/observe/assembler.hpp"
#include "tests/support/core_fixture.hpp"

namespace assembler_test {

using namespace troupe;
using namespace troupe::observe;
using base::trace::event;
using base::trace::record;
using support::jid;

namespace {

constexpr std::int64_t millisecond = 1'000'000;

xml::stanza spoken() {
  return support::chat("bob@example.org", "for your eyes only")
      .with_from(jid("alice@example.org/phone"))
      .with_id("m1")
      .with_trace(42);
}

struct assembling {
  std::vector<trace_record> made;
  assembler from{[this](trace_record t) { made.push_back(std::move(t)); }};
  std::int64_t start = base::trace::now();

  record at(event what, std::int64_t when) {
    record r;
    r.what = what;
    r.trace = 42;
    r.at = start + when;
    return r;
  }
  void begin(bool payload = false) {
    auto r = at(event::begun, 0);
    r.to = 1;
    r.kind = "session";
    r.name = jid("alice@example.org/phone");
    r.stanza = spoken();
    r.watches = 1;
    from.take(std::move(r), payload);
  }
  void send(std::uint64_t span, std::uint64_t parent, std::int64_t when) {
    auto r = at(event::sent, when);
    r.span = span;
    r.parent = parent;
    r.from = 1;
    r.to = 2;
    r.kind = "user";
    r.type = {0, &typeid(actors::outbound)};
    r.bytes = 44;
    from.take(std::move(r), false);
  }
  void handle(std::uint64_t span, std::int64_t when, std::int64_t waited,
              std::int64_t took, event what = event::handled) {
    auto r = at(what, when);
    r.span = span;
    r.from = 1;
    r.to = 2;
    r.kind = "user";
    r.name = jid("alice@example.org");
    r.type = {0, &typeid(actors::outbound)};
    r.waited = waited;
    r.took = took;
    from.take(std::move(r), false);
  }
  void decide(part::outcome how, const char* why, event what = event::decided) {
    auto r = at(what, 3 * millisecond);
    r.outcome = static_cast<std::uint8_t>(how);
    r.decision = part::name_of(how);
    r.reason = why;
    r.name = jid("bob@example.org");
    r.why = base::trace::cause::error;
    r.stanza = spoken();
    from.take(std::move(r), false);
  }
  /// Lets so much pass since the last record.
  void settle(std::int64_t later) { from.settle(base::trace::now() + later); }
};

} // namespace

TEST_CASE("a trace is whole once all that was sent is handled") {
  assembling a;
  a.begin();
  a.send(1ULL << 63, 0, millisecond);
  a.settle(assembler::quiet_time);
  CHECK(a.made.empty());

  a.handle(1ULL << 63, 3 * millisecond, 2 * millisecond, millisecond);
  a.settle(0);
  CHECK(a.made.empty()); // its handler may still have sent something
  a.settle(assembler::quiet_time);

  REQUIRE(a.made.size() == 1);
  const auto& t = a.made[0];
  CHECK(t.is_complete);
  CHECK(t.took == 4 * millisecond);
  REQUIRE(t.hops.size() == 1);
  CHECK(t.hops[0].span == 1);
  CHECK(t.hops[0].message == "outbound");
  CHECK(t.hops[0].at == millisecond);
  CHECK(t.hops[0].waited == 2 * millisecond);
  CHECK(t.hops[0].took == millisecond);
  CHECK(t.hops[0].bytes == 44);
  CHECK(to_json(t)["hops"][0]["bytes"] == 44);
  REQUIRE(t.actors.size() == 2);
  CHECK(t.actors[0].kind == "session");
  CHECK(t.actors[1].name == "alice@example.org");
}

TEST_CASE("what another thread has recorded may come first") {
  assembling a;
  a.handle(7, 2 * millisecond, millisecond, millisecond);
  a.send(7, 0, millisecond);
  a.begin();
  a.settle(assembler::quiet_time);

  REQUIRE(a.made.size() == 1);
  CHECK(a.made[0].is_complete);
  REQUIRE(a.made[0].hops.size() == 1);
  CHECK(a.made[0].hops[0].is_handled);
  CHECK(a.made[0].hops[0].at == millisecond);
}

TEST_CASE("a message that was lost is not waited for") {
  assembling a;
  a.begin();
  a.send(7, 0, millisecond);
  a.handle(7, 2 * millisecond, 0, 0, event::lost);
  a.settle(assembler::quiet_time);

  REQUIRE(a.made.size() == 1);
  CHECK(a.made[0].hops[0].is_lost);
  CHECK_FALSE(a.made[0].hops[0].is_handled);
  CHECK(to_json(a.made[0])["hops"][0]["lost"] == true);
}

TEST_CASE("one that takes too long is handed on as it is") {
  assembling a;
  a.begin();
  a.send(7, 0, millisecond);
  a.settle(assembler::longest);

  REQUIRE(a.made.size() == 1);
  CHECK_FALSE(a.made[0].is_complete);
}

TEST_CASE("a trace is known by the most important of its decisions") {
  assembling a;
  a.begin();
  a.decide(part::outcome::noted, "archived");
  a.decide(part::outcome::delivered, "there");
  a.decide(part::outcome::copied, "another device");
  a.settle(assembler::quiet_time);

  REQUIRE(a.made.size() == 1);
  CHECK(a.made[0].outcome() == part::outcome::delivered);
  CHECK(a.made[0].why == base::trace::cause::followed);
  REQUIRE(a.made[0].decisions.size() == 3);
  CHECK(a.made[0].decisions[1].reason == "there");
}

TEST_CASE("an error makes a trace one") {
  assembling a;
  a.begin();
  a.decide(part::outcome::refused, "nobody is there");
  a.settle(assembler::quiet_time);

  REQUIRE(a.made.size() == 1);
  CHECK(a.made[0].why == base::trace::cause::error);
}

TEST_CASE("an error of a stanza that nobody follows is told at once") {
  assembling a;
  a.decide(part::outcome::refused, "nobody is there", event::alone);

  REQUIRE(a.made.size() == 1);
  CHECK(a.made[0].why == base::trace::cause::error);
  CHECK(a.made[0].stanza.from == "alice@example.org/phone");
  CHECK(a.made[0].stanza.xml.empty());
}

TEST_CASE("who waits for a stanza that is the same as one under way is told") {
  assembling a;
  auto again = a.at(event::begun, millisecond);
  again.stanza = spoken();
  again.watches = 3;
  a.begin(); // of watch 1
  CHECK(a.from.take(again, false) == 1);
  CHECK(a.from.take(again, false) == 3);
  a.settle(assembler::quiet_time);
  CHECK(a.from.take(again, false) == 0);

  REQUIRE(a.made.size() == 1);
  CHECK(a.made[0].watches == 3);
}

TEST_CASE("what a stanza says is told only where it was asked for") {
  const auto payload = GENERATE(false, true);
  assembling a;
  a.begin(payload);
  a.settle(assembler::quiet_time);

  REQUIRE(a.made.size() == 1);
  const auto text = to_json(a.made[0]).dump();
  CHECK((text.find("for your eyes only") != std::string::npos) == payload);
  CHECK(text.find("body jabber:client") != std::string::npos);
}

TEST_CASE("traces under way and hops of one are bounded") {
  assembling a;
  a.begin();
  for (std::uint64_t i = 0; i < most_hops + 10; ++i) {
    a.send(100 + i, 0, millisecond);
    a.handle(100 + i, 2 * millisecond, 0, 0);
  }
  for (std::uint64_t i = 0; i < assembler::most_open + 5; ++i) {
    auto r = a.at(event::begun, 0);
    r.trace = 1'000 + i;
    r.stanza = spoken();
    a.from.take(std::move(r), false);
  }
  a.settle(assembler::quiet_time);

  CHECK(a.from.dropped() == 6);
  const auto whole = std::ranges::find(a.made, 42U, &trace_record::id);
  REQUIRE(whole != a.made.end());
  CHECK(whole->hops.size() == most_hops);
  CHECK(whole->dropped == 10);
  CHECK(whole->is_complete);
}

} // namespace assembler_test
