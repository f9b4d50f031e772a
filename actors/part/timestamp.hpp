// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::part {

/// A point of time as the dateTime profile of XEP-0082 has it, in UTC and
/// whole seconds: `2002-09-10T23:08:25Z`.
std::string timestamp(std::chrono::system_clock::time_point when);

/// The same with microseconds: `2002-09-10T23:08:25.500000Z`.
std::string precise_timestamp(std::chrono::system_clock::time_point when);

/// Reads such a point of time, with any fraction of a second and any offset
/// from UTC (XEP-0082 §3.2). Nothing where it is none. Years are brought within
/// 1700 to 2200.
std::optional<std::chrono::system_clock::time_point>
read_timestamp(std::string_view text);

/// Microseconds since the Unix epoch, as logs of the store have them.
std::int64_t microseconds(std::chrono::system_clock::time_point when);
std::chrono::system_clock::time_point from_microseconds(std::int64_t count);

/// Seconds from `since` to `now`, 0 where the clock went back.
std::uint64_t seconds_between(std::chrono::system_clock::time_point since,
                              std::chrono::system_clock::time_point now);

} // namespace troupe::part
