// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace troupe::part {

/// A point of time as the dateTime profile of XEP-0082 has it, in UTC and
/// whole seconds: `2002-09-10T23:08:25Z`.
std::string timestamp(std::chrono::system_clock::time_point when);

/// Seconds from `since` to `now`, 0 where the clock went back.
std::uint64_t seconds_between(std::chrono::system_clock::time_point since,
                              std::chrono::system_clock::time_point now);

} // namespace troupe::part
