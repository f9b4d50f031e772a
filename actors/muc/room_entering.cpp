// SPDX-License-Identifier: Apache-2.0
// Entering a room: XEP-0045 §7.1, §7.2 and, where there is none yet, §10.1.
#include <algorithm>

#include "actors/muc/room.hpp"
#include "xml/namespaces.hpp"

namespace troupe::muc {

using xml::condition;

namespace {

/// What a client says that wants to enter; null for one of before the XEP,
/// which wants the history as it is.
const xml::element* request_in(const xml::stanza& x) {
  return x.child("x", ns::muc);
}

std::string password_in(const xml::stanza& x) {
  const auto* request = request_in(x);
  const auto* password
      = request != nullptr ? request->child("password", ns::muc) : nullptr;
  return password != nullptr ? password->text() : std::string{};
}

/// The lower of two bounds, 0 being none.
std::size_t lower(std::size_t a, std::size_t b) {
  if (a == 0 || b == 0)
    return std::max(a, b);
  return std::min(a, b);
}

xml::stanza_error wait_error(condition what) {
  auto error = xml::stanza_error::make(what);
  error.type = xml::error_type::wait;
  return error;
}

} // namespace

void room::enter(const xml::stanza& x) {
  if (request_in(x) == nullptr)
    return turn_away(x);
  // Who tries one password after the other is told to wait, too.
  if (auto why = refusal_of_pace(x.from().bare_view()))
    return refuse(x, std::move(*why));
  if (put_off(x))
    return;
  if (phase_ == phase::absent)
    return create(x);
  const auto as = affiliation_of(x.from());
  const auto address = address_for(x);
  if (auto why = refusal_of_entry(x, as, address))
    return refuse(x, std::move(*why));
  let_in(x, as, address);
}

// §7.10: where nicks are locked, who has reserved one has that.
xml::jid room::address_for(const xml::stanza& x) const {
  if (auto nick = locked_nick(x.from()))
    if (auto address = self().with_resource(*nick))
      return *address;
  return x.to();
}

std::optional<std::string> room::locked_nick(const xml::jid& real) const {
  if (context_.configuration().rooms.lock_nicks)
    if (auto m = members_.find(real.bare_view()); m && !m->nick.empty())
      return std::string{m->nick};
  return {};
}

// In the order in which a client can do something about it: §7.2.5 to §7.2.10.
std::optional<xml::stanza_error>
room::refusal_of_entry(const xml::stanza& x, affiliation as,
                       const xml::jid& address) const {
  if (as == affiliation::outcast)
    return xml::stanza_error::make(condition::forbidden);
  if (phase_ == phase::locked && as != affiliation::owner)
    return xml::stanza_error::make(condition::item_not_found);
  if (settings_.members_only && as < affiliation::member)
    return xml::stanza_error::make(condition::registration_required);
  // Owners know it, and would lock themselves out.
  if (settings_.password_protected && as != affiliation::owner
      && password_in(x) != settings_.secret)
    return xml::stanza_error::make(condition::not_authorized);
  if (auto why = refusal_of_nick(address, x.from()))
    return why;
  // §7.2.9: those who keep order get in. One more client of who is in takes no
  // place (§7.2.8).
  const auto most
      = lower(settings_.max_users, context_.configuration().rooms.occupants);
  if (most != 0 && occupants_.size() >= most && as < affiliation::admin
      && occupants_.by_nick(address.resource()) == nullptr)
    return wait_error(condition::service_unavailable);
  return {};
}

// §7.2.8: another has the nick, or has reserved it (§7.10).
std::optional<xml::stanza_error>
room::refusal_of_nick(const xml::jid& address, const xml::jid& real) const {
  const auto nick = address.resource();
  if (nick.find_first_not_of(' ') == nick.npos) { // §17.1
    auto error = xml::stanza_error::make(condition::not_allowed);
    error.type = xml::error_type::modify;
    return error;
  }
  const auto owner = members_.owner_of(nick);
  const auto* who = occupants_.by_nick(nick);
  if ((owner && owner->jid != real.bare_view())
      || (who != nullptr && who->bare() != real.bare_view()))
    return xml::stanza_error::make(condition::conflict);
  return {};
}

// §7.2.18: clients of before the XEP are no more, so this one believes to be in
// still.
void room::turn_away(const xml::stanza& x) {
  context_.note(x, from_outside);
  tell(x.from(),
       xml::stanza{xml::stanza_kind::presence, "unavailable"}
           .with_from(x.to())
           .with(user_element(
               {}, false, {status::self, status::kicked, status::error_kick})));
}

// §10.1.1: who enters first owns the room.
void room::create(const xml::stanza& x) {
  if (!context_.may_create(x.from()))
    return refuse(x, condition::not_allowed, "only some may make rooms here");
  if (auto why = refusal_of_nick(x.to(), x.from()))
    return refuse(x, std::move(*why));
  make(x.from().bare());
  let_in(x, affiliation::owner, x.to());
}

void room::make(const xml::jid& owner) {
  phase_ = phase::locked;
  secret_ = context_.secret();
  created_ = context_.now();
  const auto most = context_.configuration().rooms.history;
  settings_.history = std::min<std::uint32_t>(settings_.history,
                                              static_cast<std::uint32_t>(most));
  history_.set_limit(settings_.history);
  store_room();
  if (owner.empty())
    return;
  members_.put({owner, affiliation::owner, {}, {}});
  store_member(owner.bare_view());
}

// The console has no session that could enter; its owners are in the form.
bool room::create_by(const request& r) {
  if (!r.iq.from().local().empty() || !context_.is_admin(r.iq.from())
      || r.iq.as_iq() != xml::iq_type::set || !r.payload.is("query", ns::owner)
      || r.payload.child("x", part::ns::data_forms) == nullptr)
    return false;
  if (put_off(r.iq))
    return true;
  make({});
  set_configuration(r);
  if (phase_ == phase::locked) // it was refused
    vanish();
  return true;
}

void room::let_in(const xml::stanza& x, affiliation as,
                  const xml::jid& address) {
  const bool is_first = occupants_.empty() && phase_ == phase::locked;
  occupant* who = occupants_.by_real(x.from());
  if (who != nullptr) { // again: he is shown all of them once more
    if (auto why = refusal_of_pace(who->bare()))
      return refuse(x, std::move(*why));
    if (put_off(x))
      return;
  }
  auto shown = without_claims(x);
  if (who != nullptr) {
    occupants_.show(x.from(), std::move(shown));
  } else {
    auto entered = occupants_.enter(address, x.from(), std::move(shown),
                                    {as, initial_role(as, settings_.kind())});
    if (!entered)
      return refuse(x, entered.error());
    who = *entered;
    changed(*who);
  }
  store_occupant(x.from());
  std::vector<status> codes{status::self};
  if (settings_.whois == real_jids::anyone)
    codes.push_back(status::non_anonymous); // §7.2.3
  if (address != x.to())
    codes.push_back(status::nick_changed_by_room); // §7.2.2
  if (settings_.logged)
    codes.push_back(status::logged); // §7.2.12
  if (is_first)
    codes.push_back(status::created);
  welcome(*who, x, std::move(codes));
}

/// §7.2.2: the others first, then himself, then what was said (§7.2.13), what
/// it is about (§7.2.15), and after that what is new.
void room::welcome(occupant& who, const xml::stanza& x,
                   std::vector<status> codes) {
  const auto& to = x.from();
  send_presences(to);
  show(who, {}, std::move(codes), &x);
  if (auto picture = avatar_.presence())
    tell(to, *picture);
  const auto* request = request_in(x);
  history_.replay(request != nullptr ? read_history_request(*request)
                                     : history_request{},
                  to, context_.now(),
                  [this](xml::stanza old) { tell_again(std::move(old)); });
  send_subject(to);
}

/// Of thousands in slices, each as he is by then.
void room::send_presences(const xml::jid& to) {
  constexpr std::size_t slice = 64;
  auto others = those_shown();
  context_.in_slices(
      [this, to, others, in = generation_, at = std::size_t{0}]() mutable {
        const auto* who = in == generation_ ? occupants_.by_real(to) : nullptr;
        if (who == nullptr) // he, or the room, is no more
          return false;
        const bool with_jids = shows_jids_to(*who);
        const auto end = std::min(at + slice, others->size());
        for (; at < end; ++at)
          if (const auto* other = occupants_.by_nick((*others)[at].resource());
              other != nullptr && other != who)
            tell(to, shown_again(presence_of(*other, {}, with_jids, {})));
        return at < others->size();
      });
}

/// Whose presence newcomers get. In a large room of which only the moderators
/// are shown, who enters must not cost a look at all.
audience room::those_shown() {
  if (!shown_) {
    auto all = std::make_shared<std::vector<xml::jid>>();
    for (const auto& who : occupants_)
      if (is_shown(who.as.role))
        all->push_back(who.address());
    shown_ = std::move(all);
  }
  return shown_;
}

/// What has been said before, for who enters: he may have had it when he was in
/// the last time, and wants it nevertheless. With its own trace his account
/// would take it for one that comes twice; and when it came in is long ago.
void room::tell_again(xml::stanza old) {
  context_.route(base::trace::to_remember(std::move(old))
                     .with_trace(made_trace(made_id())));
}

/// An empty one, too: it tells a client that all of the beginning is there.
void room::send_subject(const xml::jid& to) {
  if (subject_.message)
    return tell_again(
        delayed(subject_.message, self(), subject_.at).with_to(to));
  tell(to, xml::stanza{xml::stanza_kind::message, "groupchat", made_id()}
               .with_from(self())
               .with(xml::element{"subject", xml::ns::client}));
}

} // namespace troupe::muc
