// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe::observe {

/// Which names come most often, among any number of them, in bounded memory
/// (Metwally et al., "space-saving"): where there is no room for a new name, it
/// takes the place and the count of the rarest. What comes more often than each
/// `most`th time is always there, and no count is too low.
class heavy_hitters {
public:
  explicit heavy_hitters(std::size_t most) : most_(most) {}

  void add(std::string_view name);
  /// The most frequent first.
  std::vector<std::pair<std::string, std::uint64_t>> all() const;
  void clear() { counts_.clear(); }

private:
  std::size_t most_;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
};

} // namespace troupe::observe
