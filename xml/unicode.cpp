// SPDX-License-Identifier: Apache-2.0
#include "xml/unicode.hpp"

#include <cstdint>
#include <limits>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace troupe::xml {

namespace {

icu::UnicodeString to_icu(std::u32string_view text) {
  icu::UnicodeString out;
  for (char32_t c : text)
    out.append(static_cast<UChar32>(c));
  return out;
}

std::u32string from_icu(const icu::UnicodeString& text) {
  std::u32string out;
  out.reserve(static_cast<std::size_t>(text.length()));
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
    out.push_back(static_cast<char32_t>(text.char32At(i)));
  return out;
}

bool has_width_mapping(char32_t c) {
  auto type = u_getIntPropertyValue(static_cast<UChar32>(c),
                                    UCHAR_DECOMPOSITION_TYPE);
  return type == U_DT_WIDE || type == U_DT_NARROW;
}

} // namespace

std::optional<std::u32string> from_utf8(std::string_view text) {
  if (text.size() > std::numeric_limits<std::int32_t>::max())
    return std::nullopt;
  std::u32string out;
  out.reserve(text.size());
  auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0)
      return std::nullopt;
    out.push_back(static_cast<char32_t>(c));
  }
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 2);
  for (char32_t c : text) {
    char bytes[U8_MAX_LENGTH];
    std::int32_t n = 0;
    U8_APPEND_UNSAFE(bytes, n, static_cast<std::uint32_t>(c));
    out.append(bytes, static_cast<std::size_t>(n));
  }
  return out;
}

std::u32string width_mapped(std::u32string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfkc = icu::Normalizer2::getNFKCInstance(status);
  std::u32string out;
  out.reserve(text.size());
  icu::UnicodeString mapping;
  for (char32_t c : text) {
    if (U_SUCCESS(status) && has_width_mapping(c)
        && nfkc->getRawDecomposition(static_cast<UChar32>(c), mapping))
      out += from_icu(mapping);
    else
      out.push_back(c);
  }
  return out;
}

std::u32string lower_cased(std::u32string_view text) {
  return from_icu(to_icu(text).toLower(icu::Locale::getRoot()));
}

std::u32string composed(std::u32string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status))
    return {};
  auto out = nfc->normalize(to_icu(text), status);
  return U_SUCCESS(status) ? from_icu(out) : std::u32string{};
}

} // namespace troupe::xml
