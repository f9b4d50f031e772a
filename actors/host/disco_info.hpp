// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "actors/part/card.hpp"
#include "actors/part/disco_elements.hpp"
#include "config/server_config.hpp"
#include "xml/element.hpp"

namespace troupe::host {

namespace ns {
using part::ns::disco_info;
using part::ns::disco_items;
inline constexpr std::string_view data_form = "jabber:x:data";
} // namespace ns

/// What disco#info tells of the host, from the cards of all parts: identities,
/// features, and the contact addresses as a form.
xml::element disco_info(std::span<const part::card> cards,
                        const config::host_section& host);

using part::feature;
using part::to_element;

} // namespace troupe::host
