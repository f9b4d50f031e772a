// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/observe/trace_record.hpp"

namespace troupe::observe {

/// The name of a message's type, without its namespace.
std::string message_name(const caf::rtti_pair& type);

/// Makes traces of records: one is complete once each message that was sent has
/// been handled, and nothing has come for a moment. Used by one thread.
class assembler {
public:
  using completed = std::function<void(trace_record)>;

  /// Traces under way at once; of what begins beyond nothing is kept.
  static constexpr std::size_t most_open = 4'096;
  /// How long nothing must have come, in nanoseconds: a handler that is running
  /// on another thread may still send.
  static constexpr std::int64_t quiet_time = 20'000'000;
  /// Then it is handed on as it is.
  static constexpr std::int64_t longest = 10'000'000'000;

  explicit assembler(completed then) : then_(std::move(then)) {}

  /// `wants_payload` tells whether somebody of those watches wants it. Gives
  /// those that get no trace of their own for it: there was no room, or it is
  /// one more of a trace that is under way for them already.
  std::uint64_t take(base::trace::record r, bool wants_payload);
  /// Hands on what is complete at `now`, or all that there is.
  void settle(std::int64_t now, bool all = false);
  std::size_t open() const { return open_.size(); }
  /// Traces that there was no room for.
  std::uint64_t dropped() const { return dropped_; }

private:
  struct growing {
    trace_record made;
    struct place {
      std::size_t hop; ///< most_hops: none is kept
      bool is_over;    ///< handled or lost
    };
    std::unordered_map<std::uint64_t, place> places; ///< by span
    std::size_t waiting = 0; ///< messages sent and not handled
    std::int64_t last = 0;   ///< when something came
    std::int64_t end = 0;
    bool has_begun = false; ///< else it goes on after it was handed on

    void start(std::int64_t at) { made.start = std::min(made.start, at); }
  };

  growing* find(const base::trace::record& r);
  std::uint64_t begin(growing& g, const base::trace::record& r,
                      bool wants_payload);
  void add_hop(growing& g, const base::trace::record& r);
  void add_decision(growing& g, const base::trace::record& r);
  void take_alone(const base::trace::record& r);
  void hand_on(growing& g);

  completed then_;
  std::unordered_map<std::uint64_t, growing> open_;
  std::uint64_t dropped_ = 0;
};

} // namespace troupe::observe
