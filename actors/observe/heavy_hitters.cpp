// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/heavy_hitters.hpp"

#include <algorithm>
#include <functional>

namespace troupe::observe {

void heavy_hitters::add(std::string_view name) {
  if (const auto known = counts_.find(name); known != counts_.end()) {
    ++known->second;
    return;
  }
  std::uint64_t before = 0;
  if (counts_.size() >= most_) {
    const auto rarest = std::ranges::min_element(
        counts_, {}, [](const auto& x) { return x.second; });
    if (rarest == counts_.end())
      return;
    before = rarest->second;
    counts_.erase(rarest);
  }
  counts_.emplace(name, before + 1);
}

std::vector<std::pair<std::string, std::uint64_t>> heavy_hitters::all() const {
  std::vector<std::pair<std::string, std::uint64_t>> list{counts_.begin(),
                                                          counts_.end()};
  std::ranges::stable_sort(list, std::greater{},
                           [](const auto& x) { return x.second; });
  return list;
}

} // namespace troupe::observe
