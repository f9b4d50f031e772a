// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "actors/part/card.hpp"
#include "xml/element.hpp"

namespace troupe::part {

namespace ns {
inline constexpr std::string_view disco_info
    = "http://jabber.org/protocol/disco#info";
inline constexpr std::string_view disco_items
    = "http://jabber.org/protocol/disco#items";
} // namespace ns

/// `<identity/>` and `<feature/>` of a disco#info result, XEP-0030 §3.1.
xml::element to_element(const identity& x);
xml::element feature(std::string_view var);

} // namespace troupe::part
