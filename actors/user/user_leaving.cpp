// SPDX-License-Identifier: Apache-2.0
// How an idle user actor leaves without losing a stanza (see user.hpp).
#include <algorithm>

#include "actors/user/user.hpp"

namespace troupe::user {

namespace {

/// An address without an account has nothing worth keeping in memory.
constexpr std::chrono::seconds idle_without_account{2};

} // namespace

void user_state::touch() {
  ++activity;
  stay = true;
}

bool user_state::is_idle() const {
  return now_in == phase::active && table.all().empty() && storing == 0
         && unstored.what.empty() && calls.empty() && local.empty()
         && book.waiting() == 0;
}

void user_state::watch_idleness() {
  auto after = std::chrono::seconds{config->limits.user_idle_seconds};
  if (watching_idleness || (!broken && !table.all().empty()))
    return;
  if (!exists || broken)
    after = after.count() == 0 ? idle_without_account
                               : std::min(after, idle_without_account);
  if (after.count() == 0)
    return; // they stay
  watching_idleness = true;
  auto id = calls.add([this, seen = activity] {
    watching_idleness = false;
    if (seen == activity && is_idle())
      return leave();
    if (broken && now_in == phase::active)
      start_parts(); // too busy to leave: loads once more
    watch_idleness();
  });
  actor->delayed_send(actor, after, actors::timer_fired{id});
}

void user_state::leave() {
  now_in = phase::leaving;
  leave_by_consent();
}

void user_state::stayed() {
  if (now_in == phase::leaving) // else an account was removed meanwhile
    now_in = phase::active;
  watch_idleness();
}

void user_state::is_forgotten() {
  now_in = phase::forgetting;
}

} // namespace troupe::user
