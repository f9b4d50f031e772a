// SPDX-License-Identifier: Apache-2.0
#include "xml/code_points.hpp"

#include <algorithm>
#include <optional>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/unorm2.h>

namespace troupe::xml {

namespace {

using property = derived_property;

bool between(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

bool in_category(UChar32 c, std::uint32_t mask) {
  return (U_GET_GC_MASK(c) & mask) != 0;
}

// The masks are RFC 8264 §9.
constexpr std::uint32_t letter_digits // §9.1
    = U_GC_LL_MASK | U_GC_LU_MASK | U_GC_LO_MASK | U_GC_ND_MASK | U_GC_LM_MASK
      | U_GC_MN_MASK | U_GC_MC_MASK;
constexpr std::uint32_t free_categories // §9.14 to §9.16 and §9.18
    = U_GC_ZS_MASK | U_GC_S_MASK | U_GC_P_MASK | U_GC_LT_MASK | U_GC_NL_MASK
      | U_GC_NO_MASK | U_GC_ME_MASK;

/// RFC 5892 §2.6, the same in RFC 8264 §9.6.
std::optional<property> exception_of(char32_t c) {
  switch (c) {
  case 0x00DF:
  case 0x03C2:
  case 0x06FD:
  case 0x06FE:
  case 0x0F0B:
  case 0x3007:
    return property::pvalid;
  case 0x00B7:
  case 0x0375:
  case 0x05F3:
  case 0x05F4:
  case 0x30FB:
    return property::context_o;
  case 0x0640:
  case 0x07FA:
  case 0x302E:
  case 0x302F:
  case 0x303B:
    return property::disallowed;
  default:
    break;
  }
  if (between(c, 0x0660, 0x0669) || between(c, 0x06F0, 0x06F9))
    return property::context_o;
  if (between(c, 0x3031, 0x3035))
    return property::disallowed;
  return std::nullopt;
}

bool is_noncharacter(UChar32 c) {
  return u_hasBinaryProperty(c, UCHAR_NONCHARACTER_CODE_POINT);
}

bool is_unassigned(UChar32 c) {
  return in_category(c, U_GC_CN_MASK) && !is_noncharacter(c);
}

bool is_old_hangul_jamo(UChar32 c) {
  auto type = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
  return type == U_HST_LEADING_JAMO || type == U_HST_VOWEL_JAMO
         || type == U_HST_TRAILING_JAMO;
}

/// RFC 8264 §9.13.
bool is_precis_ignorable(UChar32 c) {
  return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
         || is_noncharacter(c);
}

/// RFC 8264 §9.17: NFKC changes it, which a quick check of "no" says.
bool has_compat(UChar32 c) {
  return u_getIntPropertyValue(c, UCHAR_NFKC_QUICK_CHECK) == UNORM_NO;
}

/// RFC 5892 §2.2.
bool is_unstable(UChar32 c) {
  return has_compat(c)
         || u_hasBinaryProperty(c, UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED);
}

/// RFC 5892 §2.3.
bool is_idna_ignorable(UChar32 c) {
  return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
         || u_hasBinaryProperty(c, UCHAR_WHITE_SPACE) || is_noncharacter(c);
}

/// RFC 5892 §2.4.
bool is_in_ignorable_block(UChar32 c) {
  auto block = ublock_getCode(c);
  return block == UBLOCK_COMBINING_MARKS_FOR_SYMBOLS
         || block == UBLOCK_MUSICAL_SYMBOLS
         || block == UBLOCK_ANCIENT_GREEK_MUSICAL_NOTATION;
}

bool is_ldh(char32_t c) {
  return c == '-' || between(c, '0', '9') || between(c, 'a', 'z');
}

} // namespace

property precis_property(char32_t c) {
  auto exception = exception_of(c);
  if (exception)
    return *exception;
  auto u = static_cast<UChar32>(c);
  if (is_unassigned(u))
    return property::unassigned;
  if (between(c, 0x21, 0x7E)) // §9.11, ASCII7
    return property::pvalid;
  if (u_hasBinaryProperty(u, UCHAR_JOIN_CONTROL))
    return property::context_j;
  if (is_old_hangul_jamo(u) || is_precis_ignorable(u)
      || in_category(u, U_GC_CC_MASK))
    return property::disallowed;
  if (has_compat(u))
    return property::free_pvalid;
  if (in_category(u, letter_digits))
    return property::pvalid;
  return in_category(u, free_categories) ? property::free_pvalid
                                         : property::disallowed;
}

property idna_property(char32_t c) {
  auto exception = exception_of(c);
  if (exception)
    return *exception;
  auto u = static_cast<UChar32>(c);
  if (is_unassigned(u))
    return property::unassigned;
  if (is_ldh(c))
    return property::pvalid;
  if (u_hasBinaryProperty(u, UCHAR_JOIN_CONTROL))
    return property::context_j;
  if (is_unstable(u) || is_idna_ignorable(u) || is_in_ignorable_block(u)
      || is_old_hangul_jamo(u))
    return property::disallowed;
  return in_category(u, letter_digits) ? property::pvalid
                                       : property::disallowed;
}

} // namespace troupe::xml
