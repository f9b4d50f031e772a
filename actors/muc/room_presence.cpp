// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_presence.hpp"

#include <utility>

#include "actors/base/trace.hpp"
#include "actors/muc/hats.hpp"
#include "actors/part/digest.hpp"

namespace troupe::muc {

namespace {

xml::element item_element(const presence_item& item, bool with_jid) {
  auto tag = xml::element{"item", ns::user}.with("affiliation",
                                                 name_of(item.as.affiliation));
  if (with_jid && !item.real.empty())
    tag.set("jid", item.real.str());
  if (!item.new_nick.empty())
    tag.set("nick", item.new_nick);
  tag.set("role", name_of(item.as.role));
  if (!item.actor.empty())
    tag.add(xml::element{"actor", ns::user}.with("nick", item.actor));
  if (!item.reason.empty())
    tag.add(xml::element{"reason", ns::user}.with_text(item.reason));
  return tag;
}

} // namespace

xml::element user_element(const presence_item& item, bool with_jid,
                          const std::vector<status>& codes) {
  auto x = xml::element{"x", ns::user}.with(item_element(item, with_jid));
  for (auto code : codes)
    x.add(xml::element{"status", ns::user}.with(
        "code", std::to_string(static_cast<unsigned>(code))));
  return x;
}

xml::stanza without_claims(const xml::stanza& x) {
  auto rest = x.without("x", ns::muc);
  if (rest.child("x", ns::user) != nullptr)
    rest = rest.without("x", ns::user);
  if (rest.child("hats", ns::hats) != nullptr)
    rest = rest.without("hats", ns::hats);
  if (rest.child("occupant-id", ns::occupant_id) != nullptr)
    rest = rest.without("occupant-id", ns::occupant_id);
  return rest;
}

xml::stanza shown_again(xml::stanza presence) {
  return base::trace::said_again(base::trace::to_remember(std::move(presence)));
}

std::string occupant_id(std::string_view secret, std::string_view bare) {
  std::string text{secret};
  text += '\n';
  text += bare;
  return part::base64(part::sha256(text));
}

xml::element occupant_id_element(std::string_view id) {
  return xml::element{"occupant-id", ns::occupant_id}.with("id", id);
}

bool means_gone(const xml::stanza& error) {
  switch (xml::read_error(error).what) {
  case xml::condition::gone:
  case xml::condition::item_not_found:
  case xml::condition::jid_malformed:
  case xml::condition::recipient_unavailable:
  case xml::condition::redirect:
  case xml::condition::remote_server_not_found:
  case xml::condition::remote_server_timeout:
  case xml::condition::resource_constraint: // he has missed something
  case xml::condition::service_unavailable:
    return true;
  default:
    return false;
  }
}

} // namespace troupe::muc
