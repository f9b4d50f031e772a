// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include <caf/fwd.hpp>

#include "actors/components.hpp"
#include "actors/rehearsal/live_server.hpp"

namespace troupe::rehearsal {

/// The running server, asked by messages. For a thread that may wait, and that
/// is not one of the event loops.
class live_actors final : public live_server {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// After `until` each question fails at once, as once `stopping` is set.
  live_actors(caf::actor_system& system, actors::core handles, time_point until,
              const std::atomic<bool>& stopping);
  ~live_actors();

private:
  persistence::result<persistence::answers>
  do_read(persistence::transaction ops) override;
  std::optional<actors::session_copies>
  do_copy_sessions(const xml::jid& account) override;
  bool is_stopping() const override { return stopping_; }
  /// How long an answer may still take; never 0.
  std::chrono::nanoseconds patience() const;

  std::unique_ptr<caf::scoped_actor> self_;
  actors::core handles_;
  time_point until_;
  const std::atomic<bool>& stopping_;
};

} // namespace troupe::rehearsal
