// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actors/admin/server_access.hpp"
#include "actors/part/data_form.hpp"
#include "xml/stanza.hpp"

/// How the commands about rooms speak to them.
namespace troupe::admin {

namespace ns {
inline constexpr std::string_view disco_info
    = "http://jabber.org/protocol/disco#info";
inline constexpr std::string_view disco_items
    = "http://jabber.org/protocol/disco#items";
inline constexpr std::string_view muc_admin
    = "http://jabber.org/protocol/muc#admin";
inline constexpr std::string_view muc_owner
    = "http://jabber.org/protocol/muc#owner";
inline constexpr std::string_view muc_user
    = "http://jabber.org/protocol/muc#user";
} // namespace ns

/// The services of rooms: that of one host, or of all where it is empty.
outcome<std::vector<xml::jid>> room_services(const server_access& server,
                                             std::string_view host);
/// The bare JID of a room at such a service, whether it exists or not.
outcome<xml::jid> room_named(const server_access& server,
                             std::string_view text);
/// Whom affiliations are of: a bare JID of any server, or a domain.
outcome<xml::jid> person_named(std::string_view text);

/// A request's answer, and what came before it.
struct room_answer {
  xml::stanza result;
  std::vector<xml::stanza> before;
};

/// Sends a request; an error is told with what to do next.
void ask_room(server_access& server, const xml::jid& to, xml::iq_type type,
              xml::element payload, reply<room_answer> done);

/// A form of XEP-0045 or XEP-0313, filled in.
part::data_form filled_form(std::string_view kind);
void fill(part::data_form& form, std::string_view var, std::string_view value);

} // namespace troupe::admin
