// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Texts and figures for a terminal. A column is one cell of it: a Chinese
/// character has two, an accent that combines none.
namespace troupe::tools {

/// The text without what a terminal would obey (controls, escapes, marks that
/// change the direction of writing): a stranger's resource must not move the
/// cursor. Each becomes one "?", a line break or tab a space.
std::string printable(std::string_view text);

/// How many columns a printable text has.
std::size_t columns_of(std::string_view text);

/// The text in at most `columns` columns: both ends are kept, the middle is
/// "…".
std::string shortened(std::string_view text, std::size_t columns);

/// The text's beginning in at most `columns` columns.
std::string cut(std::string_view text, std::size_t columns);

/// Filled up with spaces, on its right or on its left.
std::string padded(std::string text, std::size_t columns);
std::string right_aligned(std::string text, std::size_t columns);

/// In lines of at most `columns` columns, broken at spaces where there are any.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

/// "5.10 µs", "812 µs", "1.25 ms", "3.00 s", "2 min 5 s".
std::string human_time(double microseconds);
/// "0", "12.5", "812", "5.3k", "1.2M".
std::string human_count(double count);
/// "312 B", "20.4 MiB".
std::string human_bytes(double bytes);
/// The time of day, in the machine's time zone: "14:03:21.482".
std::string time_of_day(double microseconds_since_epoch);

} // namespace troupe::tools
