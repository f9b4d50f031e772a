// SPDX-License-Identifier: Apache-2.0
// Lists, and changes of them, as XEP-0045 §8 and §9 have them asked for; and
// what becomes of roles. Of affiliations: room_affiliations.cpp.
#include "actors/muc/room.hpp"
#include "actors/muc/room_sending.ipp"

namespace troupe::muc {

using xml::condition;
using xml::stanza_error;

namespace {

/// In one request: each is told to many.
constexpr std::size_t most_items = 256;
/// Bytes that all occupants are told, and of what the lists keep.
constexpr std::size_t most_reason = 1'024;

xml::element item_of(const occupant& who) {
  return xml::element{"item", ns::admin}
      .with("affiliation", name_of(who.as.affiliation))
      .with("jid", who.sessions().back().real.str())
      .with("nick", who.nick())
      .with("role", name_of(who.as.role));
}

std::vector<const xml::element*> items_in(const xml::element& query) {
  auto all = query.children();
  std::erase_if(all, [](const xml::element* each) {
    return !each->is("item", ns::admin);
  });
  return all;
}

/// Whether an item is about a role; the error where it is about none, or about
/// an affiliation too (§17.4).
boost::system::result<bool, stanza_error>
is_about_role(const xml::element& item) {
  const bool has_role = item.attr("role").has_value();
  if (has_role == item.attr("affiliation").has_value())
    return stanza_error::make(condition::bad_request,
                              "an item has either a role or an affiliation");
  return has_role;
}

} // namespace

void room::get_list(const request& r) {
  const auto* item = r.payload.child("item", ns::admin);
  if (item == nullptr)
    return refuse(r.iq, condition::bad_request);
  const auto by_role = is_about_role(*item);
  if (!by_role)
    return refuse(r.iq, by_role.error());
  if (*by_role)
    list_occupants(r, item->attr_or_empty("role"));
  else
    list_members(r, item->attr_or_empty("affiliation"));
}

// §9.2, §9.5, §10.5, §10.8
void room::list_members(const request& r, std::string_view name) {
  const auto wanted = affiliation_from(name);
  if (!wanted)
    return refuse(r.iq, condition::not_acceptable, "no such affiliation");
  if (auto why = refusal_of_list(r.asker, *wanted, settings_))
    return refuse(r.iq, *why);
  xml::element list{"query", ns::admin};
  list.reserve(members_.count(*wanted));
  members_.each(*wanted,
                [&list](const members::entry& x) { list.add(to_element(x)); });
  context_.reply(r.iq, std::move(list));
}

// §8.5, §9.8
void room::list_occupants(const request& r, std::string_view name) {
  const auto wanted = role_from(name);
  if (!wanted)
    return refuse(r.iq, condition::not_acceptable, "no such role");
  if (auto why = refusal_of_list(powers_of(r), *wanted))
    return refuse(r.iq, *why);
  xml::element list{"query", ns::admin};
  for (const auto& who : occupants_)
    if (who.as.role == *wanted)
      list.add(item_of(who));
  context_.reply(r.iq, std::move(list));
}

// §9.2: all or nothing. §8.2: who asks gets his answer before all that comes of
// it.
void room::set_list(const request& r) {
  const auto items = items_in(r.payload);
  if (items.empty())
    return refuse(r.iq, condition::bad_request);
  if (items.size() > most_items)
    return refuse(r.iq, condition::not_acceptable,
                  "at most " + std::to_string(most_items) + " items at once");
  if (put_off(r.iq))
    return;
  std::vector<role_change> roles;
  std::vector<change> changes;
  for (const auto* item : items) {
    const auto by_role = is_about_role(*item);
    if (!by_role)
      return refuse(r.iq, by_role.error());
    auto why = refusal_of_asker(r, *by_role);
    if (!why)
      why = *by_role ? read_role(r, *item, roles)
                     : read_affiliation(*item, changes);
    if (why)
      return refuse(r.iq, std::move(*why));
  }
  if (auto why = refusal_of_rights(r, changes))
    return refuse(r.iq, std::move(*why));
  if (auto why = refusal_of_lists(changes))
    return refuse(r.iq, std::move(*why));
  const auto told = std::ranges::count_if(
      changes, [this](const change& c) { return is_to_be_invited(c); });
  if (told > 0 && !r.iq.from().local().empty())
    if (auto why = refusal_of_pace(r.iq.from().bare_view(),
                                   static_cast<std::size_t>(told)))
      return refuse(r.iq, std::move(*why));
  const auto by = doer_of(r);
  context_.reply(r.iq);
  for (const auto& each : roles)
    if (auto* who = occupants_.by_nick(each.nick))
      give_role(*who, each.to, cause_of(by, each.reason));
  if (phase_ != phase::absent) // the last one may have had to leave
    change_affiliations(changes, by);
}

// §8, §9: before anybody is looked up, so that a refusal does not tell who is
// in, nor under which nick.
std::optional<stanza_error> room::refusal_of_asker(const request& r,
                                                   bool changes_role) const {
  const auto powers = powers_of(r);
  if (powers.affiliation >= affiliation::admin
      || (changes_role && powers.role == role::moderator))
    return {};
  return stanza_error::make(condition::forbidden);
}

/// The server's administrators need not be in to keep order.
standing room::powers_of(const request& r) const {
  if (r.who == nullptr && context_.is_admin(r.iq.from()))
    return {affiliation::owner, role::moderator};
  return r.asker;
}

room::doer room::doer_of(const request& r) const {
  return {r.iq.from().bare(),
          r.who != nullptr ? std::string{r.who->nick()} : std::string{}};
}

room::cause room::cause_of(const doer& by, std::string_view reason) {
  cause why;
  why.actor = by.nick;
  why.reason = reason;
  return why;
}

boost::system::result<std::string, stanza_error>
room::read_reason(const xml::element& within) {
  const auto* tag = within.child("reason", within.ns());
  auto reason = tag != nullptr ? tag->text() : std::string{};
  if (reason.size() > most_reason)
    return stanza_error::make(condition::not_acceptable,
                              "a reason has at most "
                                  + std::to_string(most_reason) + " bytes");
  return reason;
}

/// By nick; by a JID all that it is, under any nick.
boost::system::result<std::vector<occupant*>, stanza_error>
room::occupants_named_by(const xml::element& item) {
  std::vector<occupant*> found;
  if (auto nick = item.attr("nick")) {
    if (auto address = self().with_resource(*nick))
      found.push_back(occupants_.by_nick(address->resource()));
  } else if (auto text = item.attr("jid")) {
    const auto jid = xml::jid::parse(*text);
    if (!jid)
      return stanza_error::make(condition::jid_malformed);
    if (jid->is_bare())
      occupants_.each_of(jid->bare_view(),
                         [&found](occupant& who) { found.push_back(&who); });
    else
      found.push_back(occupants_.by_real(*jid));
  } else {
    return stanza_error::make(condition::bad_request,
                              "an item has a nickname or an address");
  }
  std::erase(found, nullptr);
  if (found.empty())
    return stanza_error::make(condition::item_not_found,
                              "no such occupant is here");
  return found;
}

std::optional<stanza_error> room::read_role(const request& r,
                                            const xml::element& item,
                                            std::vector<role_change>& to) {
  const auto wanted = role_from(item.attr_or_empty("role"));
  if (!wanted)
    return stanza_error::make(condition::not_acceptable, "no such role");
  auto reason = read_reason(item);
  if (!reason)
    return reason.error();
  const auto powers = powers_of(r);
  // An admin without a role makes moderators, and makes them such no more:
  // others are the same to him as those who are not there.
  const bool is_blind
      = powers.role != role::moderator && *wanted != role::moderator;
  const auto found = occupants_named_by(item);
  if (!found)
    return is_blind && found.error().what == condition::item_not_found
               ? stanza_error::make(condition::forbidden)
               : found.error();
  for (auto* who : *found) {
    if (auto why = refusal_of_role(powers, who->as, *wanted, who == r.who))
      return stanza_error::make(*why);
    to.push_back({std::string{who->nick()}, *wanted, *reason});
  }
  return {};
}

/// §8.2 to §8.4, §9.6, §9.7
void room::give_role(occupant& who, role as, cause why) {
  if (as == role::none) {
    why.codes.push_back(status::kicked);
    return expel(who, {who.as.affiliation, as}, why);
  }
  if (as != who.as.role)
    become(who, {who.as.affiliation, as}, why);
}

// muc#roomconfig_presencebroadcast: others do not see some roles, and who gets
// such a one is gone for them.
void room::become(occupant& who, standing now, const cause& why) {
  const bool was_shown = is_shown(who.as.role);
  if (was_shown && !is_shown(now.role))
    send_others(who, [&](bool with_jid) {
      return farewell_of(who, {now.affiliation, role::none}, why, with_jid,
                         false);
    });
  if (is_shown(who.as.role) != is_shown(now.role))
    shown_.reset();
  who.as = now;
  for (const auto& s : who.sessions())
    store_occupant(s.real);
  show(who, why);
}

} // namespace troupe::muc
