// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace troupe::xml {

/// What a code point may be used for, derived from its Unicode properties.
enum class derived_property : std::uint8_t {
  pvalid,      ///< in both string classes (or in an IDNA label)
  free_pvalid, ///< in the FreeformClass only (RFC 8264: ID_DIS, FREE_PVAL)
  context_j,   ///< a joiner, by a rule of RFC 5892 Appendix A.1 or A.2
  context_o,   ///< by another rule of RFC 5892 Appendix A
  disallowed,
  unassigned,
};

/// RFC 8264 §8: for the string classes of PRECIS.
derived_property precis_property(char32_t c);
/// RFC 5892 §3: for the labels of IDNA2008.
derived_property idna_property(char32_t c);

/// RFC 5892 Appendix A: whether the rule of the code point at `at` holds.
bool context_permits(std::u32string_view text, std::size_t at);

/// Whether any code point has the Bidi class R, AL or AN.
bool has_right_to_left(std::u32string_view text);
/// RFC 5893 §2, all six conditions.
bool satisfies_bidi_rule(std::u32string_view text);

} // namespace troupe::xml
