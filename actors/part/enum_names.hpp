// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace troupe::part {

/// The value of an enumeration whose names are in the order of its values.
template <class Enum, std::size_t N>
std::optional<Enum> enum_named(const std::array<std::string_view, N>& names,
                               std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    return {};
  return static_cast<Enum>(found - names.begin());
}

} // namespace troupe::part
