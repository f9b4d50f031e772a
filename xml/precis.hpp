// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe::xml {

/// Enforces the UsernameCaseMapped profile (RFC 8265 §3.3) on UTF-8. Nothing
/// where the text is ill-formed, empty or not allowed.
std::optional<std::string> username_case_mapped(std::string_view text);

/// Enforces the OpaqueString profile (RFC 8265 §4.2) on UTF-8, as passwords
/// and resourceparts need it. Nothing where the text is ill-formed, empty or
/// not allowed.
std::optional<std::string> opaque_string(std::string_view text);

} // namespace troupe::xml
