// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "actors/part/stages.hpp"
#include "xml/stanza.hpp"

/// Which messages are copied, and what a copy looks like: XEP-0280 without any
/// state.
namespace troupe::user {

namespace ns {
inline constexpr std::string_view carbons = "urn:xmpp:carbons:2";
inline constexpr std::string_view forward = "urn:xmpp:forward:0";
} // namespace ns

/// Whether XEP-0280 §6.1 has `x` copied to the account's other resources. Of
/// an error it only says that nothing forbids it: whether it answers what was
/// copied only its account knows.
bool is_eligible_for_carbons(const xml::stanza& x, part::direction way);

/// `x` as the resource `to` of the account `own` gets it (§7 and §8): of the
/// same type and trace, from the bare JID, and without an id, so that an error
/// it may cause answers nothing.
xml::stanza carbon_of(const xml::stanza& x, part::direction way,
                      const xml::jid& own, const xml::jid& to);

/// Whether `x` is a copy that the account `own` was sent by itself; others can
/// only forge one from another address.
bool is_own_carbon(const xml::stanza& x, const xml::jid& own);

/// The message, with its trace, that `x` is such a copy of, if another resource
/// received it.
std::optional<xml::stanza> received_in(const xml::stanza& x,
                                       const xml::jid& own);

} // namespace troupe::user
