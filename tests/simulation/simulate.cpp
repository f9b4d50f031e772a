// SPDX-License-Identifier: Apache-2.0
// simulate [FIRST [COUNT [log]]]: plays seeds, names those that violate
// something; with `log` tells what became of each stanza.
// A play is the same each time: `simulate SEED 1` repeats it.
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include <spdlog/spdlog.h>

#include "tests/simulation/world.hpp"

int main(int argc, char** argv) {
  using namespace troupe::simulation;
  spdlog::set_level(argc > 3 ? spdlog::level::debug : spdlog::level::off);
  const std::uint64_t first
      = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::uint64_t count
      = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100;
  outcome all;
  std::size_t failed = 0;
  for (auto seed = first; seed < first + count; ++seed) {
    const auto one = simulate(seed);
    all.messages += one.messages;
    all.crashes += one.crashes;
    all.resumed += one.resumed;
    all.failed += one.failed;
    all.repeated += one.repeated;
    if (one.violation.empty())
      continue;
    ++failed;
    std::cout << "seed " << seed << ": " << one.violation << '\n';
  }
  std::cout << all.messages << " messages, " << all.crashes << " crashes, "
            << all.resumed << " resumed, " << all.failed << " not resumed, "
            << all.repeated << " repeated with the same id\n"
            << count - failed << " passed, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}
