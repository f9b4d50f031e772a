// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "xml/stanza.hpp"

/// Traces that a client which sends a stanza once more makes again: a message
/// is known by them that went through already. Nobody can make one that he does
/// not have the secret of (the token) or has not sent himself (the account).
namespace troupe::session {

/// Of a message with an origin-id (XEP-0359 §5): from account, recipient, that
/// id and the content. Nothing where it has none.
std::optional<std::uint64_t> trace_by_origin(const xml::stanza& x,
                                             const xml::jid& account);

/// Of the stanza, which has that number in a session with stream management.
/// Never 0.
std::uint64_t trace_by_number(std::string_view token, std::uint32_t number,
                              const xml::stanza& x);

} // namespace troupe::session
