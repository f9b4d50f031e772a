// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "actors/observe/counters.hpp"
#include "xml/errors.hpp"

/// What sessions count, by the few names that metrics have for it.
namespace troupe::session {

/// A stream that ends with this error, and had a resource or not.
observe::stream_end end_for(xml::stream_condition condition, bool is_bound);
/// "TLSv1.3"
observe::tls_version tls_version_of(std::string_view version);
/// A client may name any.
observe::mechanism mechanism_of(std::string_view name);

} // namespace troupe::session
