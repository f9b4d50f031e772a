// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <ctime>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <fmt/format.h>

namespace troupe::tools {

namespace {

/// One character of a text: where it ends, and what it is.
struct glyph {
  std::size_t end = 0;
  UChar32 code = 0;
};

glyph glyph_at(std::string_view text, std::size_t at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  auto end = static_cast<std::int64_t>(at);
  const auto size = static_cast<std::int64_t>(text.size());
  UChar32 code = 0;
  U8_NEXT_OR_FFFD(bytes, end, size, code);
  return {static_cast<std::size_t>(end), code};
}

std::size_t width_of(UChar32 code) {
  if (code < 0x300)
    return 1;
  switch (u_charType(code)) {
  case U_NON_SPACING_MARK:
  case U_ENCLOSING_MARK:
  case U_FORMAT_CHAR:
    return 0;
  default:
    break;
  }
  const auto width = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

bool is_obeyed(UChar32 code) {
  switch (u_charType(code)) {
  case U_CONTROL_CHAR:
  case U_FORMAT_CHAR:
  case U_LINE_SEPARATOR:
  case U_PARAGRAPH_SEPARATOR:
  case U_SURROGATE:
  case U_PRIVATE_USE_CHAR:
  case U_UNASSIGNED:
    return true;
  default:
    return code == 0xFFFD;
  }
}

/// The end of the text, in at most `columns` columns.
std::string_view tail(std::string_view text, std::size_t columns) {
  auto left = columns_of(text);
  std::size_t at = 0;
  while (left > columns && at < text.size()) {
    const auto next = glyph_at(text, at);
    left -= width_of(next.code);
    at = next.end;
  }
  return text.substr(at);
}

/// Three digits: "5.10", "12.5", "812".
std::string three_digits(double value) {
  const int places = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f}", value, places);
}

} // namespace

std::string printable(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto next = glyph_at(text, at);
    if (next.code == '\n' || next.code == '\r' || next.code == '\t')
      clean += ' ';
    else if (is_obeyed(next.code))
      clean += '?';
    else
      clean += text.substr(at, next.end - at);
    at = next.end;
  }
  return clean;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto next = glyph_at(text, at);
    columns += width_of(next.code);
    at = next.end;
  }
  return columns;
}

std::string cut(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  std::size_t used = 0;
  while (at < text.size()) {
    const auto next = glyph_at(text, at);
    used += width_of(next.code);
    if (used > columns)
      break;
    at = next.end;
  }
  return std::string{text.substr(0, at)};
}

std::string shortened(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns)
    return std::string{text};
  if (columns == 0)
    return {};
  const auto front = columns / 2;
  return cut(text, front) + "…" + std::string{tail(text, columns - 1 - front)};
}

std::string padded(std::string text, std::size_t columns) {
  const auto used = columns_of(text);
  text.append(used < columns ? columns - used : 0, ' ');
  return text;
}

std::string right_aligned(std::string text, std::size_t columns) {
  const auto used = columns_of(text);
  return std::string(used < columns ? columns - used : 0, ' ')
         + std::move(text);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 2); // the widest character's
  std::vector<std::string> lines;
  while (columns_of(text) > columns) {
    auto line = cut(text, columns);
    auto taken = line.size();
    const auto space = text[taken] == ' ' ? taken : line.rfind(' ');
    if (space != std::string::npos && space > 0) {
      line.resize(space);
      taken = space + 1;
    }
    lines.push_back(std::move(line));
    text.remove_prefix(taken);
  }
  if (!text.empty() || lines.empty())
    lines.emplace_back(text);
  return lines;
}

std::string human_time(double microseconds) {
  if (!std::isfinite(microseconds) || microseconds <= 0)
    return "0 µs";
  if (microseconds < 999.5)
    return three_digits(microseconds) + " µs";
  if (microseconds < 999.5e3)
    return three_digits(microseconds / 1e3) + " ms";
  if (microseconds < 60e6)
    return three_digits(microseconds / 1e6) + " s";
  const auto seconds = static_cast<std::int64_t>(microseconds / 1e6);
  return fmt::format("{} min {} s", seconds / 60, seconds % 60);
}

std::string human_count(double count) {
  if (!std::isfinite(count) || count <= 0)
    return "0";
  if (count < 9.95 && count != std::floor(count))
    return fmt::format("{:.1f}", count);
  if (count < 9999.5)
    return fmt::format("{:.0f}", count);
  if (count < 999.5e3)
    return fmt::format("{:.{}f}k", count / 1e3, count < 99.95e3 ? 1 : 0);
  return fmt::format("{:.1f}M", count / 1e6);
}

std::string human_bytes(double bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes >= 1023.95 && unit + 1 < units.size()) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, unit == 0 ? 0 : 1, units[unit]);
}

std::string time_of_day(double microseconds_since_epoch) {
  const auto milliseconds
      = static_cast<std::int64_t>(microseconds_since_epoch / 1e3);
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", parts.tm_hour, parts.tm_min,
                     parts.tm_sec, milliseconds % 1000);
}

} // namespace troupe::tools
