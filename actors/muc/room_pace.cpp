// SPDX-License-Identifier: Apache-2.0
// How often somebody may do what others are told of: see speech_limits.hpp.
#include <utility>

#include "actors/muc/room.hpp"

namespace troupe::muc {

using xml::stanza_error;

namespace {

/// Until presence that came too soon is looked at again.
constexpr std::chrono::seconds show_delay{1};

} // namespace

std::optional<stanza_error> room::refusal_of_pace(const occupant& who,
                                                  const xml::stanza& x) {
  if (auto why = refusal_of_pace(who.bare()))
    return why;
  const bool is_to_all = x.is_message() && x.to().is_bare()
                         && x.as_message() == xml::message_type::groupchat;
  if (!is_to_all || who.as.affiliation >= affiliation::admin) // XEP-0500 §6
    return {};
  return limits_.slow_refusal(who.bare(), x, settings_.slow_mode,
                              context_.now());
}

std::optional<stanza_error> room::refusal_of_pace(std::string_view bare,
                                                  std::size_t cost) {
  return limits_.refusal(bare,
                         context_.configuration().rooms.messages_per_second,
                         context_.now(), cost);
}

void room::show_later(const xml::jid& real) {
  auto& waiting = unshown_[real];
  {
    const base::trace::parked::running over{waiting}; // there is a later one
  }
  waiting = base::trace::parked{"pace"};
  if (std::exchange(shows_later_, true))
    return;
  const base::trace::scope apart{base::trace::position{}}; // it is for many
  context_.later(show_delay, [this, then = generation_] {
    if (then == generation_)
      show_those_who_waited();
  });
}

// As they are by now, if they are still in.
void room::show_those_who_waited() {
  shows_later_ = false;
  const auto all = std::exchange(unshown_, {});
  for (const auto& [real, waited] : all) {
    const base::trace::parked::running again{waited};
    const auto* who = occupants_.by_real(real);
    if (who == nullptr)
      continue;
    if (refusal_of_pace(who->bare()))
      show_later(real);
    else {
      store_occupant(real);
      note_shown(who->presence(), *who);
      show(*who);
    }
  }
}

} // namespace troupe::muc
