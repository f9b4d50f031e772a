// SPDX-License-Identifier: Apache-2.0
// What is said: to all (XEP-0045 §7.4), about what (§8.1), to one (§7.5).
#include "actors/muc/room.hpp"
#include "actors/observe/counters.hpp"
#include "actors/part/message_rules.hpp"
#include "actors/part/stanza_id.hpp"
#include "xml/namespaces.hpp"

namespace troupe::muc {

using xml::condition;

namespace {

bool has(const xml::stanza& x, std::string_view name) {
  return x.child(name, xml::ns::client) != nullptr;
}

/// §8.1: a message with a body, or a thread, has no subject to set.
bool is_change_of_subject(const xml::stanza& x) {
  return has(x, "subject") && !has(x, "body") && !has(x, "thread");
}

/// What of a message goes to others. Only an owner may bring a discussion along
/// with when it was led (§7.9); else the clock is the room's.
xml::stanza as_passed_on(const occupant& who, const xml::stanza& x) {
  auto said = part::without_stanza_id(without_claims(x), who.address().bare());
  if (who.as.affiliation != affiliation::owner
      && said.child("delay", xml::ns::delay) != nullptr)
    said = said.without("delay", xml::ns::delay);
  return std::move(said).with_from(who.address());
}

} // namespace

bool room::put_off(const xml::stanza& x) {
  if (!context_.is_congested())
    return false;
  observe::count(observe::limit::room_writes);
  context_.note(x,
                {part::outcome::refused, "more waits for the store than may"});
  refuse(x, condition::resource_constraint,
         "the server cannot store this now: try again later");
  return true;
}

/// As others get it, from the sender's address here.
xml::stanza room::said_by(const occupant& who, const xml::stanza& x) const {
  return as_passed_on(who, x).with(
      occupant_id_element(occupant_id(secret_, who.bare())));
}

/// Its content is made once; for each who gets it there is only another `to`.
void room::say(occupant& who, const xml::stanza& x) {
  if (claims_moderation(x))
    return context_.note(
        x, {part::outcome::dropped, "moderation is the room's to tell"});
  if (repeats_.has_passed(x.trace())
      || archive_.is_retracted(part::archive_id(x)))
    return context_.note(x, {part::outcome::dropped, "it was said before"});
  if (put_off(x))
    return;
  if (is_change_of_subject(x))
    return set_subject(who, x);
  if (!may(who.as, role_privilege::send_to_all, settings_))
    return refuse(x, condition::forbidden, "ask a moderator for voice");
  const bool is_recalled = repeats_.is_recalled(x.trace());
  if (!is_recalled)
    if (auto why = refusal_of_pace(who, x))
      return refuse(x, std::move(*why));
  repeats_.pass(x.trace());
  auto said = said_by(who, x);
  keep(said, x.from());
  said = part::with_stanza_id(said, self()); // XEP-0359 §3
  if (!is_recalled && part::is_archived_in_room(said)
      && (has(said, "body") || !has(said, "subject")))
    history_.add(said, context_.now());
  context_.note(x, {part::outcome::delivered, "to all who are in the room"});
  tell_all(std::move(said));
}

void room::set_subject(occupant& who, const xml::stanza& x) {
  if (repeats_.is_recalled(x.trace())) // there may be a later one
    return context_.note(x, {part::outcome::dropped, "it was set before"});
  if (!may(who.as, role_privilege::modify_subject, settings_))
    return refuse(x, condition::forbidden, "moderators set the subject here");
  if (auto why = refusal_of_pace(who, x))
    return refuse(x, std::move(*why));
  repeats_.pass(x.trace());
  auto said = said_by(who, x);
  keep(said, x.from());
  said = part::with_stanza_id(said, self());
  subject_ = {said, context_.now()};
  store_subject();
  context_.note(x, {part::outcome::delivered, "to all who are in the room"});
  tell_all(std::move(said));
}

/// To all sessions of an occupant, from the sender's address here (§7.5).
void room::whisper(occupant& who, const xml::stanza& x) {
  auto* to = occupants_.by_nick(x.to().resource());
  if (to == nullptr)
    return refuse(x, condition::item_not_found);
  if (!may(who.as, role_privilege::send_private_messages, settings_))
    return refuse(x, condition::forbidden,
                  "private messages are not for everybody here");
  if (auto why = refusal_of_pace(who, x))
    return refuse(x, std::move(*why));
  // The first child tells clients that it has come by way of a room.
  const auto said
      = as_passed_on(who, x)
            .with(xml::element{"x", ns::user})
            .with(occupant_id_element(occupant_id(secret_, who.bare())));
  for (const auto& s : to->sessions())
    tell(s.real, said);
}

/// What the room itself says (§10.2.1).
xml::stanza room::notice(const std::vector<status>& codes) {
  auto x = xml::element{"x", ns::user};
  for (auto code : codes)
    x.add(xml::element{"status", ns::user}.with(
        "code", std::to_string(static_cast<unsigned>(code))));
  return xml::stanza{xml::stanza_kind::message, "groupchat", made_id()}
      .with_from(self())
      .with(std::move(x));
}

} // namespace troupe::muc
