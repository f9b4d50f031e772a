// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "actors/part/catalogue.hpp"

namespace troupe::host {

namespace ns {
inline constexpr std::string_view caps = "http://jabber.org/protocol/caps";
}

/// Names this software in capabilities, XEP-0115 §4 'node'.
inline constexpr std::string_view caps_node = "urn:troupe:server";

/// The verification string of a disco#info result by XEP-0115 §5.1, hashed with
/// SHA-1.
std::string verification_string(const xml::element& disco_info);

/// `<c/>` for the stream features, XEP-0115 §6.3: the server's own caps.
xml::element caps_element(std::span<const part::card> cards,
                          const config::host_section& host);

/// Entity Capabilities, XEP-0115 1.6.0, of the server itself; `disco` answers
/// for the node.
class caps : public part::host_part {
public:
  static part::card about();
  static void declare(part::host_declaration<caps>&) {}
  explicit caps(part::host_context&) {}
};

} // namespace troupe::host
