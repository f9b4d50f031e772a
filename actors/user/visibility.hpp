// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/user_part.hpp"

namespace troupe::user {

/// Whether `who` is the account itself, on any of its resources.
bool is_own(const part::user_context& context, const xml::jid& who);

/// Whether `who` may know of the account's presence: itself, and contacts that
/// are subscribed to it (RFC 6121 §4.3.2). @pre the roster is one of the parts
bool may_see_presence(part::user_context& context, const xml::jid& who);

} // namespace troupe::user
