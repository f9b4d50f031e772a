// SPDX-License-Identifier: Apache-2.0
#include "actors/user/vcard_avatar.hpp"

#include "actors/user/vcard.hpp"

namespace troupe::user {

part::card vcard_avatar::about() {
  return {.name = "vcard_avatar",
          .title = "vCard-Based Avatars",
          .xep = "0153",
          .version = "1.1.1"};
}

void vcard_avatar::declare(part::user_declaration<vcard_avatar>& d) {
  d.join<&vcard_avatar::add_hash>(part::direction::outgoing,
                                  xml::stanza_kind::presence,
                                  part::stage::transform);
}

part::verdict vcard_avatar::add_hash(part::passage& p) {
  const auto& hash = context_.sibling<vcard>().photo_hash();
  auto lacks_it = p.stanza.as_presence() == xml::presence_type::available
                  && !p.stanza.child("x", ns::vcard_update);
  if (lacks_it && !hash.empty())
    p.stanza = p.stanza.with(xml::element{"x", ns::vcard_update}.with(
        xml::element{"photo", ns::vcard_update}.with_text(hash)));
  return part::verdict::proceed;
}

} // namespace troupe::user
