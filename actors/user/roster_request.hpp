// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "actors/user/contact_list.hpp"

namespace troupe::user {

/// What a roster set asks for, RFC 6121 §2.1.5.
struct roster_request {
  contact item; ///< its state is never taken from the client
  bool remove = false;
};

/// Reads a roster set, or says what is wrong with it (RFC 6121 §2.3.3). An item
/// is a contact, and those are known by bare JIDs: a resource is left out, as
/// §3.1.2 has it for subscriptions.
std::variant<roster_request, xml::stanza_error>
read_roster_set(const xml::element& query, const xml::jid& owner);

} // namespace troupe::user
