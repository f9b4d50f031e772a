// SPDX-License-Identifier: Apache-2.0
// simulate [FIRST [COUNT [twice|log]]]: plays seeds, names those that violate
// something. `twice` plays each again, and wants each byte the same; `log`
// tells what became of each stanza.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include <spdlog/spdlog.h>

#include "tests/simulation/world.hpp"

int main(int argc, char** argv) {
  using namespace troupe::simulation;
  const std::string_view how = argc > 3 ? argv[3] : "";
  spdlog::set_level(how == "log" ? spdlog::level::debug : spdlog::level::off);
  const std::uint64_t first
      = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::uint64_t count
      = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100;
  outcome all;
  std::size_t failed = 0;
  for (auto seed = first; seed < first + count; ++seed) {
    auto one = simulate(seed);
    if (how == "twice" && simulate(seed).fingerprint != one.fingerprint)
      one.violation += " not the same the second time";
    all.messages += one.messages;
    all.crashes += one.crashes;
    all.stops += one.stops;
    all.resumed += one.resumed;
    all.failed += one.failed;
    all.repeated += one.repeated;
    all.fingerprint = all.fingerprint * 31 + one.fingerprint;
    if (one.violation.empty())
      continue;
    ++failed;
    std::cout << "seed " << seed << ": " << one.violation << '\n';
  }
  std::cout << all.messages << " messages, " << all.crashes << " crashes, "
            << all.stops << " restarts, " << all.resumed << " resumed, "
            << all.failed << " not resumed, " << all.repeated
            << " repeated with the same id, fingerprint " << std::hex
            << all.fingerprint << std::dec << '\n'
            << count - failed << " passed, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}
