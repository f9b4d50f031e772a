// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe::xml {

// The Unicode operations that PRECIS and IDNA are made of, over code points.
// Pure and thread-safe; every string here is free of surrogates.

/// The code points of UTF-8; nothing where it is ill-formed.
std::optional<std::u32string> from_utf8(std::string_view text);
/// The inverse of `from_utf8`.
std::string to_utf8(std::u32string_view text);

/// Fullwidth and halfwidth code points by their decomposition mappings
/// (RFC 8264 §5.2.1).
std::u32string width_mapped(std::u32string_view text);
/// Unicode toLowerCase(), locale-independent; heeds the final sigma.
std::u32string lower_cased(std::u32string_view text);
/// Normalization Form C.
std::u32string composed(std::u32string_view text);

} // namespace troupe::xml
