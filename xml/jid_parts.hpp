// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace troupe::xml {

// The parts of a JID. Each appends the enforced part and tells whether it is
// one; lengths in bytes are the caller's. Plain ASCII, as nearly every part
// is, allocates nothing and never reaches ICU.

/// RFC 7622 §3.3: UsernameCaseMapped without the excluded characters.
bool enforce_local(std::string& to, std::string_view part);
/// RFC 7622 §3.2: a domain name by IDNA2008, IPv4 or `[IPv6]`; not empty.
bool enforce_domain(std::string& to, std::string_view part);
/// RFC 7622 §3.4: OpaqueString.
bool enforce_resource(std::string& to, std::string_view part);

} // namespace troupe::xml
