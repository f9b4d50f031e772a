// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "actors/part/card.hpp"
#include "config/server_config.hpp"
#include "xml/element.hpp"

namespace troupe::host {

namespace ns {
inline constexpr std::string_view disco_info
    = "http://jabber.org/protocol/disco#info";
inline constexpr std::string_view disco_items
    = "http://jabber.org/protocol/disco#items";
inline constexpr std::string_view data_form = "jabber:x:data";
} // namespace ns

/// What disco#info tells of the host, from the cards of all parts: identities,
/// features, and the contact addresses as a form.
xml::element disco_info(std::span<const part::card> cards,
                        const config::host_section& host);

/// `<identity/>` and `<feature/>` of a disco#info result, XEP-0030 §3.1.
xml::element to_element(const part::identity& x);
xml::element feature(std::string_view var);

} // namespace troupe::host
