// SPDX-License-Identifier: Apache-2.0
#include "actors/session/ingress.hpp"

#include "xml/namespaces.hpp"

namespace troupe::session {

bool may_be_from(const xml::element& tag, const xml::jid& full) {
  auto from = tag.attr("from");
  if (!from)
    return true;
  auto who = xml::jid::parse(*from);
  return who && (*who == full || *who == full.bare());
}

bool is_well_formed(const xml::stanza& iq) {
  std::size_t payloads = 0;
  for (const auto& n : iq.nodes())
    payloads += n.is_text ? 0 : 1;
  switch (iq.as_iq()) {
  case xml::iq_type::get:
  case xml::iq_type::set:
    return payloads == 1 && !iq.id().empty();
  case xml::iq_type::result:
    return payloads <= 1;
  case xml::iq_type::error:
    return true;
  default:
    return false;
  }
}

bool is_legacy_session(const xml::stanza& x) {
  return x.is_iq() && x.as_iq() == xml::iq_type::set
         && x.child("session", xml::ns::session) != nullptr;
}

} // namespace troupe::session
