// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "actors/muc/namespaces.hpp"
#include "xml/stanza.hpp"

/// Moderated Message Retraction, XEP-0425 0.3.0: its elements.
namespace troupe::muc {

namespace ns {
inline constexpr std::string_view moderation = "urn:xmpp:message-moderate:1";
inline constexpr std::string_view retraction = "urn:xmpp:message-retract:1";
} // namespace ns

/// What a moderator takes back, and who he is.
struct moderation {
  std::string id;          ///< the stanza-id of the message
  std::string reason;      ///< 1 KiB at most
  xml::jid by;             ///< the moderator in the room; empty: not in it
  std::string occupant_id; ///< his
};

/// Reads a `<moderate/>` (§3): without who asks. Errors: `bad-request` without
/// an id, `feature-not-implemented` for what is no retraction.
boost::system::result<moderation, xml::stanza_error>
read_moderation(const xml::element& request);

/// What all are told (§3.1).
xml::element retraction_of(const moderation& x);
/// What stands in the archive instead (§4).
xml::element tombstone_of(const moderation& x,
                          std::chrono::system_clock::time_point at);

/// Whether a client's message says that it is a moderation: only the room may
/// (§5).
bool claims_moderation(const xml::stanza& x);

} // namespace troupe::muc
