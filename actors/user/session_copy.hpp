// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "actors/interfaces.hpp"
#include "actors/part/sessions.hpp"

namespace troupe::user {

/// A session of an account, with all that decides what becomes of a stanza for
/// it, so that a rehearsal has the same one.
struct session_copy {
  part::session_record record; ///< whoever adopts one with id 0 numbers it
  bool is_active = true;       ///< XEP-0352
  bool is_managed = false;     ///< XEP-0198
  bool is_resumable = false;   ///< the same
  bool is_attached = true;     ///< its stream is there
  /// Since when it has been taking messages for the bare JID.
  std::optional<std::chrono::system_clock::time_point> available;
  /// Null in a copy; whoever adopts it has a stream of his own.
  actors::session_actor stream;
};

} // namespace troupe::user
