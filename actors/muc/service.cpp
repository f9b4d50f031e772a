// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/service.hpp"

#include <array>

#include "actors/muc/namespaces.hpp"
#include "actors/muc/room.hpp"
#include "actors/part/disco_elements.hpp"

namespace troupe::muc {

using xml::condition;

namespace {

constexpr std::size_t largest_page = 100;

constexpr std::array service_features = {
    ns::disco_info,
    ns::disco_items,
    ns::muc,
    std::string_view{"http://jabber.org/protocol/muc#stable_id"},
    part::ns::result_sets,
    ns::occupant_id,
    ns::ping,
    std::string_view{"vcard-temp"}, // XEP-0486 §3: of rooms
};

/// Only the operator's console sees all (registry::on_ask_address).
bool sees_all(const xml::jid& who, std::string_view service) {
  return who.local().empty() && who.resource().starts_with("console-")
         && service.ends_with("." + std::string{who.domain()});
}

xml::element item(const std::string& room, const std::string& name) {
  auto tag = xml::element{"item", ns::disco_items}.with("jid", room);
  return name.empty() ? tag : std::move(tag).with("name", name);
}

} // namespace

void service::take(const xml::stanza& x) {
  if (x.is_presence())
    return context_.note(
        x, {part::outcome::dropped, "presence has no meaning here"});
  if (x.is_message())
    return context_.reject(x, condition::service_unavailable);
  const auto* payload = x.first_child();
  if (x.as_iq() == xml::iq_type::get && payload != nullptr) {
    if (payload->is("query", ns::disco_info))
      return tell_info(x, *payload);
    if (payload->is("query", ns::disco_items))
      return tell_items(x, *payload);
    if (payload->is("ping", ns::ping))
      return context_.reply(x);
  }
  if (x.as_iq() == xml::iq_type::get || x.as_iq() == xml::iq_type::set)
    return context_.reject(x, condition::service_unavailable);
  context_.note(x, {part::outcome::dropped, "an answer to nothing asked"});
}

void service::tell_info(const xml::stanza& iq, const xml::element& query) {
  if (!query.attr_or_empty("node").empty())
    return context_.reject(iq, condition::item_not_found);
  auto info = xml::element{"query", ns::disco_info}.with(
      xml::element{"identity", ns::disco_info}
          .with("category", "conference")
          .with("type", "text")
          .with("name", "Rooms"));
  for (auto var : service_features)
    info.add(part::feature(var));
  context_.reply(iq, std::move(info));
}

void service::tell_items(const xml::stanza& iq, const xml::element& query) {
  if (!query.attr_or_empty("node").empty())
    return context_.reject(iq, condition::item_not_found);
  const auto* set = query.child("set", part::ns::result_sets);
  auto page = part::read_page_request(set, largest_page);
  if (!page)
    return context_.reject(iq, page.error());
  if (page->before || page->last) // forwards only
    return context_.reject(iq, condition::feature_not_implemented);
  const auto most = page->max;
  const auto domain = context_.self().domain();
  persistence::list_owners list{sees_all(iq.from(), domain)
                                    ? room_document(domain)
                                    : public_document(domain),
                                page->after.value_or(""), most + 1};
  context_.run({std::move(list)}, [this, iq, most,
                                   paged = set != nullptr](const auto& r) {
    if (!r)
      return context_.reject(iq, context_.error_for(r.error()));
    tell_page(iq, std::get<std::vector<std::string>>(r->front()), most, paged);
  });
}

/// The last one that was read says only that there are more.
void service::tell_page(const xml::stanza& iq, std::vector<std::string> rooms,
                        std::size_t most, bool paged) {
  const bool is_cut = rooms.size() > most;
  if (is_cut)
    rooms.resize(most);
  persistence::transaction names;
  const auto document = public_document(context_.self().domain());
  for (const auto& room : rooms)
    names.emplace_back(persistence::get_document{room, document});
  context_.run(std::move(names), [this, iq, rooms,
                                  paged = paged || is_cut](const auto& r) {
    if (!r)
      return context_.reject(iq, context_.error_for(r.error()));
    xml::element query{"query", ns::disco_items};
    for (std::size_t i = 0; i < rooms.size(); ++i) {
      const auto& name = std::get<std::optional<std::string>>(r->at(i));
      query.add(item(rooms[i], name.value_or("")));
    }
    if (paged)
      query.add(rooms.empty() ? part::result_set("", "")
                              : part::result_set(rooms.front(), rooms.back()));
    context_.reply(iq, std::move(query));
  });
}

} // namespace troupe::muc
