// SPDX-License-Identifier: Apache-2.0
// The rules of code_points.hpp that look at a whole string.
#include <algorithm>
#include <optional>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "xml/code_points.hpp"

namespace troupe::xml {

namespace {

constexpr int virama = 9; // a canonical combining class

using text_view = std::u32string_view;

UChar32 icu(char32_t c) {
  return static_cast<UChar32>(c);
}

std::optional<char32_t> before(text_view text, std::size_t at) {
  return at == 0 ? std::nullopt : std::optional{text[at - 1]};
}

std::optional<char32_t> after(text_view text, std::size_t at) {
  return at + 1 >= text.size() ? std::nullopt : std::optional{text[at + 1]};
}

bool has_script(std::optional<char32_t> c, UScriptCode script) {
  UErrorCode status = U_ZERO_ERROR;
  return c && uscript_getScript(icu(*c), &status) == script
         && U_SUCCESS(status);
}

bool follows_virama(text_view text, std::size_t at) {
  auto c = before(text, at);
  return c && u_getCombiningClass(icu(*c)) == virama;
}

int joining_type(char32_t c) {
  return u_getIntPropertyValue(icu(c), UCHAR_JOINING_TYPE);
}

/// Appendix A.1: (L|D) T* ZWNJ T* (R|D).
bool breaks_cursive_joining(text_view text, std::size_t at) {
  auto left = at;
  while (left > 0 && joining_type(text[left - 1]) == U_JT_TRANSPARENT)
    --left;
  auto right = at + 1;
  while (right < text.size() && joining_type(text[right]) == U_JT_TRANSPARENT)
    ++right;
  if (left == 0 || right == text.size())
    return false;
  auto l = joining_type(text[left - 1]);
  auto r = joining_type(text[right]);
  return (l == U_JT_LEFT_JOINING || l == U_JT_DUAL_JOINING)
         && (r == U_JT_RIGHT_JOINING || r == U_JT_DUAL_JOINING);
}

/// Appendix A.7.
bool has_japanese(text_view text) {
  return std::any_of(text.begin(), text.end(), [](char32_t c) {
    return has_script(c, USCRIPT_HIRAGANA) || has_script(c, USCRIPT_KATAKANA)
           || has_script(c, USCRIPT_HAN);
  });
}

bool has_any_of(text_view text, char32_t first, char32_t last) {
  return std::any_of(text.begin(), text.end(),
                     [&](char32_t c) { return c >= first && c <= last; });
}

UCharDirection direction(char32_t c) {
  return u_charDirection(icu(c));
}

bool is_right_to_left(UCharDirection d) {
  return d == U_RIGHT_TO_LEFT || d == U_RIGHT_TO_LEFT_ARABIC;
}

/// What both kinds of label may hold, RFC 5893 §2 conditions 2 and 5.
bool is_neutral(UCharDirection d) {
  return d == U_EUROPEAN_NUMBER || d == U_EUROPEAN_NUMBER_SEPARATOR
         || d == U_COMMON_NUMBER_SEPARATOR || d == U_EUROPEAN_NUMBER_TERMINATOR
         || d == U_OTHER_NEUTRAL || d == U_BOUNDARY_NEUTRAL
         || d == U_DIR_NON_SPACING_MARK;
}

/// The last direction that is not a non-spacing mark's.
UCharDirection last_direction(text_view text) {
  for (auto at = text.size(); at > 0; --at)
    if (direction(text[at - 1]) != U_DIR_NON_SPACING_MARK)
      return direction(text[at - 1]);
  return U_DIR_NON_SPACING_MARK;
}

bool satisfies_rtl_conditions(text_view text) {
  bool european = false;
  bool arabic = false;
  for (char32_t c : text) {
    auto d = direction(c);
    european = european || d == U_EUROPEAN_NUMBER;
    arabic = arabic || d == U_ARABIC_NUMBER;
    if (!is_right_to_left(d) && d != U_ARABIC_NUMBER && !is_neutral(d))
      return false; // condition 2
  }
  auto last = last_direction(text);
  return !(european && arabic) // condition 4
         && (is_right_to_left(last) || last == U_EUROPEAN_NUMBER
             || last == U_ARABIC_NUMBER); // condition 3
}

bool satisfies_ltr_conditions(text_view text) {
  auto fits = [](char32_t c) {
    return direction(c) == U_LEFT_TO_RIGHT || is_neutral(direction(c));
  };
  auto last = last_direction(text);
  return std::all_of(text.begin(), text.end(), fits) // condition 5
         && (last == U_LEFT_TO_RIGHT || last == U_EUROPEAN_NUMBER); // 6
}

} // namespace

bool context_permits(text_view text, std::size_t at) {
  auto c = text[at];
  switch (c) {
  case 0x200C: // A.1, ZERO WIDTH NON-JOINER
    return follows_virama(text, at) || breaks_cursive_joining(text, at);
  case 0x200D: // A.2, ZERO WIDTH JOINER
    return follows_virama(text, at);
  case 0x00B7: // A.3, MIDDLE DOT
    return before(text, at) == U'l' && after(text, at) == U'l';
  case 0x0375: // A.4, GREEK LOWER NUMERAL SIGN
    return has_script(after(text, at), USCRIPT_GREEK);
  case 0x05F3: // A.5, HEBREW PUNCTUATION GERESH
  case 0x05F4: // A.6, HEBREW PUNCTUATION GERSHAYIM
    return has_script(before(text, at), USCRIPT_HEBREW);
  case 0x30FB: // A.7, KATAKANA MIDDLE DOT
    return has_japanese(text);
  default:
    break;
  }
  if (c >= 0x0660 && c <= 0x0669) // A.8, ARABIC-INDIC DIGITS
    return !has_any_of(text, 0x06F0, 0x06F9);
  if (c >= 0x06F0 && c <= 0x06F9) // A.9, EXTENDED ARABIC-INDIC DIGITS
    return !has_any_of(text, 0x0660, 0x0669);
  return false; // no rule: not permitted
}

bool has_right_to_left(text_view text) {
  return std::any_of(text.begin(), text.end(), [](char32_t c) {
    auto d = direction(c);
    return is_right_to_left(d) || d == U_ARABIC_NUMBER;
  });
}

bool satisfies_bidi_rule(text_view text) {
  if (text.empty())
    return false;
  auto first = direction(text.front()); // condition 1
  if (is_right_to_left(first))
    return satisfies_rtl_conditions(text);
  return first == U_LEFT_TO_RIGHT && satisfies_ltr_conditions(text);
}

} // namespace troupe::xml
