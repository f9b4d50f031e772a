// SPDX-License-Identifier: Apache-2.0
#include "tools/load/figures/sequence.hpp"

#include <algorithm>

namespace troupe::load {

sequence::verdict sequence::take(std::uint64_t number) {
  if (number >= next_) {
    for (; next_ < number; ++next_)
      missing_.insert(missing_.end(), next_);
    ++next_;
    return verdict::in_order;
  }
  if (missing_.erase(number) == 0) {
    ++duplicated_;
    return verdict::duplicated;
  }
  ++reordered_;
  return verdict::reordered;
}

void sequence::tell(sequence_faults& into, std::uint64_t sent) const {
  into.lost += missing_.size() + (std::max(sent, next_) - next_);
  into.duplicated += duplicated_;
  into.reordered += reordered_;
}

} // namespace troupe::load
