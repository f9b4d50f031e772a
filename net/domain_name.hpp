// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace troupe::net {

/// The form that certificates, SNI and DNS use: lower case A-labels, without a
/// final dot (RFC 5890 §2.3.2.1). What is not a domain name comes back as is.
std::string to_a_labels(std::string_view domain);

} // namespace troupe::net
