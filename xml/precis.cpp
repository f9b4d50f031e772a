// SPDX-License-Identifier: Apache-2.0
#include "xml/precis.hpp"

#include <algorithm>

#include <unicode/uchar.h>

#include "xml/code_points.hpp"
#include "xml/unicode.hpp"

namespace troupe::xml {

namespace {

using outcome = std::optional<std::u32string>;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
}

/// Whether each code point is of the class and its context rule holds.
bool is_of_class(std::u32string_view text, bool freeform) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (precis_property(text[at])) {
    case derived_property::pvalid:
      break;
    case derived_property::free_pvalid:
      if (!freeform)
        return false;
      break;
    case derived_property::context_j:
    case derived_property::context_o:
      if (!context_permits(text, at))
        return false;
      break;
    case derived_property::disallowed:
    case derived_property::unassigned:
      return false;
    }
  }
  return true;
}

/// The rules of RFC 8265 §3.3.1 and §3.3.2, once.
outcome username_rules(std::u32string_view text) {
  auto out = width_mapped(text);
  if (!is_of_class(out, false))
    return std::nullopt;
  out = composed(lower_cased(out));
  if (has_right_to_left(out) && !satisfies_bidi_rule(out))
    return std::nullopt;
  return out;
}

/// The rules of RFC 8265 §4.2.1 and §4.2.2, once.
outcome opaque_rules(std::u32string_view text) {
  if (!is_of_class(text, true))
    return std::nullopt;
  std::u32string out{text};
  auto is_space = [](char32_t c) {
    return u_charType(static_cast<UChar32>(c)) == U_SPACE_SEPARATOR;
  };
  std::replace_if(out.begin(), out.end(), is_space, U' ');
  return composed(out);
}

/// RFC 8264 §7: applies the rules until nothing changes, at most three more
/// times; refuses what does not settle.
template <class Rules>
std::optional<std::string> enforce(std::string_view text, Rules rules) {
  auto current = from_utf8(text);
  for (int round = 0; current && !current->empty() && round < 4; ++round) {
    auto next = rules(*current);
    if (next && *next == *current)
      return to_utf8(*current);
    current = std::move(next);
  }
  return std::nullopt;
}

} // namespace

std::optional<std::string> username_case_mapped(std::string_view text) {
  if (!is_ascii(text))
    return enforce(text, username_rules);
  std::string out{text};
  for (char& c : out) {
    if (c <= 0x20 || c == 0x7F)
      return std::nullopt;
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  }
  return out.empty() ? std::nullopt : std::optional{std::move(out)};
}

std::optional<std::string> opaque_string(std::string_view text) {
  if (!is_ascii(text))
    return enforce(text, opaque_rules);
  auto is_control = [](char c) { return c < 0x20 || c == 0x7F; };
  if (text.empty() || std::any_of(text.begin(), text.end(), is_control))
    return std::nullopt;
  return std::string{text};
}

} // namespace troupe::xml
