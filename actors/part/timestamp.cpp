// SPDX-License-Identifier: Apache-2.0
#include "actors/part/timestamp.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace troupe::part {

namespace {

/// Takes text from its beginning on.
class taker {
public:
  explicit taker(std::string_view text) : left_(text) {}

  bool is_at_end() const { return left_.empty(); }
  bool take(char c) {
    if (left_.empty() || left_.front() != c)
      return false;
    left_.remove_prefix(1);
    return true;
  }
  /// A number of exactly `digits` digits, at most `most`.
  bool take(int& n, std::size_t digits, int most) {
    if (left_.size() < digits)
      return false;
    const auto* end = left_.data() + digits;
    auto [rest, failed] = std::from_chars(left_.data(), end, n);
    if (failed != std::errc{} || rest != end || n < 0 || n > most)
      return false;
    left_.remove_prefix(digits);
    return true;
  }
  /// Any number of digits of a fraction, in microseconds.
  bool take_fraction(std::int64_t& n) {
    auto first = left_.size();
    std::int64_t unit = 100'000;
    for (; !left_.empty() && left_[0] >= '0' && left_[0] <= '9'; unit /= 10) {
      n += unit * (left_[0] - '0');
      left_.remove_prefix(1);
    }
    return left_.size() != first;
  }

private:
  std::string_view left_;
};

/// `Z`, or hours and minutes that the local time is ahead.
bool take_zone(taker& t, std::chrono::minutes& ahead) {
  if (t.take('Z'))
    return true;
  auto sign = t.take('-') ? -1 : 1;
  int hours = 0;
  int minutes = 0;
  if ((sign == 1 && !t.take('+')) || !t.take(hours, 2, 23) || !t.take(':')
      || !t.take(minutes, 2, 59))
    return false;
  ahead = sign * (std::chrono::hours{hours} + std::chrono::minutes{minutes});
  return true;
}

} // namespace

using std::chrono::system_clock;

std::int64_t microseconds(system_clock::time_point when) {
  return std::chrono::floor<std::chrono::microseconds>(when)
      .time_since_epoch()
      .count();
}

system_clock::time_point from_microseconds(std::int64_t count) {
  return system_clock::time_point{std::chrono::microseconds{count}};
}

std::string precise_timestamp(system_clock::time_point when) {
  auto text = timestamp(when);
  auto part = (microseconds(when) % 1'000'000 + 1'000'000) % 1'000'000;
  std::array<char, 9> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%06d",
                static_cast<int>(part));
  text.insert(text.size() - 1, fraction.data());
  return text;
}

std::optional<system_clock::time_point> read_timestamp(std::string_view text) {
  taker t{text};
  std::tm at{};
  std::int64_t fraction = 0;
  std::chrono::minutes ahead{0};
  auto ok
      = t.take(at.tm_year, 4, 9999) && t.take('-') && t.take(at.tm_mon, 2, 12)
        && t.take('-') && t.take(at.tm_mday, 2, 31) && t.take('T')
        && t.take(at.tm_hour, 2, 23) && t.take(':') && t.take(at.tm_min, 2, 59)
        && t.take(':') && t.take(at.tm_sec, 2, 60)
        && (!t.take('.') || t.take_fraction(fraction)) && take_zone(t, ahead)
        && t.is_at_end() && at.tm_mon > 0 && at.tm_mday > 0;
  if (!ok)
    return {};
  // The clock's nanoseconds reach no further.
  at.tm_year = std::clamp(at.tm_year, 1700, 2200) - 1900;
  at.tm_mon -= 1;
  return system_clock::from_time_t(timegm(&at)) - ahead
         + std::chrono::microseconds{fraction};
}

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
