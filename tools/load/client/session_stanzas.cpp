// SPDX-License-Identifier: Apache-2.0
// What a session does with stanzas by itself.
#include <charconv>

#include "tools/load/client/session.hpp"
#include "xml/writer.hpp"

namespace troupe::load {

void session::receive(const xml::element& tag) {
  if (tag.ns() == ns::client) {
    ++management_.handled;
    if (tag.name() == "iq" && answer(tag))
      return;
  } else if (tag.ns() == ns::management) {
    on_management(tag);
  } else if (tag.is("error", ns::streams)) {
    const auto* first = tag.first_child();
    failure_ = "stream error: " + (first ? first->name() : tag.name());
    return;
  }
  events_.on_stanza(*this, tag);
}

void session::enable_management(bool resumable) {
  send(resumable ? "<enable xmlns='urn:xmpp:sm:3' resume='true'/>"
                 : "<enable xmlns='urn:xmpp:sm:3'/>");
  is_counting_ = true;
  management_ = {};
}

void session::ask_for_acknowledgement() {
  if (management_.is_enabled)
    send("<r xmlns='urn:xmpp:sm:3'/>");
}

void session::on_management(const xml::element& tag) {
  if (tag.name() == "r") {
    send("<a xmlns='urn:xmpp:sm:3' h='" + std::to_string(management_.handled)
         + "'/>");
  } else if (tag.name() == "a") {
    const auto h = tag.attr_or_empty("h");
    std::uint32_t count = 0;
    std::from_chars(h.data(), h.data() + h.size(), count);
    // The count goes round after 2^32 (XEP-0198 §4).
    management_.acknowledged
        += count - static_cast<std::uint32_t>(management_.acknowledged);
  } else if (tag.name() == "enabled") {
    management_.is_enabled = true;
    management_.handled = 0;
  } else if (tag.name() == "failed") {
    failure_ = "the server refuses stream management; leave out"
               " --stream-management";
  }
}

/// Whether it was a request, which has its answer now.
bool session::answer(const xml::element& iq) {
  const auto type = iq.attr_or_empty("type");
  if (type != "get" && type != "set")
    return false;
  const bool is_known = type == "set" // a roster push
                        || iq.child("ping", ns::ping);
  std::string text = is_known ? "<iq type='result'" : "<iq type='error'";
  xml::write_attribute(text, "id", iq.attr_or_empty("id"));
  if (const auto from = iq.attr("from"))
    xml::write_attribute(text, "to", *from);
  text += is_known ? "/>"
                   : "><error type='cancel'><service-unavailable"
                     " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                     "</iq>";
  send_stanza(text);
  return true;
}

} // namespace troupe::load
