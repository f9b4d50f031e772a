// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "actors/user/unacknowledged.hpp"

namespace troupe::user {

/// A session with stream management, as its user actor keeps it: beyond the
/// connection, and where it may be resumed beyond the process (see
/// device_journal.hpp).
///
///   attached ─ connection lost ─▶ detached ─ time is up ─▶ ended
///      ▲                              │
///      └───────── resumed ────────────┘
struct device {
  std::string token; ///< the SM-ID; empty: it cannot be resumed
  std::chrono::seconds resume_time{0};
  /// Stanzas of the client that this side has handled; and of these, how many
  /// have left all that they must leave at others. Only that is stored: after a
  /// crash the client has to send the others again. So it is told only what is
  /// committed.
  std::uint32_t handled = 0;
  std::uint32_t confirmed = 0;
  std::uint32_t committed = 0;
  unacknowledged queue;
  /// From the journal, and not resumed since: the client may have got more
  /// than was stored, which was up to this number. What is beyond in the queue
  /// it has not got, whatever it counts; also after one more restart.
  bool restored = false;
  std::uint32_t restored_to = 0;
  /// What is sent waits in the queue: the client is still to be told that the
  /// numbers begin.
  bool held = false;
  /// It is to end since its queue is full.
  bool overflowed = false;
  /// Counts how often it was detached, so that an old timer does nothing.
  std::uint64_t detachment = 0;

  // What the journal has of it.
  bool dirty = false;            ///< less than there is
  bool rewrite = false;          ///< other numbers than there are
  std::uint32_t stored_from = 1; ///< entries with these numbers,
  std::uint32_t stored_to = 1;   ///< up to but not including this one

  /// Called once the number is acknowledged, or with false at the end.
  std::vector<std::pair<std::uint32_t, std::function<void(bool)>>> awaited;

  bool is_resumable() const { return !token.empty(); }
};

} // namespace troupe::user
