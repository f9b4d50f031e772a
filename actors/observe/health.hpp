// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <caf/fwd.hpp>

#include "actors/interfaces.hpp"

namespace troupe::observe {

/// Whether the event loops and the store answer. Each loop is asked to run
/// something, the store for an empty transaction, which goes the way of all
/// others. One question is open at a time, so that who hangs is not asked more.
class health {
public:
  using milliseconds = std::chrono::milliseconds;
  static constexpr milliseconds usually_every{2'000};

  /// Asks `every` so often, on a thread of its own; 0: when `ask` is called.
  health(caf::actor_system& system, actors::storage_actor storage,
         milliseconds every = usually_every);
  /// What has not been answered is not waited for.
  ~health();
  health(const health&) = delete;
  health& operator=(const health&) = delete;

  /// Asks all who have answered the last time. Does not wait.
  void ask();

  /// How long it is since the one of the loops that is the latest has answered,
  /// or since the beginning. Where all is well some `usually_every`.
  milliseconds loops_silent() const;
  /// The same of the store. A full queue is an answer only if it moves.
  milliseconds store_silent() const;
  /// The last answer of the store was that it cannot.
  bool is_store_failing() const;
  /// All have answered within that time.
  bool is_alive(milliseconds limit) const;
  /// Who has not answered within that time, or cannot, in words:
  /// "event loops: no answer for 7 seconds"; empty: all is well.
  std::string faults(milliseconds limit) const;

private:
  struct state;

  void run(const std::stop_token& stop, milliseconds every);

  caf::actor_system& system_;
  actors::storage_actor storage_;
  std::shared_ptr<state> state_; // open questions keep it
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

} // namespace troupe::observe
