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
  stay = false;
  auto all = holding.alive();
  // Who comes back while it is asked is a holder anew, whatever it answers.
  holding.clear();
  to_release = all.size() + 1;
  for (auto& holder : all)
    actor->request(holder, caf::infinite, actors::let_go{address})
        .then([this](const actors::released&) { released_one(); },
              [this](const caf::error&) { released_one(); }); // it is gone
  released_one();
}

void user_state::released_one() {
  if (--to_release > 0)
    return;
  if (!stay)
    return forget_self();
  if (now_in == phase::leaving) // else an account was removed meanwhile
    now_in = phase::active;
  watch_idleness();
}

void user_state::forget_self() {
  now_in = phase::forgetting;
  auto quit = [this] {
    book.close();
    actor->quit();
  };
  actor->request(peer.registry, caf::infinite, actors::forget_address{address})
      .then([quit](const actors::address_forgotten&) { quit(); },
            [quit](const caf::error&) { quit(); });
}

} // namespace troupe::user
