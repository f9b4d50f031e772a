// SPDX-License-Identifier: Apache-2.0
// A loss of power is worse than kill -9: the writes that were not synced are
// gone, or half there, in any order.
#include <catch2/catch.hpp>

#include "power_loss_trial.hpp"

namespace troupe::persistence {

namespace {

constexpr std::uint64_t seeds = 500;

struct summary {
  int losses_of_power = 0;
  std::uint64_t answered = 0;
  std::uint64_t under_way = 0;
  int faults = 0;
  std::string last_fault;
};

summary try_all(std::uint64_t count, std::string_view synchronous) {
  summary all;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    auto report = power_loss_trial(seed, synchronous);
    all.losses_of_power += report.losses_of_power;
    all.answered += report.answered;
    all.under_way += report.under_way;
    if (report.fault.empty())
      continue;
    ++all.faults;
    all.last_fault = "seed " + std::to_string(seed) + ": " + report.fault;
  }
  return all;
}

} // namespace

TEST_CASE("a loss of power takes nothing that was answered") {
  auto all = try_all(seeds, "FULL");

  INFO(all.losses_of_power << " losses, " << all.answered << " answered, "
                           << all.under_way << " unanswered but there");
  CHECK(all.last_fault == "");
  // It was not idle: losses at all moments, also between sync and answer.
  CHECK(all.losses_of_power > static_cast<int>(seeds));
  CHECK(all.answered > 10 * seeds);
  CHECK(all.under_way > 0);
}

TEST_CASE(
    "where the disk is synced less, a loss of power does take something") {
  auto synchronous = GENERATE("NORMAL", "OFF");

  auto all = try_all(seeds / 10, synchronous);

  INFO(synchronous << ", last fault: " << all.last_fault);

  CHECK(all.faults > 0);
}

} // namespace troupe::persistence
