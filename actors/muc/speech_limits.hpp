// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "xml/errors.hpp"
#include "xml/stanza.hpp"

namespace troupe::muc {

/// How often somebody may say something in a room: `rooms.messages_per_second`
/// on average, ten seconds' worth at once, and slow mode (XEP-0500). Counted by
/// bare JID, so that it helps nobody to leave and come again.
class speech_limits {
public:
  using time_point = std::chrono::system_clock::time_point;

  static constexpr unsigned burst_seconds = 10;

  /// Counts whatever goes to all or to one (messages, presence, a new nick) at
  /// `rate` a second, 0 for any. Why it may not go; nothing where it may. What
  /// costs as much as several goes if one may, and is waited for afterwards.
  std::optional<xml::stanza_error> refusal(std::string_view bare,
                                           std::size_t rate, time_point now,
                                           std::size_t cost = 1);
  /// The same for a message to all in slow mode: one with a body in so many
  /// seconds, 0 for any (XEP-0500 §6). Admins and owners are not asked.
  std::optional<xml::stanza_error> slow_refusal(std::string_view bare,
                                                const xml::stanza& message,
                                                std::uint32_t seconds,
                                                time_point now);
  /// Somebody has said something with a body at that time, as the archive has
  /// it: slow mode outlives the memory of a room.
  void recall(std::string_view bare, time_point spoke, std::uint32_t seconds,
              time_point now);
  void clear() { counts_.clear(); }
  std::size_t size() const { return counts_.size(); }

private:
  struct count {
    double left = 0; ///< how many may go at once; less than none: to wait for
    time_point at;   ///< when that was so
    time_point spoke = time_point::min(); ///< the last message with a body
  };
  struct hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view x) const {
      return std::hash<std::string_view>{}(x);
    }
  };

  count& count_of(std::string_view bare, time_point now);
  void drop_old(time_point now);

  std::unordered_map<std::string, count, hash, std::equal_to<>> counts_;
  std::size_t drop_at_ = 64; ///< the size to look for old ones at
  std::uint32_t slow_seconds_ = 0;
  double per_second_ = 1; ///< the last rate that was not 0
};

} // namespace troupe::muc
