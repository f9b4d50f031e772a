// SPDX-License-Identifier: Apache-2.0
// What becomes of affiliations: XEP-0045 §9.1 to §9.5, §10.3 to §10.8.
#include <algorithm>
#include <unordered_set>

#include "actors/muc/room.hpp"
#include "actors/part/message_rules.hpp"

namespace troupe::muc {

using xml::condition;
using xml::stanza_error;

namespace {

/// In the lists of a room, all together.
constexpr std::size_t most_members = 10'000;

bool is_blank(std::string_view nick) {
  return nick.find_first_not_of(' ') == nick.npos;
}

} // namespace

/// Of a JID, with which a nick is one to reserve (§9.3); or of who has that
/// nick now.
std::optional<stanza_error> room::read_affiliation(const xml::element& item,
                                                   std::vector<change>& to) {
  const auto wanted = affiliation_from(item.attr_or_empty("affiliation"));
  if (!wanted)
    return stanza_error::make(condition::not_acceptable, "no such affiliation");
  auto reason = read_reason(item);
  if (!reason)
    return reason.error();
  xml::jid bare;
  const auto nick = item.attr("nick");
  if (const auto text = item.attr("jid")) {
    const auto jid = xml::jid::parse(*text);
    if (!jid)
      return stanza_error::make(condition::jid_malformed);
    bare = jid->bare(); // §10.3: that of a full one
  } else {
    const auto named = occupants_named_by(item);
    if (!named)
      return named.error();
    bare = named->front()->sessions().front().real.bare();
  }
  auto c = change_of(bare, *wanted);
  if (!reason->empty())
    c.to.reason = std::move(*reason);
  if (nick && item.attr("jid")) {
    const auto address = self().with_resource(*nick);
    if (!address || (!nick->empty() && is_blank(address->resource())))
      return stanza_error::make(condition::not_acceptable,
                                "this cannot be a nickname");
    c.to.nick = address->resource();
  }
  to.push_back(std::move(c));
  return {};
}

affiliation room::counts_as(const xml::jid& bare) const {
  return bare.local().empty() ? members_.of(bare) : affiliation_of(bare);
}

room::change room::change_of(const xml::jid& bare, affiliation to) const {
  change c;
  c.to.jid = bare;
  c.to.affiliation = to;
  c.from = counts_as(bare);
  if (const auto old = members_.find(bare.bare_view())) {
    c.to.nick = old->nick;
    if (old->affiliation == to)
      c.to.reason = old->reason;
  }
  return c;
}

std::optional<stanza_error>
room::refusal_of_rights(const request& r,
                        const std::vector<change>& all) const {
  const auto& asker = r.iq.from();
  for (const auto& c : all) {
    affiliation_change x;
    x.actor = r.asker.affiliation;
    x.from = c.from;
    x.to = c.to.affiliation;
    x.own = !asker.local().empty() && asker.bare_view() == c.to.jid.str();
    if (auto why = refusal_of(x))
      return stanza_error::make(*why);
    if (x.to == affiliation::outcast && !c.to.jid.local().empty()
        && context_.is_admin(c.to.jid))
      return stanza_error::make(condition::not_allowed,
                                "this is an administrator of the server");
  }
  return {};
}

// They would be written to, and rooms that write to each other wait for each
// other: see `when_stored` of the actor.
bool room::is_of_service(const xml::jid& who) const {
  return who.domain() == self().domain() || context_.is_of_rooms(who.domain());
}

// §10.2, §10.4: an owner is left; §7.10, §9.3: a nick is one's alone. Of a
// request as a whole, so that one may give to another what is his.
std::optional<stanza_error>
room::refusal_of_lists(const std::vector<change>& all) const {
  std::unordered_set<std::string_view> bares;
  std::unordered_set<std::string_view> nicks;
  const auto owners = members_.count(affiliation::owner);
  auto owners_after = owners;
  auto size = members_.size();
  for (const auto& c : all) {
    const auto old = members_.find(c.to.jid.bare_view());
    if (!bares.insert(c.to.jid.bare_view()).second)
      return stanza_error::make(condition::bad_request,
                                "the same address twice");
    if (c.to.affiliation != affiliation::none && is_of_service(c.to.jid))
      return stanza_error::make(condition::not_acceptable,
                                "rooms are nothing to each other");
    if (old && old->affiliation == affiliation::owner)
      --owners_after;
    if (c.to.affiliation == affiliation::owner)
      ++owners_after;
    if (!old && c.to.affiliation != affiliation::none)
      ++size;
  }
  if (owners > 0 && owners_after == 0)
    return stanza_error::make(condition::conflict,
                              "a room has at least one owner");
  if (size > members_.size() && size > most_members)
    return stanza_error::make(condition::resource_constraint,
                              "the lists of the room are full");
  for (const auto& c : all) {
    if (c.to.nick.empty() || c.to.affiliation <= affiliation::none)
      continue;
    if (c.to.nick.size() > members::most_nick)
      return stanza_error::make(condition::not_acceptable,
                                "a nickname to reserve has at most "
                                    + std::to_string(members::most_nick)
                                    + " bytes");
    const auto other = members_.owner_of(c.to.nick);
    if (!nicks.insert(c.to.nick).second
        || (other && !bares.contains(other->jid)))
      return stanza_error::make(condition::conflict,
                                "another has reserved the nickname");
  }
  return {};
}

void room::change_affiliations(const std::vector<change>& all, const doer& by) {
  put_affiliations(all);
  announce(all, by);
}

void room::put_affiliations(const std::vector<change>& all) {
  for (const auto& c : all) // first their nicks are free
    members_.erase(c.to.jid.bare_view());
  for (const auto& c : all) {
    members_.put(c.to);
    store_member(c.to.jid.bare_view());
  }
}

void room::announce(const std::vector<change>& all, const doer& by) {
  for (const auto& c : all)
    if (phase_ != phase::absent) // the last one may have had to leave
      announce(c, by);
}

void room::announce(const change& c, const doer& by) {
  std::vector<std::string> nicks;
  auto note = [&nicks](const occupant& who) { nicks.emplace_back(who.nick()); };
  const bool is_domain = c.to.jid.local().empty(); // §9.2: all of its users
  if (!is_domain)
    occupants_.each_of(c.to.jid.bare_view(), note);
  else if (c.from != c.to.affiliation)
    for (const auto& who : occupants_)
      if (who.sessions().front().real.domain() == c.to.jid.domain())
        note(who);
  bool is_in = false;
  for (const auto& nick : nicks) {
    auto* who = occupants_.by_nick(nick);
    if (who == nullptr)
      continue;
    const auto now = affiliation_of(who->sessions().front().real);
    if (now == who->as.affiliation)
      continue;
    is_in = true;
    give_affiliation(*who, now, cause_of(by, c.to.reason), c.own);
  }
  if (is_in || c.from == counts_as(c.to.jid))
    return;
  tell_affiliation(c);
  if (is_to_be_invited(c))
    invite_member(c.to.jid, by);
}

/// §9.3: unless he is in.
bool room::is_to_be_invited(const change& c) const {
  return settings_.members_only && c.to.affiliation == affiliation::member
         && c.from < affiliation::member && !c.invited
         && !c.to.jid.local().empty();
}

// §9.1, §9.4: who may not be here any more goes, in one step.
// What one does for himself gives him no more of a role than he has (§8.4).
void room::give_affiliation(occupant& who, affiliation now, cause why,
                            bool own) {
  standing after{now, role_after(who.as, now, settings_.kind())};
  if (own)
    after.role = std::min(after.role, who.as.role);
  if (after.role != role::none)
    return become(who, after, why);
  why.codes.push_back(now == affiliation::outcast
                          ? status::banned
                          : status::affiliation_changed);
  expel(who, after, why);
}

// §10.3, §10.6, §10.7: of one who is not in, to those who see JIDs. It is for
// who is in, and for nobody to find later.
void room::tell_affiliation(const change& c) {
  presence_item item;
  item.as.affiliation = counts_as(c.to.jid);
  item.real = c.to.jid;
  item.reason = c.to.reason;
  auto to = std::make_shared<std::vector<xml::jid>>();
  occupants_.each_session([&](const occupant& who, const session& s) {
    if (shows_jids_to(who))
      to->push_back(s.real);
  });
  context_.send_all(to, xml::stanza{xml::stanza_kind::message, {}, made_id()}
                            .with_from(self())
                            .with(user_element(item, true, {}))
                            .with(xml::element{"no-store", part::ns::hints}));
}

} // namespace troupe::muc
