// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/observe/kept_traces.hpp"

namespace kept_traces_test {

using namespace troupe;
using namespace troupe::observe;

namespace {

constexpr std::int64_t some_time = 1'000'000'000'000;
constexpr std::int64_t a_millisecond = 1'000'000;

/// One that was decided of at that moment, by the actor of that id.
trace_record decided_at(std::uint64_t id, std::int64_t at, const char* reason,
                        std::uint64_t actor = 1) {
  trace_record t;
  t.id = id;
  t.why = base::trace::cause::error;
  t.start = some_time + at;
  t.begun = (some_time + at) / 1'000;
  t.is_complete = true;
  trace_record::verdict v;
  v.actor = actor;
  v.how = part::outcome::refused;
  v.what = "refused";
  v.reason = reason;
  t.decisions.push_back(v);
  t.actors.push_back({actor, "user", "bob@example.org"});
  return t;
}

shared_trace share(trace_record t) {
  return std::make_shared<const trace_record>(std::move(t));
}

std::vector<std::string> reasons_of(const trace_record& t) {
  std::vector<std::string> all;
  for (const auto& d : t.decisions)
    all.emplace_back(d.reason);
  return all;
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("what is decided of a trace right afterwards belongs to it") {
  kept_traces kept;
  kept.add(share(decided_at(7, 0, "why", 1)));
  kept.add(share(decided_at(8, 0, "other", 1)));
  kept.add(share(decided_at(7, 3 * a_millisecond, "what", 2)));

  REQUIRE(kept.size() == 2);
  const auto t = kept.find(7);
  REQUIRE(t != nullptr);
  CHECK(reasons_of(*t) == texts{"why", "what"});
  CHECK(t->decisions[1].at == 3 * a_millisecond);
  CHECK(t->actors.size() == 2);
  CHECK(t->took == 3 * a_millisecond);
  CHECK(t->begun == some_time / 1'000);
  CHECK(kept.bytes() == t->footprint() + kept.find(8)->footprint());
}

TEST_CASE("decisions are in the order of time, whichever is told first") {
  kept_traces kept;
  kept.add(share(decided_at(7, 3 * a_millisecond, "what")));
  kept.add(share(decided_at(7, 0, "why")));

  REQUIRE(kept.size() == 1);
  CHECK(reasons_of(*kept.find(7)) == texts{"why", "what"});
  CHECK(kept.find(7)->begun == some_time / 1'000);
}

TEST_CASE("a way that was followed stays, with what was decided beside it") {
  auto way = decided_at(7, a_millisecond, "why");
  way.hops.resize(2);
  way.hops[1].at = a_millisecond;
  way.why = base::trace::cause::followed;
  const bool is_first = GENERATE(true, false);
  kept_traces kept;
  if (is_first)
    kept.add(share(way));
  kept.add(share(decided_at(7, 0, "earlier")));
  if (!is_first)
    kept.add(share(way));

  REQUIRE(kept.size() == 1);
  const auto t = kept.find(7);
  REQUIRE(t->hops.size() == 2);
  CHECK(t->hops[1].at == 2 * a_millisecond);
  CHECK(reasons_of(*t) == texts{"earlier", "why"});
  CHECK(t->why == base::trace::cause::error);
}

TEST_CASE("two ways of one trace are not mixed") {
  auto way = decided_at(7, 0, "why");
  way.hops.resize(1);
  kept_traces kept;
  kept.add(share(way));
  kept.add(share(way));

  CHECK(kept.size() == 2);
}

TEST_CASE("what comes later, or after many others, is kept apart") {
  kept_traces kept;
  kept.add(share(decided_at(7, 0, "why")));
  kept.add(share(decided_at(7, 2 * kept_traces::same_time, "later")));
  CHECK(kept.size() == 2);

  kept.add(share(decided_at(1'000, 0, "why")));
  for (std::uint64_t i = 0; i < kept_traces::most_looked_at; ++i)
    kept.add(share(decided_at(2'000 + i, 0, "other")));
  kept.add(share(decided_at(1'000, 0, "what")));
  CHECK(kept.size() == 4 + kept_traces::most_looked_at);
}

TEST_CASE("what is not part of a trace is not joined") {
  kept_traces kept;
  kept.add(share(decided_at(0, 0, "why")));
  kept.add(share(decided_at(0, 0, "what")));

  CHECK(kept.size() == 2);
}

TEST_CASE("of endless decisions of one trace the first are kept") {
  kept_traces kept;
  for (std::size_t i = 0; i < kept_traces::most_joined + 10; ++i)
    kept.add(share(decided_at(7, 0, "again")));

  REQUIRE(kept.size() == 1);
  CHECK(kept.find(7)->decisions.size() == kept_traces::most_joined);
  CHECK(kept.find(7)->dropped == 10);
}

TEST_CASE("a burst of one trace has few actors, too, and pushes out nothing") {
  constexpr std::size_t many = 5'000;
  kept_traces kept;
  kept.bound(500, 64 * 1024);
  kept.add(share(decided_at(8, 0, "other")));
  for (std::size_t i = 0; i < many; ++i)
    kept.add(share(decided_at(7, static_cast<std::int64_t>(i), "late", i + 1)));

  REQUIRE(kept.size() == 2);
  CHECK(kept.find(8) != nullptr);
  const auto t = kept.find(7);
  REQUIRE(t != nullptr);
  REQUIRE(t->decisions.size() == kept_traces::most_joined);
  CHECK(t->dropped == many - kept_traces::most_joined);
  REQUIRE(t->actors.size() == kept_traces::most_joined);
  for (std::size_t i = 0; i < kept_traces::most_joined; ++i)
    CHECK(t->actors[i].id == t->decisions[i].actor);
  CHECK(t->took == many - 1);
}

TEST_CASE("an error beyond those that there is room for makes it one") {
  kept_traces kept;
  for (std::size_t i = 0; i < kept_traces::most_joined; ++i) {
    auto slow = decided_at(7, 0, "late", i + 1);
    slow.why = base::trace::cause::slow;
    kept.add(share(std::move(slow)));
  }
  CHECK(kept.find(7)->why == base::trace::cause::slow);
  kept.add(share(decided_at(7, 0, "why")));

  CHECK(kept.find(7)->why == base::trace::cause::error);
}

TEST_CASE("what was handed out stays as it is, whatever is joined later") {
  kept_traces kept;
  kept.add(share(decided_at(7, 0, "first")));
  const auto one = kept.find(7);
  kept.add(share(decided_at(7, 0, "second")));
  const auto two = kept.last(1, {}).at(0);
  kept.add(share(decided_at(7, 0, "third")));

  CHECK(reasons_of(*one) == texts{"first"});
  CHECK(reasons_of(*two) == texts{"first", "second"});
  CHECK(reasons_of(*kept.find(7)) == texts{"first", "second", "third"});
}

} // namespace kept_traces_test
