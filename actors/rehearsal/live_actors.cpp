// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/live_actors.hpp"

#include <algorithm>

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include "actors/user/session_copy.hpp"

namespace troupe::rehearsal {

live_actors::live_actors(caf::actor_system& system, actors::core handles,
                         time_point until, const std::atomic<bool>& stopping)
    : self_(std::make_unique<caf::scoped_actor>(system)),
      handles_(std::move(handles)),
      until_(until),
      stopping_(stopping) {
}

live_actors::~live_actors() = default;

std::chrono::nanoseconds live_actors::patience() const {
  constexpr std::chrono::nanoseconds longest = std::chrono::seconds{1};
  return std::clamp<std::chrono::nanoseconds>(
      until_ - std::chrono::steady_clock::now(), std::chrono::nanoseconds{1},
      longest);
}

persistence::result<persistence::answers>
live_actors::do_read(persistence::transaction ops) {
  persistence::result<persistence::answers> came = persistence::store_error{
      persistence::store_errc::unavailable, "the store did not answer in time"};
  (*self_)
      ->request(handles_.storage, patience(),
                actors::run_transaction{std::move(ops)})
      .receive([&](const actors::transaction_done& d) { came = *d.outcome; },
               [](const caf::error&) {});
  return came;
}

std::optional<actors::session_copies>
live_actors::do_copy_sessions(const xml::jid& account) {
  std::optional<actors::session_copies> came;
  (*self_)
      ->request(handles_.registry, patience(), actors::copy_sessions{account})
      .receive([&](const actors::sessions_copied& c) { came = c.sessions; },
               [](const caf::error&) {});
  return came;
}

} // namespace troupe::rehearsal
