// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/health.hpp"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>

#include "actors/base/event_loops.hpp"
#include "actors/messages.hpp"
#include "actors/observe/counters.hpp"

namespace troupe::observe {

namespace {

using clock = std::chrono::steady_clock;

/// Who is asked, and when he has answered.
struct sign {
  std::atomic<bool> asked{false};
  std::atomic<clock::time_point> answered{clock::now()};

  /// False where the last question is still open.
  bool ask() { return !asked.exchange(true); }
  void answer() {
    answered.store(clock::now());
    asked.store(false);
  }
  health::milliseconds silent() const {
    return std::chrono::duration_cast<health::milliseconds>(clock::now()
                                                            - answered.load());
  }
};

} // namespace

struct health::state {
  explicit state(std::size_t count) : loops(count) {}

  void take(const actors::transaction_result& outcome) {
    const auto done = totals::now().of(counter::storage_batches);
    const auto moves = std::exchange(batches, done) != done;
    const auto refused
        = !outcome
          && outcome.error().code == persistence::store_errc::unavailable;
    // What is asked writes nothing, so a full disk may let it pass.
    const auto failures = totals::now().of(counter::storage_failures);
    failing.store(!outcome || std::exchange(failed, failures) != failures);
    if (refused && !moves)
      store.asked.store(false); // no sign of life
    else
      store.answer();
  }

  std::vector<sign> loops;
  sign store;
  std::atomic<bool> failing{false};
  /// As counted at the last answer. Used by who answers: one question is open.
  std::uint64_t batches = totals::now().of(counter::storage_batches);
  std::uint64_t failed = totals::now().of(counter::storage_failures);
};

health::health(caf::actor_system& system, actors::storage_actor storage,
               milliseconds every)
    : system_(system),
      storage_(std::move(storage)),
      state_(std::make_shared<state>(base::event_loops::of(system).size())) {
  if (every.count() > 0)
    thread_ = std::jthread{
        [this, every](const std::stop_token& stop) { run(stop, every); }};
}

health::~health() = default;

void health::run(const std::stop_token& stop, milliseconds every) {
  std::unique_lock lock{mutex_};
  while (!stop.stop_requested()) {
    ask();
    wake_.wait_for(lock, stop, every, [] { return false; });
  }
}

void health::ask() {
  auto& loops = base::event_loops::of(system_);
  for (std::size_t i = 0; i < state_->loops.size(); ++i)
    if (state_->loops[i].ask())
      loops.at(i).post([s = state_, i] { s->loops[i].answer(); });
  if (!state_->store.ask())
    return;
  system_.spawn([s = state_, storage = storage_](caf::event_based_actor* self) {
    self->request(storage, caf::infinite, actors::run_transaction{})
        .then([s](const actors::transaction_done& t) { s->take(*t.outcome); },
              [s](const caf::error&) { s->store.asked.store(false); });
  });
}

health::milliseconds health::loops_silent() const {
  milliseconds longest{0};
  for (const auto& each : state_->loops)
    longest = std::max(longest, each.silent());
  return longest;
}

health::milliseconds health::store_silent() const {
  return state_->store.silent();
}

bool health::is_store_failing() const {
  return state_->failing.load();
}

bool health::is_alive(milliseconds limit) const {
  return loops_silent() <= limit && store_silent() <= limit;
}

std::string health::faults(milliseconds limit) const {
  std::string all;
  const auto add = [&all](std::string_view who, std::string_view what) {
    all.append(all.empty() ? "" : "\n").append(who).append(": ").append(what);
  };
  const auto check = [&](std::string_view who, milliseconds silent) {
    const auto seconds = std::chrono::round<std::chrono::seconds>(silent);
    if (silent > limit)
      add(who, "no answer for " + std::to_string(seconds.count()) + " seconds");
  };
  check("event loops", loops_silent());
  check("store", store_silent());
  if (is_store_failing())
    add("store", "it cannot store");
  return all;
}

} // namespace troupe::observe
