// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "actors/muc/affiliation.hpp"
#include "actors/muc/namespaces.hpp"
#include "xml/stanza.hpp"

/// How occupants are shown to each other: XEP-0045 without the room.
namespace troupe::muc {

/// Status codes of the registrar (§15.6.2).
enum class status : std::uint16_t {
  non_anonymous = 100,
  changed_while_away = 101,
  configuration_changed = 104,
  self = 110,
  logged = 170,
  not_logged = 171,
  now_non_anonymous = 172,
  now_semi_anonymous = 173,
  created = 201,
  nick_changed_by_room = 210,
  banned = 301,
  new_nick = 303,
  kicked = 307,
  affiliation_changed = 321,
  members_only_now = 322,
  shut_down = 332,
  error_kick = 333,
};

/// What the room says of an occupant in a presence.
struct presence_item {
  standing as;
  xml::jid real;        ///< for those who may see it
  std::string new_nick; ///< with status 303
  std::string actor;    ///< the nick of who did it
  std::string reason;
};

/// The `<x/>` of muc#user (§7.2.2). Whoever may not see the JID gets one
/// without.
xml::element user_element(const presence_item& item, bool with_jid,
                          const std::vector<status>& codes);

/// What is left of a client's stanza that others see: nothing in it may look
/// as if the room had said it (§7.2, §17.3; XEP-0421 §4).
xml::stanza without_claims(const xml::stanza& x);

/// What was shown before and is shown again, because of what is handled now: it
/// belongs to that one's trace, and has not come in late.
xml::stanza shown_again(xml::stanza presence);

/// An id for one account in one room (XEP-0421 §3): always the same, and it
/// tells nothing without the room's secret.
std::string occupant_id(std::string_view secret, std::string_view bare);
xml::element occupant_id_element(std::string_view id);

/// Whether an error in answer to what the room sent tells that its sender is
/// no longer there (§9 of the registrar's errors; XEP-0045 §18).
bool means_gone(const xml::stanza& error);

} // namespace troupe::muc
