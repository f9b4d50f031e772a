// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "xml/stanza.hpp"

namespace troupe::muc {

/// How much is said in a room: XEP-0502. Messages are counted by the hour, for
/// this one and the 24 before.
class room_activity {
public:
  using time_point = std::chrono::system_clock::time_point;

  /// Whether a message to all counts: one with a body that corrects no other
  /// (§4).
  static bool counts(const xml::stanza& message);

  /// Counts one. The first of an hour gives what was counted before it, as a
  /// document to be stored.
  std::optional<std::string> add(time_point at);
  /// In the last day, on average.
  double per_hour(time_point now) const;

  /// Takes a document instead of what was counted.
  void load(std::string_view document);
  /// Counts one that the document does not know of yet.
  void recall(time_point at);
  void clear() { *this = room_activity{}; }

private:
  static constexpr std::size_t hours = 25;

  static std::int64_t hour_of(time_point at);
  void count(std::int64_t hour);
  std::string document() const;

  std::array<std::uint32_t, hours> counts_{}; ///< the last hour first
  std::int64_t last_ = 0;   ///< hours since the Unix epoch; 0: none yet
  std::int64_t stored_ = 0; ///< the last of which all is in the document
};

/// As disco#info tells it, with two decimals.
std::string activity_text(double per_hour);

} // namespace troupe::muc
