// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// What rooms are spoken of in.
namespace troupe::muc::ns {

inline constexpr std::string_view muc = "http://jabber.org/protocol/muc";
inline constexpr std::string_view user = "http://jabber.org/protocol/muc#user";
inline constexpr std::string_view admin
    = "http://jabber.org/protocol/muc#admin";
inline constexpr std::string_view owner
    = "http://jabber.org/protocol/muc#owner";
inline constexpr std::string_view occupant_id = "urn:xmpp:occupant-id:0";
inline constexpr std::string_view disco_info
    = "http://jabber.org/protocol/disco#info";
inline constexpr std::string_view disco_items
    = "http://jabber.org/protocol/disco#items";
inline constexpr std::string_view registering = "jabber:iq:register";

} // namespace troupe::muc::ns
