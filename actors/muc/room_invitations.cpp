// SPDX-License-Identifier: Apache-2.0
// Mediated invitations and what is answered to them: XEP-0045 §7.8.2, §7.9.
#include <algorithm>

#include "actors/muc/room.hpp"

namespace troupe::muc {

using xml::condition;
using xml::stanza_error;

namespace {

/// In one message: each makes one of its own.
constexpr std::size_t most_invitations = 50;

/// An `<invite/>` or `<decline/>` with what is passed on of it: why, and which
/// conversation goes on (§7.9).
xml::element passed_on(std::string_view name, std::string_view from,
                       const xml::element& said) {
  auto x = xml::element{name, ns::user}.with("from", from);
  if (const auto* reason = said.child("reason", ns::user))
    x.add(xml::element{"reason", ns::user}.with_text(reason->text()));
  if (const auto* old = said.child("continue", ns::user)) {
    xml::element further{"continue", ns::user};
    if (auto thread = old->attr("thread"))
      further.set("thread", *thread);
    x.add(std::move(further));
  }
  return x;
}

std::vector<const xml::element*> invitations_in(const xml::element& said) {
  auto all = said.children();
  std::erase_if(all, [](const xml::element* each) {
    return !each->is("invite", ns::user);
  });
  return all;
}

boost::system::result<std::vector<xml::jid>, stanza_error>
read_invited(const std::vector<const xml::element*>& all) {
  if (all.size() > most_invitations)
    return stanza_error::make(condition::policy_violation,
                              "at most " + std::to_string(most_invitations)
                                  + " invitations in a message");
  std::vector<xml::jid> invited;
  for (const auto* each : all) {
    auto to = xml::jid::parse(each->attr_or_empty("to"));
    if (!to)
      return stanza_error::make(condition::jid_malformed);
    invited.push_back(std::move(*to));
  }
  return invited;
}

} // namespace

bool room::pass_on_mediated(const xml::stanza& x) {
  const auto* said = x.child("x", ns::user);
  if (said == nullptr)
    return false;
  if (said->child("invite", ns::user) != nullptr) {
    invite(x, *said);
    return true;
  }
  if (const auto* refusal = said->child("decline", ns::user)) {
    decline(x, *refusal);
    return true;
  }
  return false;
}

// All or none. The invitations keep the trace of the message: one that is sent
// again reaches nobody twice.
void room::invite(const xml::stanza& x, const xml::element& said) {
  const auto* who = occupants_.by_real(x.from());
  const auto all = invitations_in(said);
  const auto invited = read_invited(all);
  if (!invited)
    return refuse(x, invited.error());
  if (auto why = refusal_of_invitations(who, *invited))
    return refuse(x, std::move(*why));
  if (auto why = refusal_of_pace(who->bare(), invited->size()))
    return refuse(x, std::move(*why));
  std::vector<change> entered; // §9.5: who is invited becomes a member
  for (const auto& to : *invited) {
    auto c = change_of(to.bare(), affiliation::member);
    c.invited = true;
    const bool is_known = std::ranges::any_of(
        entered, [&](const change& e) { return e.to.jid == c.to.jid; });
    if (settings_.members_only && c.from < affiliation::member && !is_known)
      entered.push_back(std::move(c));
  }
  if (auto why = refusal_of_lists(entered))
    return refuse(x, std::move(*why));
  if (!entered.empty() && put_off(x))
    return;
  const auto from = x.from().bare();
  const std::string nick{who->nick()};
  for (std::size_t i = 0; i < all.size(); ++i)
    tell((*invited)[i], invitation(passed_on("invite", from.str(), *all[i]))
                            .with_id(x.id())
                            .with_trace_of(x));
  change_affiliations(entered, {from, nick});
}

std::optional<stanza_error>
room::refusal_of_invitations(const occupant* who,
                             const std::vector<xml::jid>& to) const {
  if (who == nullptr)
    return not_in();
  if (!may(who->as, role_privilege::invite, settings_))
    return stanza_error::make(condition::forbidden,
                              "only some may invite others here");
  const bool sees_bans = may(who->as.affiliation, affiliation_privilege::ban);
  for (const auto& each : to) {
    if (is_of_service(each)) // rooms would write to rooms
      return stanza_error::make(condition::not_acceptable,
                                "a room cannot be invited");
    // It would not lift the ban, and must not in a room for members.
    if (affiliation_of(each) == affiliation::outcast)
      return sees_bans
                 ? stanza_error::make(condition::not_allowed,
                                      each.str() + " is banned from the room")
                 : stanza_error::make(condition::forbidden);
  }
  return {};
}

/// With the password, which is the room's to add.
xml::stanza room::invitation(xml::element invite) const {
  auto x = xml::element{"x", ns::user}.with(std::move(invite));
  if (settings_.password_protected)
    x.add(xml::element{"password", ns::user}.with_text(settings_.secret));
  return xml::stanza{xml::stanza_kind::message}.with_from(self()).with(
      std::move(x));
}

/// §9.5: who is new on the list of a room for members is told so.
void room::invite_member(const xml::jid& bare, const doer& by) {
  const auto& from = by.bare.local().empty() ? self() : by.bare;
  tell(bare,
       invitation(xml::element{"invite", ns::user}.with("from", from.str()))
           .with_id(made_id()));
}

// To who has invited: by his nick or by his JID. Who that was is not kept, so
// it is for those whom the sender might write to if he came in (§7.5), and for
// admins and owners. Nobody may reach others by way of the room.
void room::decline(const xml::stanza& x, const xml::element& refusal) {
  const auto to = xml::jid::parse(refusal.attr_or_empty("to"));
  if (!to)
    return refuse(x, condition::jid_malformed);
  const auto as = affiliation_of(x.from());
  if (as == affiliation::outcast)
    return refuse(x, condition::forbidden);
  if (auto why = refusal_of_pace(x.from().bare_view()))
    return refuse(x, std::move(*why));
  const auto* sender = occupants_.by_real(x.from());
  const bool may_write
      = may({as, sender ? sender->as.role : initial_role(as, settings_.kind())},
            role_privilege::send_private_messages, settings_);
  const auto said = xml::stanza{xml::stanza_kind::message, {}, x.id()}
                        .with_from(self())
                        .with_trace_of(x)
                        .with(xml::element{"x", ns::user}.with(passed_on(
                            "decline", x.from().bare_view(), refusal)));
  bool is_in = false;
  auto pass = [&](const occupant& who) {
    is_in = true;
    if (!may_write && who.as.affiliation < affiliation::admin)
      return context_.note(
          x, {part::outcome::dropped, "nobody may write to this one"});
    for (const auto& s : who.sessions())
      tell(s.real, said);
  };
  if (to->bare_view() == self().bare_view()) {
    if (const auto* who = occupants_.by_nick(to->resource()))
      pass(*who);
  } else {
    occupants_.each_of(to->bare_view(), pass);
  }
  if (is_in)
    return;
  if (members_.of(*to) >= affiliation::admin && !is_of_service(*to))
    tell(to->bare(), said);
  else
    context_.note(x, {part::outcome::dropped, "nobody here has invited"});
}

} // namespace troupe::muc
