// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tools/load/figures/histogram.hpp"

using namespace troupe::load;
using namespace std::chrono_literals;

namespace {

/// Whether it is at most 1 % more than it should be.
bool is_near(histogram::duration found, histogram::duration wanted) {
  return found >= wanted && found.count() * 100 <= wanted.count() * 101 + 100;
}

} // namespace

TEST_CASE("an empty histogram has no times") {
  histogram h;

  CHECK(h.count() == 0);
  CHECK(h.percentile(0.5) == 0ns);
  CHECK(h.max() == 0ns);
}

TEST_CASE("percentiles are at most 1 % too large") {
  histogram h;

  for (int i = 1; i <= 1000; ++i)
    h.add(i * 1ms);

  CHECK(h.count() == 1000);
  CHECK(is_near(h.percentile(0.5), 500ms));
  CHECK(is_near(h.percentile(0.9), 900ms));
  CHECK(is_near(h.percentile(0.99), 990ms));
  CHECK(is_near(h.percentile(0.999), 999ms));
  CHECK(h.max() == 1000ms);
}

TEST_CASE("no percentile is above the maximum") {
  histogram h;

  h.add(1234567ns);

  CHECK(h.percentile(0.5) == 1234567ns);
  CHECK(h.percentile(1) == 1234567ns);
}

TEST_CASE("one slow message among a thousand shows in p99.9 and not in p99") {
  histogram h;

  for (int i = 0; i < 998; ++i)
    h.add(1ms);
  h.add(2s);
  h.add(2s);

  CHECK(is_near(h.percentile(0.99), 1ms));
  CHECK(is_near(h.percentile(0.999), 2s));
}

TEST_CASE("times out of range are counted at its ends") {
  histogram h;

  h.add(-5ns);
  h.add(1ns);
  h.add(3h);

  CHECK(h.count() == 3);
  CHECK(h.percentile(0.5) == 1us);
  CHECK(h.max() == 3h);
}

TEST_CASE("a histogram can begin anew") {
  histogram h;
  h.add(1s);

  h.clear();

  CHECK(h.count() == 0);
  CHECK(h.max() == 0ns);
  CHECK(h.percentile(0.9) == 0ns);
}
