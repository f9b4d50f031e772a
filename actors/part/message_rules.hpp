// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/stages.hpp"
#include "xml/stanza.hpp"

/// What becomes of a message by what is in it: pure functions.
namespace troupe::part {

namespace ns {
inline constexpr std::string_view hints = "urn:xmpp:hints";
inline constexpr std::string_view muc_user
    = "http://jabber.org/protocol/muc#user";
inline constexpr std::string_view chat_states
    = "http://jabber.org/protocol/chatstates";
} // namespace ns

/// Whether a message goes into the account's archive (XEP-0313 §6.1.1):
///
///   error                 if it answers what a session of the account sent
///   groupchat             no: the room has an archive
///   no-store, no-permanent-store (XEP-0334)   no
///   store (XEP-0334)      yes
///   headline              no
///   normal, chat          with a body, a subject, encrypted content, or what
///                         tells of another message (receipts, displayed
///                         markers, corrections, retractions, reactions,
///                         replies) or invites to a room
///
/// Chat states and requests for receipts alone are not archived.
bool is_archived(const xml::stanza& message, direction way);

/// The same for the archive of a room (XEP-0313 §6.1.2), which has what was
/// said to all: the hints count, and content as above. That somebody has
/// received or seen a message is his own matter and not archived.
/// @pre `message` is of type groupchat
bool is_archived_in_room(const xml::stanza& message);

/// Whether XEP-0160 §3 and XEP-0334 have a message kept until somebody is
/// there: not if it asks not to be, or has nothing but chat states (XEP-0085)
/// and the like, or is a copy of what is in the archive.
bool is_worth_keeping(const xml::stanza& message);

/// Whether a message has content that only its recipients can read; what its
/// body says is for clients that cannot.
bool is_encrypted(const xml::stanza& message);

/// Whether a message was said in a room, to all or to one (XEP-0045 §7.4,
/// §7.5).
bool comes_from_room(const xml::stanza& x);

} // namespace troupe::part
