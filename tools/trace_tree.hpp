// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace troupe::tools {

/// How a text for people is to look.
struct appearance {
  std::size_t width = 80; ///< columns; at least 40 are used
  bool colours = false;
};

/// That of an open file: as wide as COLUMNS or the terminal says; in colours
/// only on a terminal that knows them, and if NO_COLOR is not set.
appearance appearance_of(int descriptor);

/// One trace: a head, then its hops as a tree with times, each decision with
/// its reason below the hop in which it fell, and the payload if there is one.
/// Ends with a newline.
std::string trace_tree(const nlohmann::json& trace, const appearance& look);

/// What `explain` says: the tree of a trace that has not happened.
std::string explained_tree(const nlohmann::json& trace, const appearance& look);

/// Traces as a table, a line for each: what `recent` shows.
std::string trace_list(const nlohmann::json& traces, const appearance& look);

/// One line of it, without a newline and without colours.
std::string trace_line(const nlohmann::json& trace, std::size_t width);

/// The sign of an outcome: "✓", "✗", "⏸", …
std::string_view mark_of(std::string_view outcome);

} // namespace troupe::tools
