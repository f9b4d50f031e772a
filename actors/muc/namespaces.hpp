// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "actors/part/disco_elements.hpp"

/// What rooms are spoken of in.
namespace troupe::muc::ns {

inline constexpr std::string_view muc = "http://jabber.org/protocol/muc";
inline constexpr std::string_view user = "http://jabber.org/protocol/muc#user";
inline constexpr std::string_view admin
    = "http://jabber.org/protocol/muc#admin";
inline constexpr std::string_view owner
    = "http://jabber.org/protocol/muc#owner";
inline constexpr std::string_view occupant_id = "urn:xmpp:occupant-id:0";
using part::ns::disco_info;
using part::ns::disco_items;
inline constexpr std::string_view ping = "urn:xmpp:ping";
inline constexpr std::string_view registering = "jabber:iq:register";

} // namespace troupe::muc::ns
