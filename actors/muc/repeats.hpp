// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe::muc {

/// The last messages that were said, by their traces: a client that did not see
/// them acknowledged says them once more (XEP-0198 §5), and has the same trace
/// for them.
class repeats {
public:
  static constexpr std::size_t bound = 256;

  /// All who are in have it already.
  bool has_passed(std::uint64_t trace) const { return has(passed_, trace); }
  /// It is in the archive, from before the room came into memory: whether all
  /// have it nobody knows.
  bool is_recalled(std::uint64_t trace) const { return has(recalled_, trace); }

  void pass(std::uint64_t trace) {
    if (passed_.size() < bound)
      passed_.push_back(trace);
    else
      passed_[next_++ % bound] = trace;
  }
  /// @pre no more than a page of the archive
  void recall(std::uint64_t trace) { recalled_.push_back(trace); }
  void clear() { *this = {}; }

private:
  static bool has(const std::vector<std::uint64_t>& all, std::uint64_t trace) {
    return trace != 0 && std::ranges::find(all, trace) != all.end();
  }

  std::vector<std::uint64_t> passed_, recalled_;
  std::size_t next_ = 0;
};

} // namespace troupe::muc
