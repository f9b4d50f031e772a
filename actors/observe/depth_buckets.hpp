// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace troupe::observe {

/// The buckets of the histograms of mailboxes: nothing else waits, one does, 4,
/// 16 and so on up to 4,096. A depth lies in the first whose bound it does not
/// exceed.
struct depth_buckets {
  static constexpr unsigned powers = 7; ///< of 4, from 1 on
  /// The last has no bound.
  static constexpr std::size_t count = powers + 2;

  static constexpr std::size_t at(std::uint32_t depth) {
    if (depth == 0)
      return 0;
    const auto power
        = (static_cast<unsigned>(std::bit_width(depth - 1)) + 1) / 2;
    return power < powers ? 1 + power : count - 1;
  }

  /// @pre i < count - 1
  static constexpr std::uint32_t bound(std::size_t i) {
    return i == 0 ? 0 : std::uint32_t{1} << (2 * (i - 1));
  }
};

} // namespace troupe::observe
