// SPDX-License-Identifier: Apache-2.0
#include "actors/part/stanza_id.hpp"

#include <algorithm>
#include <charconv>

namespace troupe::part {

namespace {

bool is_by(const xml::node& n, const xml::jid& by) {
  if (n.is_text || !n.tag.is("stanza-id", ns::stanza_ids))
    return false;
  auto named = n.tag.attr_or_empty("by");
  if (named == by.str())
    return true;
  auto parsed = xml::jid::parse(named); // §4 rule 7: they are normalized
  return parsed && *parsed == by;
}

} // namespace

std::string archive_id(std::uint64_t trace) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(16, '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at) {
    *at = digits[trace & 0xf];
    trace >>= 4;
  }
  return text;
}

std::uint64_t trace_of(std::string_view archive_id) {
  std::uint64_t value = 0;
  const auto* end = archive_id.data() + archive_id.size();
  auto [last, failed] = std::from_chars(archive_id.data(), end, value, 16);
  return failed == std::errc{} && last == end ? value : 0;
}

bool has_stanza_id(const xml::stanza& x, const xml::jid& by) {
  return std::ranges::any_of(x.nodes(),
                             [&](const auto& n) { return is_by(n, by); });
}

xml::stanza without_stanza_id(const xml::stanza& x, const xml::jid& by) {
  if (!has_stanza_id(x, by))
    return x;
  auto rest = x.without("stanza-id", ns::stanza_ids);
  for (const auto& n : x.nodes())
    if (!n.is_text && n.tag.is("stanza-id", ns::stanza_ids) && !is_by(n, by))
      rest = rest.with(n.tag);
  return rest;
}

xml::stanza with_stanza_id(const xml::stanza& x, const xml::jid& by) {
  return without_stanza_id(x, by).with(xml::element{"stanza-id", ns::stanza_ids}
                                           .with("by", by.str())
                                           .with("id", archive_id(x)));
}

} // namespace troupe::part
