// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/top_model.hpp"

namespace troupe::tools {

inline constexpr std::size_t top_least_width = 40;
inline constexpr std::size_t top_least_height = 10;

enum class top_style : std::uint8_t { plain, strong, heading, chosen, warning };

struct top_line {
  std::string text; ///< printable, at most as wide as the screen
  top_style style = top_style::plain;
};

/// The whole screen as lines, exactly `height` of them, none wider than
/// `width`. Tells the model how long a page is.
std::vector<top_line> top_layout(top_model& model, std::size_t width,
                                 std::size_t height);

} // namespace troupe::tools
