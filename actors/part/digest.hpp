// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe::part {

/// SHA-1 (RFC 3174) as 20 bytes: where a XEP demands it, never for secrets.
std::string sha1(std::string_view bytes);

/// SHA-256 (RFC 6234) as 32 bytes.
std::string sha256(std::string_view bytes);

/// Lower-case hexadecimal digits.
std::string hex(std::string_view bytes);

std::string base64(std::string_view bytes);
/// The bytes of base64 text (RFC 4648 §4); white space is passed over.
std::optional<std::string> unbase64(std::string_view text);

} // namespace troupe::part
