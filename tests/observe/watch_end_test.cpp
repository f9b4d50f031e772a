// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/observe/assembler.hpp"
#include "actors/observe/events.hpp"
#include "tests/observe/watching.hpp"

namespace watch_end_test {

using namespace troupe;
using namespace troupe::observe;
using namespace troupe::observe::test;

TEST_CASE("a watch ends at its limit, and then follows nothing more") {
  watching w;
  filter f;
  f.limit = 2;
  w.watch(f);

  for (int i = 0; i < 5; ++i)
    w.arrive(message("alice@example.org/a", "bob@example.org"));
  w.place.collect_all();
  w.place.collect_all();

  CHECK(w.seen.size() == 2);
  REQUIRE(w.ends.size() == 1);
  CHECK(w.ends[0].reason == "limit");
  CHECK(w.ends[0].traces == 2);
  CHECK_FALSE(w.arrive(message("alice@example.org/a", "bob@example.org"))
                  .is_followed());
}

TEST_CASE("a watch ends at its limit even if traces of it are lost") {
  watching w;
  filter f;
  f.limit = 2;
  w.watch(f);
  base::trace::record any;
  any.what = base::trace::event::counted;
  while (base::trace::keep(any)) {
  }

  // The thread's ring is full: this one is lost, and not followed in vain.
  CHECK_FALSE(w.arrive(message("alice@example.org/a", "bob@example.org"))
                  .is_followed());
  w.place.collect_all();
  CHECK(w.ends.empty());
  CHECK(w.arrive(message("alice@example.org/a", "bob@example.org"))
            .is_followed());
  w.place.collect_all();

  CHECK(w.seen.size() == 1);
  REQUIRE(w.ends.size() == 1);
  CHECK(w.ends[0].reason == "limit");
  CHECK(w.ends[0].traces == 1);
  CHECK(w.ends[0].lost == 1);
  CHECK(w.ends[0].dropped == 2); // the record that did not fit, and the trace's
}

TEST_CASE("a watch ends at its limit even if too many traces are under way") {
  watching w;
  filter nobody = w.about("nobody@example.org");
  w.watch(nobody);
  for (std::uint64_t i = 0; i < assembler::most_open; ++i) {
    base::trace::record r;
    r.what = base::trace::event::sent; // of a trace that never ends
    r.trace = 1'000'000 + i;
    r.at = base::trace::now();
    REQUIRE(base::trace::keep(std::move(r)));
  }
  w.place.collect();
  filter f = w.about("alice@example.org");
  f.limit = 1;
  w.watch(f);

  w.arrive(message("alice@example.org/a", "bob@example.org"));
  w.place.collect();
  w.place.collect();

  CHECK(w.seen.empty());
  REQUIRE(w.ends.size() == 1);
  CHECK(w.ends[0].reason == "limit");
  CHECK(w.ends[0].lost == 1);
}

TEST_CASE("a trace that goes on is told again, and counts once") {
  watching w;
  filter f;
  f.limit = 2;
  w.watch(f);

  const auto held
      = w.arrive(message("alice@example.org/a", "bob@example.org", 7));
  w.place.collect_all();
  decided(support::jid("bob@example.org"), held,
          {part::outcome::delivered, "its client has come back"});
  w.place.collect_all();
  CHECK(w.seen.size() == 2);
  CHECK(w.ends.empty());
  w.arrive(message("alice@example.org/a", "bob@example.org", 8));
  w.place.collect_all();

  CHECK(w.seen.size() == 3);
  REQUIRE(w.ends.size() == 1);
  CHECK(w.ends[0].reason == "limit");
  CHECK(w.ends[0].traces == 2);
}

TEST_CASE("a watch ends at its limit even if two stanzas are one trace") {
  watching w;
  filter f;
  f.limit = 2;
  w.watch(f);

  // A client that sends the same once more makes the same trace again.
  for (int i = 0; i < 2; ++i)
    w.arrive(message("alice@example.org/a", "bob@example.org", 7));
  w.place.collect_all();

  CHECK(w.seen.size() == 1);
  REQUIRE(w.ends.size() == 1);
  CHECK(w.ends[0].reason == "limit");
  CHECK(w.ends[0].traces == 1);
  CHECK(w.ends[0].lost == 1);
}

TEST_CASE("what goes on of a watch that has ended is told to no other") {
  const bool at_limit = GENERATE(false, true);
  watching w;
  auto f = w.about("alice@example.org");
  f.limit = at_limit ? 1 : 0;
  const auto first = w.watch(f);
  const auto held
      = w.arrive(message("alice@example.org/a", "bob@example.org", 7));
  w.place.collect_all();
  REQUIRE(w.seen.size() == 1);
  REQUIRE(w.ends.size() == (at_limit ? 1U : 0U));
  w.place.unwatch(first);

  for (int i = 0; i < 64; ++i) { // each bit once
    const auto next = w.watch(w.about("nobody@example.org"));
    decided(support::jid("bob@example.org"), held,
            {part::outcome::delivered, "its client has come back"});
    w.place.collect_all();
    REQUIRE(w.seen.size() == 1);
    w.place.unwatch(next);
  }
}

TEST_CASE("what is under way as a watch ends is told to no other") {
  const bool is_collected = GENERATE(false, true);
  watching w;
  const auto first = w.watch(w.about("alice@example.org"));
  w.arrive(message("alice@example.org/a", "bob@example.org"));
  if (is_collected)
    w.place.collect();
  w.place.unwatch(first);
  w.watch(w.about("nobody@example.org"));
  w.place.collect_all();

  CHECK(w.seen.empty());
}

TEST_CASE("a watch ends with its time") {
  watching w;
  filter f;
  f.time = std::chrono::milliseconds{1};
  w.watch(f);

  REQUIRE(w.collect_until([&w] { return !w.ends.empty(); }));

  CHECK(w.ends[0].reason == "time");
}

} // namespace watch_end_test
