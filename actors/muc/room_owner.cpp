// SPDX-License-Identifier: Apache-2.0
// What owners do: XEP-0045 §10.1.2, §10.1.3, §10.2, §10.9.
#include <algorithm>
#include <map>
#include <utility>

#include "actors/muc/room.hpp"
#include "actors/muc/room_sending.ipp"

namespace troupe::muc {

using xml::condition;
using xml::stanza_error;

namespace {

room_limits limits_by(const config::rooms_section& rooms) {
  auto number = [](std::size_t x) {
    return static_cast<std::uint32_t>(std::min<std::size_t>(x, UINT32_MAX));
  };
  room_limits limits;
  limits.users = number(rooms.occupants);
  limits.history = std::max(limits.history, number(rooms.history));
  return limits;
}

std::vector<std::string> list_of(const members& all, affiliation which) {
  std::vector<std::string> list;
  all.each(which,
           [&list](const members::entry& x) { list.emplace_back(x.jid); });
  return list;
}

/// §10.9: what occupants are told of an owner's `<destroy/>`.
boost::system::result<xml::element, stanza_error>
read_venue(const xml::element& how) {
  xml::element told{"destroy", ns::user};
  if (const auto text = how.attr("jid"); text && !text->empty()) {
    const auto venue = xml::jid::parse(*text);
    if (!venue)
      return stanza_error::make(condition::jid_malformed);
    told.set("jid", venue->str());
  }
  if (const auto* password = how.child("password", how.ns()))
    told.add(xml::element{"password", ns::user}.with_text(password->text()));
  return told;
}

} // namespace

void room::get_configuration(const request& r) {
  if (!may(r.asker.affiliation, affiliation_privilege::configure))
    return refuse(r.iq, condition::forbidden);
  const auto form = config_form(self(), settings_,
                                limits_by(context_.configuration().rooms),
                                list_of(members_, affiliation::admin),
                                list_of(members_, affiliation::owner));
  context_.reply(r.iq, xml::element{"query", ns::owner}.with(to_element(form)));
}

void room::set_configuration(const request& r) {
  if (!may(r.asker.affiliation, affiliation_privilege::configure))
    return refuse(r.iq, condition::forbidden);
  if (put_off(r.iq))
    return;
  if (const auto* how = r.payload.child("destroy", ns::owner))
    return destroy(r, *how);
  const auto* x = r.payload.child("x", part::ns::data_forms);
  if (x == nullptr)
    return refuse(r.iq, condition::bad_request);
  const auto form = part::read_data_form(*x);
  if (!form)
    return refuse(r.iq, form.error());
  if (form->type == part::form_type::cancel) {
    context_.reply(r.iq);
    if (phase_ == phase::locked) { // §10.1.3
      tell_destroyed(xml::element{"destroy", ns::user});
      vanish();
    }
    return;
  }
  if (form->type != part::form_type::submit)
    return refuse(r.iq, condition::bad_request);
  auto wanted = read_submission(*form, settings_,
                                limits_by(context_.configuration().rooms));
  if (!wanted)
    return refuse(r.iq, wanted.error());
  configure(r, std::move(*wanted));
}

// An empty form takes a new room as it is (§10.1.2): nothing is told then.
void room::configure(const request& r, room_submission wanted) {
  const auto changes = changes_of_lists(wanted);
  if (auto why = refusal_of_rights(r, changes))
    return refuse(r.iq, std::move(*why));
  if (auto why = refusal_of_lists(changes))
    return refuse(r.iq, std::move(*why));
  const auto by = doer_of(r);
  const bool was_open = phase_ == phase::open;
  const auto before = std::exchange(settings_, std::move(wanted.settings));
  shown_.reset();
  phase_ = phase::open;
  if (!was_open || settings_ != before) {
    history_.set_limit(settings_.history);
    store_room();
  }
  put_affiliations(changes);
  if (!was_open)
    return tell_made(r, before, changes);
  context_.reply(r.iq);
  tell_visibility(before);
  announce(changes, by);
  if (settings_.members_only && !before.members_only)
    expel_strangers();
  if (phase_ == phase::absent) // the last one has had to leave
    return;
  tell_configured(before, !changes.empty());
  if (before.persistent) // an empty room is kept no longer
    left();
}

/// Once it is stored: then it is among the rooms of the service.
void room::tell_made(const request& r, const room_settings& before,
                     std::vector<change> lists) {
  context_.once_stored([this, iq = r.iq, by = doer_of(r), before,
                        lists = std::move(lists), in = generation_] {
    context_.reply(iq);
    if (in != generation_)
      return;
    announce(lists, by);
    tell_configured(before, !lists.empty());
  });
}

/// Of who is on a list before and after, or comes or goes (examples 167 to
/// 170). Who is on both is an owner.
std::vector<room::change>
room::changes_of_lists(const room_submission& wanted) const {
  std::map<xml::jid, affiliation> after;
  auto keep = [&](affiliation which, bool is_listed) {
    members_.each(which, [&](const members::entry& x) {
      after.emplace(xml::jid::from_enforced_bare(x.jid),
                    is_listed ? affiliation::none : which);
    });
  };
  keep(affiliation::admin, wanted.admins.has_value());
  keep(affiliation::owner, wanted.owners.has_value());
  if (wanted.admins)
    for (const auto& each : *wanted.admins)
      if (auto& as = after.try_emplace(each, affiliation::none).first->second;
          as != affiliation::owner)
        as = affiliation::admin;
  if (wanted.owners)
    for (const auto& each : *wanted.owners)
      after.insert_or_assign(each, affiliation::owner);
  std::vector<change> changes;
  for (const auto& [bare, as] : after) {
    const auto old = members_.find(bare.bare_view());
    if ((old ? old->affiliation : affiliation::none) != as)
      changes.push_back(change_of(bare, as));
  }
  return changes;
}

// §10.2: who is no member leaves a room that has become one for members.
void room::expel_strangers() {
  std::vector<std::string> nicks;
  for (const auto& who : occupants_)
    if (who.as.affiliation < affiliation::member)
      nicks.emplace_back(who.nick());
  cause why;
  why.codes.push_back(status::members_only_now);
  for (const auto& nick : nicks)
    if (auto* who = occupants_.by_nick(nick))
      expel(*who, {who->as.affiliation, role::none}, why);
}

/// Who may be seen now, or no more. Where many are in, that would be more than
/// what it spares them.
void room::tell_visibility(const room_settings& before) {
  constexpr std::size_t many = 128;
  if (occupants_.size() > many
      || before.presence_broadcast == settings_.presence_broadcast)
    return;
  for (const auto& who : occupants_) {
    const bool was = before.presence_broadcast.has(who.as.role);
    const bool is = settings_.presence_broadcast.has(who.as.role);
    if (was && !is)
      send_others(who, [&](bool with_jid) {
        return farewell_of(who, {who.as.affiliation, role::none}, {}, with_jid,
                           false);
      });
    else if (is && !was)
      show(who);
  }
}

// §10.2.1, in one message.
void room::tell_configured(const room_settings& before, bool new_lists) {
  std::vector<status> codes;
  for (auto code : status_codes(before, settings_))
    codes.push_back(static_cast<status>(code));
  if (new_lists
      && std::ranges::count(codes, status::configuration_changed) == 0)
    codes.push_back(status::configuration_changed);
  if (!codes.empty())
    tell_all(notice(codes));
}

// Examples 201 to 203: first the occupants, then who has asked.
void room::destroy(const request& r, const xml::element& how) {
  auto told = read_venue(how);
  if (!told)
    return refuse(r.iq, told.error());
  const auto reason = read_reason(how);
  if (!reason)
    return refuse(r.iq, reason.error());
  if (!reason->empty())
    told->add(xml::element{"reason", ns::user}.with_text(*reason));
  tell_destroyed(std::move(*told));
  vanish();
  context_.once_stored([this, iq = r.iq] { context_.reply(iq); });
}

/// Each of himself only: §10.9 spares them the others' leaving.
void room::tell_destroyed(xml::element how) {
  constexpr std::size_t slice = 128;
  const auto gone = xml::stanza{xml::stanza_kind::presence, "unavailable"}.with(
      user_element({}, false, {status::self}).with(std::move(how)));
  struct recipient {
    xml::jid address, real;
  };
  std::vector<recipient> all;
  occupants_.each_session([&all](const occupant& who, const session& s) {
    all.push_back({who.address(), s.real});
  });
  context_.in_slices(
      [this, gone, all = std::move(all), at = std::size_t{0}]() mutable {
        const auto end = std::min(at + slice, all.size());
        for (; at < end; ++at)
          tell(all[at].real, gone.with_from(all[at].address));
        return at < all.size();
      });
}

void room::vanish() {
  ++generation_;
  phase_ = phase::absent;
  settings_ = {};
  members_.clear();
  occupants_.clear();
  everybody_.reset();
  shown_.reset();
  history_.clear();
  history_.set_limit(settings_.history);
  subject_ = {};
  queries_ = {};
  created_ = {};
  secret_.clear();
  clear_extras();
  context_.store(persistence::remove_owner{self().str()});
  context_.vanished();
}

} // namespace troupe::muc
