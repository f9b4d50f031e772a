// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe::xml {

/// A domain name as RFC 7622 §3.2 compares it: U-labels of IDNA2008 in UTF-8,
/// lower-cased, width-mapped, composed, A-labels decoded, no final dot.
/// Nothing where a label is not allowed or longer than DNS can hold. Any text
/// is accepted, but the JID's own fast path takes what is plain ASCII.
std::optional<std::string> unicode_domain(std::string_view text);

} // namespace troupe::xml
