// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe::load {

/// Counts times in buckets that are 1 % wide, from 1 us to 1000 s: what is
/// read from it is at most 1 % too large. Adding costs no allocation.
class histogram {
public:
  using duration = std::chrono::nanoseconds;

  histogram();

  void add(duration time);
  void clear();

  std::uint64_t count() const { return count_; }
  /// The time within which `share` of all were, e.g. 0.99; zero if there are
  /// none.
  duration percentile(double share) const;
  duration max() const { return max_; }

private:
  static std::size_t bucket_of(duration time);
  static duration top_of(std::size_t bucket);

  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  duration max_{0};
};

} // namespace troupe::load
