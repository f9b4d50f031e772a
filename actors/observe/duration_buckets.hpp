// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace troupe::observe {

/// The buckets of all histograms of durations, the same for each: two to an
/// octave (log-linear), from a microsecond to 17 seconds. A duration lies in
/// the first whose bound it does not exceed.
struct duration_buckets {
  static constexpr unsigned first_bits = 10; ///< the first ends at 1,024 ns
  static constexpr unsigned last_bits = 34;
  /// The last has no bound.
  static constexpr std::size_t count = 2 * (last_bits - first_bits) + 2;

  static constexpr std::size_t at(std::int64_t nanoseconds) {
    if (nanoseconds <= std::int64_t{1} << first_bits)
      return 0;
    const auto below = static_cast<std::uint64_t>(nanoseconds) - 1;
    const auto bits = static_cast<unsigned>(std::bit_width(below)) - 1;
    if (bits >= last_bits)
      return count - 1;
    return 1 + 2 * std::size_t{bits - first_bits} + (below >> (bits - 1) & 1);
  }

  /// In nanoseconds. @pre i < count - 1
  static constexpr std::uint64_t bound(std::size_t i) {
    const auto octave = std::uint64_t{1} << (first_bits + i / 2);
    return i % 2 == 0 ? octave : octave + octave / 2;
  }
};

} // namespace troupe::observe
