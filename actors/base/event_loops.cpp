// SPDX-License-Identifier: Apache-2.0
#include "actors/base/event_loops.hpp"

#include <caf/ref_counted.hpp>

namespace troupe::base {

namespace {

/// A job that ends the loop that runs it.
struct loop_stopper : caf::resumable, caf::ref_counted {
  resume_result resume(caf::execution_unit*, std::size_t) override {
    return resumable::shutdown_execution_unit;
  }
  void intrusive_ptr_add_ref_impl() override {
    caf::intrusive_ptr_add_ref(this);
  }
  void intrusive_ptr_release_impl() override {
    caf::intrusive_ptr_release(this);
  }
};

} // namespace

caf::actor_system::module* event_loops::make(caf::actor_system& system,
                                             caf::detail::type_list<>) {
  return new event_loops(system); // CAF owns its modules by plain pointer
}

event_loops& event_loops::of(caf::actor_system& system) {
  return static_cast<event_loops&>(system.scheduler());
}

event_loop& event_loops::next() {
  return at(next_.fetch_add(1, std::memory_order_relaxed));
}

void event_loops::enqueue(caf::resumable* job) {
  auto loop = event_loop::current();
  if (loop == nullptr || &loop->system() != &system())
    loop = &next();
  loop->exec_later(job);
}

void event_loops::start() {
  for (std::size_t i = 0; i < num_workers(); ++i)
    loops_.push_back(
        std::make_unique<event_loop>(&system(), i, max_throughput()));
  for (auto& loop : loops_)
    loop->start();
  timer_ = std::thread([this] {
    system().thread_started();
    clock_.run_dispatch_loop();
    system().thread_terminates();
  });
  super::start();
}

void event_loops::stop() {
  loop_stopper stopper;
  for (auto& loop : loops_) {
    stopper.ref();
    loop->exec_later(&stopper);
  }
  for (auto& loop : loops_)
    loop->join();
  stop_actors();
  for (auto& loop : loops_)
    for (auto job : loop->drain())
      super::cleanup_and_release(job);
  clock_.cancel_dispatch_loop();
  timer_.join();
}

} // namespace troupe::base
