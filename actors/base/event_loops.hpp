// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/detail/thread_safe_actor_clock.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include "actors/base/event_loop.hpp"

namespace troupe::base {

/// CAF's scheduler, made of event loops. Installed with
/// `config.load<event_loops>()`; the number of loops is
/// `scheduler.max-threads`. An actor that is not pinned runs on the loop of
/// whoever sent to it.
class event_loops final : public caf::scheduler::abstract_coordinator {
public:
  using super = caf::scheduler::abstract_coordinator;

  explicit event_loops(caf::actor_system& system) : super(system) {}

  /// For `actor_system_config::load`.
  static caf::actor_system::module* make(caf::actor_system& system,
                                         caf::detail::type_list<>);
  /// The loops of a system. @pre it was configured with them
  static event_loops& of(caf::actor_system& system);

  std::size_t size() const { return loops_.size(); }
  event_loop& at(std::size_t i) { return *loops_[i % loops_.size()]; }
  /// The loops in turn, to spread connections.
  event_loop& next();

  void enqueue(caf::resumable* job) override;
  caf::actor_clock& clock() noexcept override { return clock_; }

protected:
  void start() override;
  void stop() override;

private:
  std::vector<std::unique_ptr<event_loop>> loops_;
  std::atomic<std::size_t> next_{0};
  caf::detail::thread_safe_actor_clock clock_;
  std::thread timer_;
};

} // namespace troupe::base
