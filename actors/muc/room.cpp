// SPDX-License-Identifier: Apache-2.0
// What becomes of a stanza for a room or for an occupant of it.
#include "actors/muc/room.hpp"

#include <array>

#include "actors/part/stanza_id.hpp"

namespace troupe::muc {

using xml::condition;

room::room(room_context& context)
    : context_(context), history_(context.self(), settings_.history) {
}

void room::take(const xml::stanza& x) {
  if (phase_ == phase::unreadable) {
    // Somebody may leave, or be known to be gone.
    misses_leavers_ = misses_leavers_ || x.is_presence() || x.is_error();
    return refuse(x, condition::resource_constraint,
                  "the room cannot be read now");
  }
  if (x.is_presence())
    take_presence(x);
  else if (x.is_message())
    take_message(x);
  else
    take_iq(x);
}

// Presence for the room itself has no meaning but to leave it (§7.14).
void room::take_presence(const xml::stanza& x) {
  auto* who = occupants_.by_real(x.from());
  switch (x.as_presence()) {
  case xml::presence_type::available:
    if (x.to().is_bare()) // §7.2.1: no nick
      return refuse(x, condition::jid_malformed);
    if (who == nullptr)
      return enter(x);
    if (who->nick() != x.to().resource())
      return change_nick(*who, x);
    // A client that asks to enter again has lost what it was told (§17.3).
    if (x.child("x", ns::muc) != nullptr)
      return let_in(x, who->as.affiliation, x.to());
    return update(*who, x);
  case xml::presence_type::unavailable:
    return who != nullptr ? leave(x.from(), x) : context_.note(x, from_outside);
  case xml::presence_type::error:
    return take_error(x);
  default: // §17.3
    context_.note(x, {part::outcome::dropped, "a room is not subscribed to"});
  }
}

/// Who updates too often is shown as he is at last.
void room::update(occupant& who, const xml::stanza& x) {
  const bool is_hasty = refusal_of_pace(who, x).has_value();
  occupants_.show(x.from(), without_claims(x));
  if (is_hasty) {
    context_.note(x, {part::outcome::held, "it is shown later: too many came"});
    return show_later(x.from());
  }
  store_occupant(x.from());
  show(who, {}, {}, &x);
}

void room::take_message(const xml::stanza& x) {
  if (x.is_error())
    return take_error(x);
  auto* who = occupants_.by_real(x.from());
  if (phase_ == phase::absent || is_hidden_from(x.from()))
    return refuse(x, condition::item_not_found);
  const bool to_all = x.as_message() == xml::message_type::groupchat;
  if (x.to().is_bare() && !to_all && pass_on_mediated(x))
    return;
  if (who == nullptr) // §7.4, §7.5
    return refuse(x, not_in());
  if (!x.to().is_bare())
    return to_all ? refuse(x, condition::bad_request) : whisper(*who, x);
  if (to_all)
    return say(*who, x);
  if (const auto* form = x.child("x", part::ns::data_forms))
    if (auto read = part::read_data_form(*form))
      return ask_for_voice(*who, x);
  refuse(x, condition::bad_request);
}

void room::take_iq(const xml::stanza& x) {
  using xml::iq_type;
  const auto type = x.as_iq();
  if (!x.to().is_bare())
    return pass_iq(x);
  if (type != iq_type::get && type != iq_type::set)
    return context_.note(
        x, {part::outcome::dropped, "an answer to nothing asked"});
  const auto* payload = x.first_child();
  if (payload == nullptr)
    return refuse(x, condition::bad_request);
  struct route {
    iq_type type;
    std::string_view name, ns;
    void (room::*call)(const request&);
  };
  static constexpr std::array routes = {
      route{iq_type::get, "query", ns::disco_info, &room::tell_info},
      route{iq_type::get, "query", ns::disco_items, &room::tell_items},
      route{iq_type::get, "query", ns::admin, &room::get_list},
      route{iq_type::set, "query", ns::admin, &room::set_list},
      route{iq_type::get, "query", ns::owner, &room::get_configuration},
      route{iq_type::set, "query", ns::owner, &room::set_configuration},
      route{iq_type::get, "query", ns::registering, &room::get_registration},
      route{iq_type::set, "query", ns::registering, &room::set_registration},
  };
  auto* who = occupants_.by_real(x.from());
  const standing asker{affiliation_of(x.from()),
                       who != nullptr ? who->as.role : role::none};
  const request r{x, *payload, asker, who};
  if (is_hidden_from(x.from()))
    return refuse(x, condition::item_not_found);
  if (phase_ == phase::absent)
    return create_by(r) ? void() : refuse(x, condition::item_not_found);
  for (const auto& each : routes)
    if (each.type == type && payload->is(each.name, each.ns))
      return (this->*each.call)(r);
  if (take_extra(r))
    return;
  refuse(x, condition::service_unavailable);
}

/// With the room's JID as who has refused it, which clients need where an
/// occupant's address was written to (XEP-0410 §3.3); and to who wants to enter
/// with what he asked by (§7.2.5 and the following).
void room::refuse(const xml::stanza& x, xml::stanza_error error) {
  if (!x.is_iq() || !x.to().is_bare())
    error.by = self().str();
  if (!x.is_presence() || x.is_error() || x.child("x", ns::muc) == nullptr)
    return context_.reject(x, error);
  context_.note(x, {part::outcome::refused, xml::name_of(error.what)});
  context_.route(xml::stanza{xml::stanza_kind::presence, "error", x.id()}
                     .with_from(x.to())
                     .with_to(x.from())
                     .with_trace_of(x)
                     .with(xml::element{"x", ns::muc})
                     .with(xml::to_element(error)));
}

void room::refuse(const xml::stanza& x, condition what, std::string_view text) {
  refuse(x, xml::stanza_error::make(what, text));
}

std::string room::made_id() {
  return context_.secret().substr(0, 16);
}

std::uint64_t room::made_trace(const std::string& id) {
  constexpr auto made_here = std::uint64_t{1} << 63U; // see base::trace::is_new
  return part::trace_of(id) | made_here;
}

affiliation room::affiliation_of(const xml::jid& who) const {
  return context_.is_admin(who) ? affiliation::owner : members_.of(who);
}

/// §10.1.1: until it is configured a room is its owner's alone.
bool room::is_hidden_from(const xml::jid& who) const {
  return phase_ == phase::locked && affiliation_of(who) != affiliation::owner;
}

xml::stanza_error room::not_in() {
  auto error = xml::stanza_error::make(condition::not_acceptable,
                                       "enter the room before");
  error.type = xml::error_type::cancel;
  return error;
}

/// Who administers the server may have changed.
void room::reconsider() {
  std::vector<std::string> others;
  for (const auto& who : occupants_)
    if (affiliation_of(who.sessions().front().real) != who.as.affiliation)
      others.emplace_back(who.nick());
  for (const auto& nick : others)
    if (auto* who = occupants_.by_nick(nick))
      give_affiliation(*who, affiliation_of(who->sessions().front().real), {});
}

bool room::is_stored() const {
  return phase_ == phase::absent || has_archive() || history_.size() == 0
         || occupants_.empty();
}

std::vector<std::pair<std::string, std::string>> room::describe() const {
  constexpr std::array names = {"unreadable", "no room", "locked", "open"};
  return {{"state", names[static_cast<std::size_t>(phase_)]},
          {"occupants", std::to_string(occupants_.size())},
          {"their sessions", std::to_string(occupants_.sessions())},
          {"affiliations", std::to_string(members_.size())},
          {"history", std::to_string(history_.size())},
          {"queries between occupants", std::to_string(queries_.size())},
          {"rates counted", std::to_string(limits_.size())}};
}

std::size_t room::memory() const {
  constexpr std::size_t one_occupant = 1'024;
  constexpr std::size_t one_member = 160;
  return occupants_.size() * one_occupant + members_.size() * one_member
         + history_.bytes();
}

bool room::shows_jids_to(const occupant& who) const {
  return settings_.whois == real_jids::anyone || who.as.role == role::moderator;
}

} // namespace troupe::muc
