// SPDX-License-Identifier: Apache-2.0
#include "xml/idna.hpp"

#include <memory>

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include "xml/code_points.hpp"
#include "xml/unicode.hpp"

namespace troupe::xml {

namespace {

/// Immutable, hence shared by all threads.
const icu::IDNA* idna() {
  static const std::unique_ptr<const icu::IDNA> instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<const icu::IDNA> made{icu::IDNA::createUTS46Instance(
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ
            | UIDNA_CHECK_CONTEXTO | UIDNA_NONTRANSITIONAL_TO_ASCII
            | UIDNA_NONTRANSITIONAL_TO_UNICODE,
        status)};
    return U_SUCCESS(status) ? std::move(made) : nullptr;
  }();
  return instance.get();
}

using conversion = void (icu::IDNA::*)(icu::StringPiece, icu::ByteSink&,
                                       icu::IDNAInfo&, UErrorCode&) const;

std::optional<std::string> convert(std::string_view text, conversion how) {
  if (!idna())
    return std::nullopt;
  std::string out;
  icu::StringByteSink<std::string> sink{&out};
  icu::IDNAInfo info;
  UErrorCode status = U_ZERO_ERROR;
  icu::StringPiece piece{text.data(), static_cast<std::int32_t>(text.size())};
  (idna()->*how)(piece, sink, info, status);
  if (U_FAILURE(status) || info.hasErrors())
    return std::nullopt;
  return out;
}

/// The mappings of RFC 7622 §3.2.1 and the dots of RFC 5895 §2. Lower-cases
/// each code point by itself: a sigma is final in a word, not in a label.
/// What is allowed stays: of Cherokee, IDNA2008 knows only the capitals.
std::u32string mapped(std::u32string_view text) {
  std::u32string out;
  for (char32_t c : width_mapped(text)) {
    if (c == 0x3002) // IDEOGRAPHIC FULL STOP
      c = U'.';
    if (idna_property(c) == derived_property::pvalid)
      out += c;
    else
      out += lower_cased({&c, 1});
  }
  return composed(out);
}

/// Whether each code point may stand in a label; ICU by itself also lets
/// pass what UTS #46 maps or tolerates beyond RFC 5892. `with_context` asks
/// for the context rules as well, within the label.
bool is_idna2008(std::u32string_view label, bool with_context) {
  for (std::size_t at = 0; at < label.size(); ++at) {
    auto property = idna_property(label[at]);
    bool contextual = property == derived_property::context_j
                      || property == derived_property::context_o;
    if (contextual ? with_context && !context_permits(label, at)
                   : property != derived_property::pvalid)
      return false;
  }
  return true;
}

bool are_idna2008(std::u32string_view domain, bool with_context) {
  for (std::size_t start = 0; start <= domain.size();) {
    auto end = std::min(domain.find(U'.', start), domain.size());
    if (end == start
        || !is_idna2008(domain.substr(start, end - start), with_context))
      return false;
    start = end + 1;
  }
  return true;
}

} // namespace

std::optional<std::string> unicode_domain(std::string_view text) {
  auto points = from_utf8(text);
  if (!points)
    return std::nullopt;
  auto domain = mapped(*points);
  if (!domain.empty() && domain.back() == U'.') // RFC 7622 §3.2
    domain.pop_back();
  if (!are_idna2008(domain, false))
    return std::nullopt;
  auto given = to_utf8(domain);
  auto unicode = convert(given, &icu::IDNA::nameToUnicodeUTF8);
  if (!unicode)
    return std::nullopt;
  auto decoded = from_utf8(*unicode);
  if (!decoded || !are_idna2008(*decoded, true))
    return std::nullopt;
  // Checks the lengths of DNS, and that each A-label was the label's own.
  auto ascii = convert(*unicode, &icu::IDNA::nameToASCII_UTF8);
  if (!ascii || ascii != convert(given, &icu::IDNA::nameToASCII_UTF8))
    return std::nullopt;
  return unicode;
}

} // namespace troupe::xml
