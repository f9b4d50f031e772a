// SPDX-License-Identifier: Apache-2.0
// Leaving a room, by one's own wish (XEP-0045 §7.14), by another's (§8.2,
// §9.1), or by being lost.
#include "actors/muc/room.hpp"
#include "actors/muc/room_sending.ipp"
#include "xml/namespaces.hpp"

namespace troupe::muc {

void room::leave(const xml::jid& real, const xml::stanza& last) {
  auto* who = occupants_.by_real(real);
  cause why;
  if (const auto* said = last.child("status", xml::ns::client))
    why.last_words = said->text();  // §7.14
  if (who->sessions().size() > 1) { // §7.2.8: another of his stays
    context_.note(last, {part::outcome::delivered,
                         "to himself: another client of his stays"});
    tell(real, farewell_of(*who, {who->as.affiliation, role::none}, why,
                           shows_jids_to(*who), true));
    return drop(real);
  }
  if (phase_ == phase::locked && occupants_.size() == 1) { // §10.1.1
    context_.note(
        last, {part::outcome::delivered, "to himself: the room goes with him"});
    tell_destroyed(xml::element{"destroy", ns::user});
    return vanish();
  }
  note_shown(last, *who);
  expel(*who, {who->as.affiliation, role::none}, why);
}

void room::drop(const xml::jid& real) {
  forget_occupant(real);
  if (const auto* who = occupants_.by_real(real))
    changed(*who);
  occupants_.leave(real);
}

/// Tells all, himself first, and takes him out.
void room::expel(occupant& who, standing after, const cause& why) {
  const auto own = farewell_of(who, after, why, shows_jids_to(who), true);
  for (const auto& s : who.sessions())
    tell(s.real, own);
  if (is_shown(who.as.role))
    send_others(who, [&](bool with_jid) {
      return farewell_of(who, after, why, with_jid, false);
    });
  for (const auto& s : who.sessions())
    forget_occupant(s.real);
  changed(who);
  occupants_.remove(who);
  left();
}

/// §10.1.1 and §7.14: a room that nobody configured, or that is not to stay,
/// goes with its last occupant.
void room::left() {
  if (occupants_.empty() && (phase_ == phase::locked || !settings_.persistent))
    vanish();
}

void room::take_error(const xml::stanza& x) {
  const bool is_lost = occupants_.by_real(x.from()) != nullptr && means_gone(x);
  context_.note(x, {part::outcome::dropped,
                    is_lost ? "its sender is gone, and leaves the room"
                            : "an error is not answered"});
  if (is_lost)
    lose(x.from());
}

/// What was sent to him came back: he is not there any more (§11.1).
void room::lose(const xml::jid& real) {
  auto* who = occupants_.by_real(real);
  cause why;
  why.codes = {status::error_kick};
  if (who->sessions().size() > 1) {
    tell(real, farewell_of(*who, {who->as.affiliation, role::none}, why,
                           shows_jids_to(*who), true));
    return drop(real);
  }
  expel(*who, {who->as.affiliation, role::none}, why);
}

} // namespace troupe::muc
