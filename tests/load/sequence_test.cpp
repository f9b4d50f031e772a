// SPDX-License-Identifier: Apache-2.0
#include <initializer_list>

#include <catch2/catch.hpp>

#include "tools/load/figures/sequence.hpp"

using namespace troupe::load;

namespace {

sequence_faults faults_of(std::initializer_list<std::uint64_t> came,
                          std::uint64_t sent) {
  sequence s;
  for (const auto each : came)
    s.take(each);
  sequence_faults faults;
  s.tell(faults, sent);
  return faults;
}

} // namespace

TEST_CASE("what comes once and in order has no faults") {
  CHECK(faults_of({0, 1, 2, 3}, 4).none());
  CHECK(faults_of({}, 0).none());
}

TEST_CASE("a gap is a lost message") {
  const auto faults = faults_of({0, 1, 3}, 4);

  CHECK(faults.lost == 1);
  CHECK(faults.duplicated == 0);
  CHECK(faults.reordered == 0);
}

TEST_CASE("what does not come at the end is lost") {
  CHECK(faults_of({0, 1}, 5).lost == 3);
  CHECK(faults_of({}, 5).lost == 5);
}

TEST_CASE("what comes twice is duplicated") {
  const auto faults = faults_of({0, 1, 1, 2, 0}, 3);

  CHECK(faults.lost == 0);
  CHECK(faults.duplicated == 2);
  CHECK(faults.reordered == 0);
}

TEST_CASE("what comes behind a later one is reordered and not lost") {
  const auto faults = faults_of({0, 2, 1, 3}, 4);

  CHECK(faults.lost == 0);
  CHECK(faults.duplicated == 0);
  CHECK(faults.reordered == 1);
}

TEST_CASE("a reordered message that comes again is a duplicate") {
  const auto faults = faults_of({2, 0, 0, 1}, 3);

  CHECK(faults.lost == 0);
  CHECK(faults.duplicated == 1);
  CHECK(faults.reordered == 2);
}

TEST_CASE("each message is told for what it is") {
  sequence s;

  CHECK(s.take(0) == sequence::verdict::in_order);
  CHECK(s.take(2) == sequence::verdict::in_order);
  CHECK(s.came() == 2);
  CHECK(s.take(1) == sequence::verdict::reordered);
  CHECK(s.take(1) == sequence::verdict::duplicated);
  CHECK(s.came() == 3);
}

TEST_CASE("the faults of several senders add up") {
  sequence_faults faults{.lost = 1, .duplicated = 2, .reordered = 3};
  sequence s;
  s.take(1);
  s.take(0);
  s.take(0);

  s.tell(faults, 3);

  CHECK(faults.lost == 2);
  CHECK(faults.duplicated == 3);
  CHECK(faults.reordered == 4);
}
