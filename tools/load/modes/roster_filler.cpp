// SPDX-License-Identifier: Apache-2.0
#include "tools/load/modes/roster_filler.hpp"

#include "xml/writer.hpp"

namespace troupe::load {

namespace {

constexpr std::string_view get_id = "fill-get";
constexpr std::string_view set_id = "fill-set";

} // namespace

void roster_filler::begin(session& who) {
  auto& missing = missing_[who.number()];
  for (std::size_t i = 0; i < size_; ++i)
    missing.insert(contact_(who.number(), i));
  who.send_stanza("<iq type='get' id='fill-get'><query"
                  " xmlns='jabber:iq:roster'/></iq>");
}

bool roster_filler::take(session& who, const xml::element& stanza) {
  if (stanza.name() != "iq")
    return false;
  const auto id = stanza.attr_or_empty("id");
  if (id != get_id && id != set_id)
    return false;
  if (stanza.attr_or_empty("type") == "error") {
    if (failure_.empty())
      failure_ = who.name()
                 + ": a contact could not be added: " + xml::to_string(stanza);
    ++filled_;
    return true;
  }
  if (id == get_id)
    on_roster(who, stanza);
  add_next(who);
  return true;
}

void roster_filler::on_roster(session& who, const xml::element& stanza) {
  auto& missing = missing_[who.number()];
  if (const auto* query = stanza.child("query", ns::roster))
    for (const auto* item : query->children())
      missing.erase(std::string{item->attr_or_empty("jid")});
}

void roster_filler::add_next(session& who) {
  const auto at = missing_.find(who.number());
  if (at == missing_.end())
    return;
  if (at->second.empty()) {
    missing_.erase(at);
    ++filled_;
    return;
  }
  auto next = at->second.extract(at->second.begin());
  std::string text = "<iq type='set' id='fill-set'><query"
                     " xmlns='jabber:iq:roster'><item";
  xml::write_attribute(text, "jid", next.value());
  who.send_stanza(text + "/></query></iq>");
}

} // namespace troupe::load
