// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_activity.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "xml/namespaces.hpp"

namespace troupe::muc {

namespace {

constexpr std::string_view correction = "urn:xmpp:message-correct:0";

/// Takes the number that `text` begins with, and the space behind it.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t n = 0;
  const auto* end = text.data() + text.size();
  auto [rest, failed] = std::from_chars(text.data(), end, n);
  if (failed != std::errc{} || n < 0)
    return {};
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  if (!text.empty())
    text.remove_prefix(1);
  return n;
}

} // namespace

bool room_activity::counts(const xml::stanza& x) {
  return x.child("body", xml::ns::client) != nullptr
         && x.child("replace", correction) == nullptr;
}

std::int64_t room_activity::hour_of(time_point at) {
  return std::chrono::floor<std::chrono::hours>(at.time_since_epoch()).count();
}

std::optional<std::string> room_activity::add(time_point at) {
  const auto hour = hour_of(at);
  std::optional<std::string> ended;
  if (last_ != 0 && hour > last_) {
    ended = document();
    stored_ = last_;
  }
  count(hour);
  return ended;
}

void room_activity::recall(time_point at) {
  if (const auto hour = hour_of(at); hour > stored_)
    count(hour);
}

void room_activity::count(std::int64_t hour) {
  if (last_ == 0)
    last_ = hour;
  if (hour > last_) {
    const auto by = std::min(static_cast<std::size_t>(hour - last_), hours);
    std::shift_right(counts_.begin(), counts_.end(),
                     static_cast<std::ptrdiff_t>(by));
    std::fill_n(counts_.begin(), by, 0U);
    last_ = hour;
  }
  if (const auto ago = static_cast<std::size_t>(last_ - hour); ago < hours)
    ++counts_[ago];
}

double room_activity::per_hour(time_point now) const {
  const auto hour = hour_of(now);
  double sum = 0;
  for (std::size_t i = 0; i < hours; ++i)
    if (hour - (last_ - static_cast<std::int64_t>(i))
        < static_cast<std::int64_t>(hours))
      sum += counts_[i];
  const std::chrono::duration<double, std::ratio<3600>> part_of_hour
      = now.time_since_epoch() - std::chrono::hours{hour};
  return sum / (static_cast<double>(hours - 1) + part_of_hour.count());
}

std::string room_activity::document() const {
  auto text = std::to_string(last_);
  for (auto each : counts_)
    text += ' ' + std::to_string(each);
  return text;
}

void room_activity::load(std::string_view text) {
  clear();
  const auto last = take_number(text);
  if (!last)
    return;
  last_ = stored_ = *last;
  for (auto& each : counts_)
    if (auto n = take_number(text))
      each = static_cast<std::uint32_t>(std::min<std::int64_t>(*n, UINT32_MAX));
}

std::string activity_text(double per_hour) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", std::min(per_hour, 1e9));
  return text.data();
}

} // namespace troupe::muc
