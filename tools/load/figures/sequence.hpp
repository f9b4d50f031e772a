// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>

namespace troupe::load {

/// What became of numbered messages, over all senders.
struct sequence_faults {
  std::uint64_t lost = 0;
  std::uint64_t duplicated = 0;
  std::uint64_t reordered = 0;

  bool none() const { return lost + duplicated + reordered == 0; }
};

/// Checks the numbers 0, 1, 2, … of one sender at one receiver.
class sequence {
public:
  enum class verdict : std::uint8_t { in_order, reordered, duplicated };

  /// A message has come. One that is behind a later one is reordered, once.
  verdict take(std::uint64_t number);
  /// Adds up what was found, if the sender has sent `sent` messages: those
  /// that did not come until now are lost.
  void tell(sequence_faults& into, std::uint64_t sent) const;
  /// How many different ones came.
  std::uint64_t came() const { return next_ - missing_.size(); }

private:
  std::uint64_t next_ = 0; ///< all below came or are missing
  std::set<std::uint64_t> missing_;
  std::uint64_t duplicated_ = 0;
  std::uint64_t reordered_ = 0;
};

} // namespace troupe::load
