// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/simulation/world.hpp"

using namespace troupe::simulation;

TEST_CASE("nothing is lost, doubled or out of order, whatever happens when") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto one = simulate(seed);
    INFO("seed " << seed);
    CHECK(one.violation.empty());
    CHECK(one.messages > 0);
  }
}

TEST_CASE("a seed gives the same play each time") {
  const auto once = simulate(7);
  const auto again = simulate(7);

  CHECK(once.transcript == again.transcript);
  CHECK(once.crashes == again.crashes);
  CHECK(once.resumed == again.resumed);
  CHECK(once.repeated == again.repeated);
  CHECK(simulate(8).transcript != once.transcript);
}
