// SPDX-License-Identifier: Apache-2.0
#include "actors/base/stepped_system.hpp"

#include <algorithm>

#include <caf/atom.hpp>

namespace troupe::base {

stepped_system::settings::settings() {
  set("scheduler.policy", caf::atom("testing"));
}

stepped_system::stepped_system()
    : system_(settings_),
      self_(system_, true),
      scheduler_(dynamic_cast<caf::scheduler::test_coordinator&>(
          system_.scheduler())) {
  // Time zero is special to some timers.
  scheduler_.clock().current_time += std::chrono::hours(1);
}

stepped_system::~stepped_system() {
  run();
  after_each_ = nullptr;
  for (auto& end : owned_)
    end();
  owned_.clear();
  run();
  // A pending timer holds its actor, for which the system would wait.
  scheduler_.clock().cancel_all();
  run();
  if (system_.registry().running() > 1)
    system_.await_actors_before_shutdown(false);
}

std::size_t stepped_system::run() {
  std::size_t count = 0;
  do {
    while (scheduler_.try_run_once())
      ++count;
  } while (after_each_ && after_each_());
  return count;
}

void stepped_system::advance(std::chrono::nanoseconds how_long) {
  constexpr std::chrono::nanoseconds longest = std::chrono::seconds{1};
  run();
  while (how_long.count() > 0) {
    auto now = std::min(how_long, longest);
    scheduler_.advance_time(now);
    run();
    how_long -= now;
  }
}

} // namespace troupe::base
