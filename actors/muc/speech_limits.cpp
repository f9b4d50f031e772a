// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/speech_limits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "xml/namespaces.hpp"

namespace troupe::muc {

namespace {

using std::chrono::seconds;

constexpr std::size_t least_kept = 64;

// RFC 6120 §8.3.3.12; XEP-0500 §6.
xml::stanza_error wait(std::string text) {
  auto error = xml::stanza_error::make(xml::condition::policy_violation, text);
  error.type = xml::error_type::wait;
  return error;
}

std::string in_seconds(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " second" : " seconds");
}

/// From one time to a later; none where the clock went back.
std::chrono::duration<double> between(speech_limits::time_point from,
                                      speech_limits::time_point to) {
  return std::max(to - from, speech_limits::time_point::duration::zero());
}

} // namespace

std::optional<xml::stanza_error> speech_limits::refusal(std::string_view bare,
                                                        std::size_t rate,
                                                        time_point now,
                                                        std::size_t cost) {
  if (rate == 0)
    return {};
  const auto per_second = static_cast<double>(rate);
  per_second_ = per_second;
  const auto full = per_second * burst_seconds;
  auto& x = count_of(bare, now);
  x.left = std::min(full, x.left + per_second * between(x.at, now).count());
  x.at = now;
  if (x.left >= 1) {
    x.left -= static_cast<double>(cost);
    return {};
  }
  const auto wanted = std::ceil((1 - x.left) / per_second);
  return wait("you send too much here: wait "
              + in_seconds(static_cast<std::int64_t>(wanted))
              + ", then send it again");
}

std::optional<xml::stanza_error>
speech_limits::slow_refusal(std::string_view bare, const xml::stanza& message,
                            std::uint32_t duration, time_point now) {
  slow_seconds_ = duration;
  if (duration == 0 || message.child("body", xml::ns::client) == nullptr)
    return {};
  auto& x = count_of(bare, now);
  // A clock that went back is no reason to be silent for ever.
  const bool is_counted = x.spoke != time_point::min() && x.spoke <= now;
  if (!is_counted || now - x.spoke >= seconds{duration}) {
    x.spoke = now;
    return {};
  }
  const auto left
      = std::chrono::ceil<seconds>(x.spoke + seconds{duration} - now);
  return wait("this room is in slow mode, one message in "
              + in_seconds(duration) + ": send it again in "
              + in_seconds(left.count()));
}

void speech_limits::recall(std::string_view bare, time_point spoke,
                           std::uint32_t duration, time_point now) {
  slow_seconds_ = duration;
  if (spoke > now || now - spoke >= seconds{duration})
    return;
  auto& x = count_of(bare, now);
  x.spoke = std::max(x.spoke, spoke);
}

speech_limits::count& speech_limits::count_of(std::string_view bare,
                                              time_point now) {
  if (auto found = counts_.find(bare); found != counts_.end())
    return found->second;
  if (counts_.size() >= drop_at_)
    drop_old(now);
  constexpr auto unused = std::numeric_limits<double>::infinity();
  return counts_
      .emplace(std::string{bare}, count{unused, now, time_point::min()})
      .first->second;
}

/// Of those whom nothing limits any more: seldom, so that each costs little.
void speech_limits::drop_old(time_point now) {
  const auto kept
      = seconds{std::max<std::uint32_t>(burst_seconds, slow_seconds_)};
  std::erase_if(counts_, [&](const auto& each) {
    const auto& x = each.second;
    const auto debt = std::chrono::ceil<seconds>(
        std::chrono::duration<double>{std::max(0., -x.left) / per_second_});
    return std::max(x.at, x.spoke) + kept + debt < now;
  });
  drop_at_ = std::max(least_kept, 2 * counts_.size());
}

} // namespace troupe::muc
