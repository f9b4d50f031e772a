// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/part/sessions.hpp"
#include "config/server_config.hpp"
#include "xml/errors.hpp"
#include "xml/jid.hpp"

namespace troupe::user {

/// Which resource a session gets, RFC 6120 §7.
struct binding {
  xml::jid full;
  std::string replaced; ///< the resource whose session must end; empty: none
  std::optional<xml::stanza_error> error;
};

/// Chooses for a client that wants `wanted` (empty: the server decides).
/// Errors: `bad-request` for a name that is no resourcepart (§7.7.2.1),
/// `conflict` where the policy refuses (§7.7.2.2), `resource-constraint` at the
/// limit of sessions (§7.6.2.1; 0: no limit).
binding choose_resource(const xml::jid& account, std::string_view wanted,
                        part::session_table& sessions,
                        config::conflict_policy policy, std::size_t limit);

} // namespace troupe::user
