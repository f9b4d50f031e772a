// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

namespace troupe::observe {

/// Who was told of the last traces: what is decided of them later, as their
/// client comes back, is for the same.
class recent_watches {
public:
  static constexpr std::size_t most = 4'096;

  void add(std::uint64_t trace, std::uint64_t watches) {
    if (!known_.insert_or_assign(trace, watches).second)
      return;
    order_.push_back(trace);
    if (order_.size() > most) {
      known_.erase(order_.front());
      order_.pop_front();
    }
  }
  std::uint64_t of(std::uint64_t trace) const {
    const auto found = known_.find(trace);
    return found != known_.end() ? found->second : 0;
  }
  /// They have ended: others get their bits.
  void forget(std::uint64_t watches) {
    for (auto& [trace, bits] : known_)
      bits &= ~watches;
  }

private:
  std::unordered_map<std::uint64_t, std::uint64_t> known_;
  std::deque<std::uint64_t> order_;
};

} // namespace troupe::observe
