// SPDX-License-Identifier: Apache-2.0
// What a room tells of itself (XEP-0045 §6.4 to §6.6), and IQs between
// occupants (§17.4, XEP-0410).
#include <array>

#include "actors/muc/hat_commands.hpp"
#include "actors/muc/room.hpp"
#include "actors/part/disco_elements.hpp"
#include "actors/part/stanza_id.hpp"

namespace troupe::muc {

using xml::condition;

namespace {

/// §7.12: asks which nick one has reserved.
constexpr std::string_view nick_node = "x-roomuser-item";
/// §16.? asks which stanzas may pass: all may, so there is nothing to tell.
constexpr std::string_view traffic_node
    = "http://jabber.org/protocol/muc#traffic";

constexpr std::array room_namespaces = {
    ns::disco_info,
    ns::disco_items,
    ns::muc,
    std::string_view{"http://jabber.org/protocol/muc#request"},
    std::string_view{"http://jabber.org/protocol/muc#self-ping-optimization"},
    std::string_view{"http://jabber.org/protocol/muc#stable_id"},
    ns::registering,
    ns::occupant_id,
    part::ns::stanza_ids,
};

xml::element identity(std::string_view name) {
  return xml::element{"identity", ns::disco_info}
      .with("category", "conference")
      .with("type", "text")
      .with("name", name);
}

} // namespace

void room::tell_info(const request& r) {
  const auto node = r.payload.attr_or_empty("node");
  xml::element query{"query", ns::disco_info};
  if (node == nick_node) {
    query.set("node", node);
    if (auto m = members_.find(r.iq.from().bare_view()); m && !m->nick.empty())
      query.add(identity(m->nick));
    return context_.reply(r.iq, std::move(query));
  }
  if (node == traffic_node)
    return refuse(r.iq, condition::service_unavailable);
  if (!node.empty())
    return refuse(r.iq, condition::item_not_found);
  query.add(identity(settings_.name.empty()
                         ? self().local()
                         : std::string_view{settings_.name}));
  for (auto var : room_namespaces)
    query.add(part::feature(var));
  for (auto var : room_features(settings_))
    query.add(part::feature(var));
  room_facts facts;
  facts.occupants = occupants_.size();
  auto form = info_form(settings_, facts);
  describe_extras(query, form);
  query.add(part::to_element(form));
  context_.reply(r.iq, std::move(query));
}

/// Who is in is told to nobody: §6.5 leaves it to us.
void room::tell_items(const request& r) {
  const auto node = r.payload.attr_or_empty("node");
  if (node == ns::commands)
    return context_.reply(r.iq, hat_command_items(self()));
  if (!node.empty())
    return refuse(r.iq, condition::item_not_found);
  context_.reply(r.iq, xml::element{"query", ns::disco_items});
}

/// To an occupant, from another: neither sees the other's JID (§17.4).
void room::pass_iq(const xml::stanza& x) {
  auto* who = occupants_.by_real(x.from());
  const bool is_answer
      = x.as_iq() != xml::iq_type::get && x.as_iq() != xml::iq_type::set;
  const auto* payload = x.first_child();
  if (is_answer) // also of one who has left meanwhile
    return pass_answer(x);
  if (who == nullptr) {
    const bool is_disco = payload != nullptr
                          && (payload->ns() == ns::disco_info
                              || payload->ns() == ns::disco_items);
    return is_disco ? refuse(x, condition::bad_request) // §6.6
                    : refuse(x, not_in());
  }
  // XEP-0410 §3.2: to oneself it is the room that answers.
  if (payload != nullptr && payload->is("ping", ns::ping)
      && x.to() == who->address())
    return context_.reply(x);
  auto* to = occupants_.by_nick(x.to().resource());
  if (to == nullptr)
    return refuse(x, condition::item_not_found);
  if (!settings_.allow_queries)
    return refuse(x, condition::not_allowed, "not between occupants here");
  if (auto why = refusal_of_pace(*who, x))
    return refuse(x, std::move(*why));
  if (queries_.is_full_for(x.from(), context_.now()))
    return refuse(x, condition::resource_constraint,
                  "wait for the answers to earlier requests");
  // What a client is not asked, but the account (XEP-0054; XEP-0153 §4.1 for
  // those who see a picture's hash in presence).
  const bool is_of_account
      = payload != nullptr && payload->is("vCard", ns::vcard);
  const auto& session = to->sessions().back().real;
  const auto real = is_of_account ? session.bare() : session;
  tell(real, x.with_from(who->address())
                 .with_id(queries_.add({x.from(), x.to(), real,
                                        std::string{x.id()}, context_.now()})));
}

/// To the session that has asked, as from the address that it has asked.
void room::pass_answer(const xml::stanza& x) {
  auto asked = queries_.take(x.id(), x.from());
  if (asked && occupants_.by_real(asked->asker) != nullptr)
    return tell(asked->asker, x.with_from(asked->of).with_id(asked->id));
  context_.note(x,
                {part::outcome::dropped, asked ? "who has asked has left"
                                               : "an answer to nothing asked"});
}

} // namespace troupe::muc
