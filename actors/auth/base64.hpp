// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe::auth {

/// RFC 4648 §4, padded, on one line.
std::string encode_base64(std::string_view bytes);

/// Strict: no white space, full padding, no bits left over (RFC 6120 §13.9.1).
/// Nothing for any other text; no text is no bytes.
std::optional<std::string> decode_base64(std::string_view text);

/// The content of a SASL element: base64, with "=" for no bytes (RFC 6120
/// §6.4.2). Nothing is answered by `incorrect-encoding`.
std::optional<std::string> decode_sasl(std::string_view text);

/// The same for sending: "=" for no bytes.
std::string encode_sasl(std::string_view bytes);

} // namespace troupe::auth
