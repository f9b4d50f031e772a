// SPDX-License-Identifier: Apache-2.0
#include "actors/part/timestamp.hpp"

#include <algorithm>
#include <ctime>

namespace troupe::part {

std::string timestamp(std::chrono::system_clock::time_point when) {
  auto seconds = std::chrono::floor<std::chrono::seconds>(when);
  auto t = std::chrono::system_clock::to_time_t(seconds);
  std::tm utc{};
  gmtime_r(&t, &utc);
  char text[32];
  auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {text, length};
}

std::uint64_t seconds_between(std::chrono::system_clock::time_point since,
                              std::chrono::system_clock::time_point now) {
  auto passed
      = std::chrono::duration_cast<std::chrono::seconds>(now - since).count();
  return static_cast<std::uint64_t>(std::max<decltype(passed)>(0, passed));
}

} // namespace troupe::part
