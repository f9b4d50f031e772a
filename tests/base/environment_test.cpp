// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include <catch2/catch.hpp>

#include "actors/base/environment.hpp"

namespace environment_test {

using namespace troupe;

namespace {

struct fixed final : base::environment {
  explicit fixed(int x) : number(x) {}
  time_point now() override { return time_point{std::chrono::seconds{number}}; }
  std::uint64_t random_bits() override {
    return static_cast<std::uint64_t>(number);
  }
  int number;
};

constexpr auto year_2001 = std::chrono::seconds{1'000'000'000};

} // namespace

TEST_CASE("time and chance are the system's") {
  CHECK(base::now().time_since_epoch() > year_2001);
  CHECK(base::random_bits() != base::random_bits());
}

TEST_CASE("another environment holds for its thread and its life") {
  fixed outer{7}, inner{8};
  {
    base::environment::replacement first{outer};
    CHECK(base::random_bits() == 7);
    {
      base::environment::replacement second{inner};
      CHECK(base::random_bits() == 8);
    }
    CHECK(base::now().time_since_epoch() == std::chrono::seconds{7});
    auto elsewhere = base::environment::time_point{};
    std::thread{[&] { elsewhere = base::now(); }}.join();
    CHECK(elsewhere.time_since_epoch() > year_2001);
  }
  CHECK(base::now().time_since_epoch() > year_2001);
}

} // namespace environment_test
