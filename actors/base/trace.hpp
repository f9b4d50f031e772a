// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include <caf/fwd.hpp>
#include <caf/rtti_pair.hpp>

/// What the tap records. Each thread writes to a ring of its own; the observer
/// drains them. Off, a message costs one relaxed load.
namespace troupe::base::trace {

/// One message handled by one actor. Times in nanoseconds of the steady clock.
struct hop {
  std::int64_t start = 0;
  std::int64_t waited = 0;
  std::int64_t handled = 0;
  std::uint64_t trace = 0; ///< the same for all that one stanza caused
  std::uint64_t span = 0;
  std::uint64_t parent = 0;
  std::uint64_t from = 0; ///< actor id, 0: none
  std::uint64_t to = 0;
  const char* to_name = ""; ///< the receiver's kind
  caf::rtti_pair type;      ///< of the message
};

/// The trace that the running handler belongs to.
struct position {
  std::uint64_t trace = 0;
  std::uint64_t span = 0;
};

/// Whether hops are recorded.
inline std::atomic<bool> enabled{false};

position& current();
/// A new id for a trace or a span; unique in this process, and as good as
/// unique over all runs.
std::uint64_t next_id();
/// Whether `next_id` made it. A trace that it did not make is one that a client
/// may bring about again (session/message_trace.hpp).
constexpr bool is_new(std::uint64_t id) {
  return id >> 63 != 0;
}
std::int64_t now();

/// Keeps a hop; drops (and counts) it where the thread's ring is full.
void record(const hop& h);
/// Hands all recorded hops to `take`. One caller at a time.
void drain(const std::function<void(const hop&)>& take);
std::uint64_t dropped();

} // namespace troupe::base::trace
