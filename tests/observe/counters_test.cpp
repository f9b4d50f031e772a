// SPDX-License-Identifier: Apache-2.0
#include <latch>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/auth/sasl_condition.hpp"
#include "actors/observe/counters.hpp"
#include "actors/session/counting.hpp"
#include "tests/support/moved.hpp"

namespace counters_test {

using namespace troupe;
using namespace troupe::observe;
using support::moved;

namespace {

constexpr auto some = counter::stored_offline;

std::uint64_t at(std::size_t where) {
  return totals::now().at(where);
}

} // namespace

TEST_CASE("what several threads have counted is summed") {
  moved sum{some};
  std::latch counted{4}, read{1};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 1'000; ++n)
        count(some);
      counted.count_down();
      read.wait();
    });
  counted.wait();

  CHECK(sum.by() == 4'000);
  read.count_down();
}

TEST_CASE("a thread that ends leaves its sums behind") {
  moved sum{some};

  for (int i = 0; i < 3; ++i)
    std::jthread{[] { count(some, 5); }};

  CHECK(sum.by() == 15);
}

TEST_CASE("what a thread counts apart is in no sum") {
  moved sum{some};

  {
    const uncounted apart;
    count(some, 3);
  }
  count(some);

  CHECK(sum.by() == 1);
}

TEST_CASE("who reads while others count never sees less than before") {
  moved sum{some};
  std::jthread counting{[](const std::stop_token& stop) {
    while (!stop.stop_requested())
      count(some);
  }};

  std::uint64_t last = 0;
  for (int i = 0; i < 200; ++i) {
    const auto now = sum.by();
    REQUIRE(now >= last);
    last = now;
  }
}

TEST_CASE("each thing that is counted has a cell of its own") {
  std::vector<std::size_t> seen;
  auto note = [&seen](auto counting) {
    const auto before = totals::now();
    counting();
    const auto after = totals::now();
    std::size_t changed = 0;
    for (std::size_t i = 0; i < place::histograms; ++i)
      if (after.at(i) != before.at(i)) {
        seen.push_back(i);
        ++changed;
      }
    CHECK(changed == 1);
  };

  for (std::size_t i = 0; i < size_of<counter>; ++i)
    note([i] { count(counter(i)); });
  for (std::size_t i = 0; i < size_of<limit>; ++i)
    note([i] { count(limit(i)); });
  for (std::size_t i = 0; i < size_of<tls_version>; ++i)
    note([i] { count(tls_version(i)); });
  for (std::size_t i = 0; i < size_of<stream_end>; ++i)
    note([i] { count(stream_end(i)); });
  for (std::size_t i = 0; i < size_of<mechanism>; ++i)
    for (std::size_t j = 0; j < sasl_result_names.size(); ++j)
      note([i, j] { count_sasl(mechanism(i), j); });
  for (auto way : {direction::in, direction::out})
    for (int k = 0; k < 3; ++k)
      note([way, k] { count_stanza(way, xml::stanza_kind(k)); });
  for (std::size_t o = 0; o < outcome_names.size(); ++o)
    for (int k = 0; k < 3; ++k)
      note([o, k] { count_decision(part::outcome(o), xml::stanza_kind(k)); });

  CHECK(seen.size() == place::actors_begun);
  for (std::size_t i = 0; i < seen.size(); ++i)
    CHECK(seen[i] == i);
}

TEST_CASE("an actor is counted as long as it lives") {
  const auto before = totals::now().actors(actor_kind::room);
  {
    const counted_actor<actor_kind::room> one, other;
    CHECK(totals::now().actors(actor_kind::room) == before + 2);
  }
  CHECK(totals::now().actors(actor_kind::room) == before);
}

TEST_CASE("what was counted down by another thread counts") {
  using enum counter;
  const auto before = totals::now().left(hashes_queued, hashes_done);
  count(hashes_queued, 2);
  std::jthread{[] { count(hashes_done); }};

  CHECK(totals::now().left(hashes_queued, hashes_done) == before + 1);
}

