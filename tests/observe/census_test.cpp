// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "actors/observe/census.hpp"
#include "actors/part/context.hpp"
#include "tests/support/core_fixture.hpp"

namespace census_test {

using namespace troupe;
using namespace troupe::observe;
using base::trace::event;
using base::trace::record;
using nlohmann::json;
using support::jid;

namespace {

constexpr std::int64_t one_second = 1'000'000'000;

record message_record(event what, std::uint64_t span, std::uint64_t to,
                      std::int64_t at, const char* kind = "user") {
  record r;
  r.what = what;
  r.span = span;
  r.to = to;
  r.at = at;
  r.kind = kind;
  return r;
}

record bounced(const char* to, event what = event::alone) {
  record r;
  r.what = what;
  r.outcome = static_cast<std::uint8_t>(part::outcome::refused);
  r.decision = "refused";
  r.reason = "remote-server-not-found";
  r.stanza = support::chat(to, "").with_from(jid("alice@example.org/a"));
  return r;
}

const json* actor_of(const json& told, std::uint64_t id) {
  for (const auto& a : told["actors"])
    if (a["id"] == id)
      return &a;
  return nullptr;
}

const json* kind_in(const json& told, std::string_view kind) {
  for (const auto& k : told["kinds"])
    if (k["kind"] == kind)
      return &k;
  return nullptr;
}

} // namespace

TEST_CASE("an actor is as old as the oldest message that it has not handled") {
  const auto now = base::trace::now();
  census c;
  c.take(message_record(event::sent, 1, 7, now - 4 * one_second), 1);
  c.take(message_record(event::sent, 2, 7, now - 2 * one_second), 1);
  c.take(message_record(event::sent, 3, 8, now - 3 * one_second), 1);
  c.take(message_record(event::counted, 1, 7, now), 1);

  const auto told = c.account(1, 1, 0);

  const auto* seven = actor_of(told, 7);
  REQUIRE(seven != nullptr);
  CHECK((*seven)["age"] >= 2e6);
  CHECK((*seven)["age"] < 4e6);
  const auto* users = kind_in(told, "user");
  REQUIRE(users != nullptr);
  CHECK((*users)["age"] >= 3e6);
  CHECK((*users)["actors"] >= 2);
}

TEST_CASE("an actor that handles nothing is told of until it does") {
  const auto now = base::trace::now();
  census c;
  auto first = message_record(event::counted, 1, 7, now);
  first.name = jid("alice@example.org");
  c.take(first, 1);
  c.take(message_record(event::sent, 2, 7, now), 1);
  c.account(1, 1, 0);

  const auto stuck = c.account(1, 1, 0);

  const auto* it = actor_of(stuck, 7);
  REQUIRE(it != nullptr);
  CHECK((*it)["name"] == "alice@example.org");
  CHECK((*it)["messages"] == 0);
  CHECK((*it)["age"] > 0);
  c.take(message_record(event::counted, 2, 7, now), 1);
  c.account(1, 1, 0);
  CHECK(actor_of(c.account(1, 1, 0), 7) == nullptr);
}

TEST_CASE("a message that was lost, or was parked, does not wait") {
  const auto now = base::trace::now();
  census c;
  c.take(message_record(event::sent, 1, 7, now - one_second), 1);
  c.take(message_record(event::lost, 1, 7, now - one_second), 1);
  auto timer = message_record(event::sent, 2, 8, now - one_second);
  timer.decision = "timer";
  c.take(timer, 1);

  CHECK(c.account(1, 1, 0)["actors"].empty());
}

TEST_CASE("what another thread has handled may be read before it was sent") {
  const auto now = base::trace::now();
  census c;
  c.take(message_record(event::counted, 1, 7, now), 1);
  c.take(message_record(event::sent, 1, 7, now - one_second), 1);

  const auto told = c.account(1, 1, 0);

  const auto* it = actor_of(told, 7);
  REQUIRE(it != nullptr);
  CHECK((*it)["age"] == 0);
}

TEST_CASE("where records were dropped nobody is called stuck") {
  census c;
  c.take(message_record(event::sent, 1, 7, base::trace::now() - one_second), 1);

  CHECK(c.account(1, 1, 3)["actors"].empty());
}

TEST_CASE("who is stuck is told of, however many are busy") {
  const auto now = base::trace::now();
  census c;
  for (std::uint64_t id = 1; id <= 2 * census::most_told; ++id)
    c.take(message_record(event::counted, id, id, now), 1);
  c.take(message_record(event::sent, 9'001, 9'000, now - one_second), 1);

  const auto told = c.account(1, 1, 0);

  CHECK(told["actors"].size() == census::most_told);
  CHECK(actor_of(told, 9'000) != nullptr);
}

TEST_CASE("who is stuck is told of, however many are counted apart") {
  const auto now = base::trace::now();
  constexpr std::uint64_t first_stuck = 1'000'000;
  constexpr auto all_stuck = 10 * census::most_stuck;
  census c;
  for (std::uint64_t id = 1; id <= census::most_known + 100; ++id)
    c.take(message_record(event::counted, id, id, now), 1);
  for (std::uint64_t i = 0; i < all_stuck; ++i) { // the last is the oldest
    const auto waiting = one_second + static_cast<std::int64_t>(i) * 1'000;
    const auto id = first_stuck + i;
    c.take(message_record(event::sent, id, id, now - waiting, "room"), 1);
  }

  const auto told = c.account(1, 1, 0);

  CHECK(told["actors"].size() == census::most_told);
  for (std::uint64_t i = all_stuck - census::most_stuck; i < all_stuck; ++i) {
    const auto* stuck = actor_of(told, first_stuck + i);
    REQUIRE(stuck != nullptr);
    CHECK((*stuck)["kind"] == "room");
    CHECK((*stuck)["age"] >= 1e6);
  }
}

TEST_CASE("an actor has the worker and the memory of its last message") {
  census c;
  auto r = message_record(event::counted, 1, 7, base::trace::now());
  r.worker = 1;
  r.memory = 5'000;
  c.take(r, 1);
  r.worker = 3;
  r.memory = 4'000;
  c.take(r, 1);
  c.take(message_record(event::counted, 2, 8, base::trace::now()), 1);

  const auto told = c.account(1, 1, 0);

  const auto* seven = actor_of(told, 7);
  const auto* eight = actor_of(told, 8);
  REQUIRE(seven != nullptr);
  REQUIRE(eight != nullptr);
  CHECK((*seven)["worker"] == 3);
  CHECK((*seven)["memory"] == 4'000);
  CHECK_FALSE(eight->contains("worker"));
  CHECK_FALSE(eight->contains("memory"));
}

TEST_CASE("a kind takes what there are of it, those that are idle too") {
  const counted_actor<actor_kind::room> idle;
  census c;

  const auto told = c.account(1, 1, 0);

  const auto* rooms = kind_in(told, "room");
  REQUIRE(rooms != nullptr);
  CHECK((*rooms)["memory"] >= 5.6 * 1024);
  CHECK((*rooms)["messages"] == 0);
  CHECK((*rooms)["actors"] >= 1);
}

TEST_CASE("domains are counted that stanzas could not be sent to") {
  census c;
  for (int i = 0; i < 6; ++i)
    c.take(bounced("romeo@example.com"), 16);
  c.take(bounced("juliet@example.net/balcony", event::decided), 16);
  auto other = bounced("bob@example.org");
  other.reason = "service-unavailable";
  c.take(other, 16);

  const auto told = c.account(2, 16, 0);

  CHECK(told["domains"] == json::parse(R"([
          {"name":"example.com","messages":3.0,"outcome":"refused"},
          {"name":"example.net","messages":0.5,"outcome":"refused"}])"));
  CHECK(c.account(2, 16, 0)["domains"].empty());
}

TEST_CASE("of any number of names the frequent ones are known") {
  heavy_hitters some{4};
  for (int round = 0; round < 50; ++round) {
    some.add("often");
    some.add("rare" + std::to_string(round));
  }

  const auto all = some.all();

  REQUIRE(all.size() == 4);
  CHECK(all[0].first == "often");
  CHECK(all[0].second == 50);
  for (const auto& [name, count] : all)
    CHECK(count <= 50);
}

} // namespace census_test