TEST_CASE("a duration is in the first bucket that is not too small") {
  using buckets = duration_buckets;
  CHECK(buckets::bound(0) == 1'024);
  CHECK(buckets::bound(1) == 1'536);
  CHECK(buckets::bound(2) == 2'048);
  CHECK(buckets::at(-1) == 0);
  CHECK(buckets::at(0) == 0);
  for (std::size_t i = 0; i + 1 < buckets::count; ++i) {
    const auto bound = static_cast<std::int64_t>(buckets::bound(i));
    CHECK(buckets::at(bound) == i);
    CHECK(buckets::at(bound + 1) == i + 1);
  }
  CHECK(buckets::at(std::numeric_limits<std::int64_t>::max())
        == buckets::count - 1);
}

TEST_CASE("a depth is in the first bucket that is not too small") {
  using buckets = depth_buckets;
  CHECK(buckets::bound(0) == 0);
  CHECK(buckets::bound(1) == 1);
  CHECK(buckets::bound(2) == 4);
  CHECK(buckets::bound(buckets::count - 2) == 4'096);
  for (std::size_t i = 0; i + 1 < buckets::count; ++i) {
    CHECK(buckets::at(buckets::bound(i)) == i);
    CHECK(buckets::at(buckets::bound(i) + 1) == i + 1);
  }
  CHECK(buckets::at(std::numeric_limits<std::uint32_t>::max())
        == buckets::count - 1);
}

TEST_CASE("a hop is in the histograms of its receiver's kind") {
  const auto shift = std::size_t(actor_kind::auth) * place::histogram_size;
  const auto waits = place::hop_waits + shift;
  const auto handlings = place::hop_handlings + shift;
  const auto depths
      = place::hop_depths + std::size_t(actor_kind::auth) * place::depths_size;
  const auto sum = duration_buckets::count;
  const auto before = totals::now();

  observe_hop(kind_of("auth"), 1'500, 700, 10);

  CHECK(at(waits + 1) == before.at(waits + 1) + 1);
  CHECK(at(waits + sum) == before.at(waits + sum) + 1'500);
  CHECK(at(handlings) == before.at(handlings) + 1);
  CHECK(at(handlings + sum) == before.at(handlings + sum) + 700);
  CHECK(at(depths + 3) == before.at(depths + 3) + 1);
  CHECK(at(depths + depth_buckets::count)
        == before.at(depths + depth_buckets::count) + 10);
}

TEST_CASE("names become the few that there are labels for") {
  CHECK(kind_of("user") == actor_kind::user);
  CHECK(kind_of("nobody knows") == actor_kind::other);
  CHECK(session::mechanism_of("PLAIN") == mechanism::plain);
  CHECK(session::mechanism_of("SCRAM-SHA-256-PLUS")
        == mechanism::scram_sha_256_plus);
  CHECK(session::mechanism_of("other") == mechanism::other);
  CHECK(session::mechanism_of("X-EVIL{}") == mechanism::other);
  CHECK(session::mechanism_of("web") == mechanism::other); // a client says so
  CHECK(session::tls_version_of("TLSv1.3") == tls_version::tls_1_3);
  CHECK(session::tls_version_of("TLSv1.1") == tls_version::other);
  using xml::stream_condition;
  CHECK(session::end_for(stream_condition::resource_constraint, true)
        == stream_end::limit);
  CHECK(session::end_for(stream_condition::not_authorized, true)
        == stream_end::revoked);
  CHECK(session::end_for(stream_condition::not_authorized, false)
        == stream_end::protocol);
}

TEST_CASE("labels have the names of what they stand for, in its order") {
  for (std::size_t i = 1; i < sasl_result_names.size(); ++i)
    CHECK(sasl_result_names[i]
          == auth::name_of(static_cast<auth::sasl_condition>(i - 1)));
  for (std::size_t i = 0; i < stanza_kind_names.size(); ++i)
    CHECK(stanza_kind_names[i]
          == xml::name_of(static_cast<xml::stanza_kind>(i)));
}

} // namespace counters_test
