// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

#include "actors/base/event_loops.hpp"

namespace troupe::base::test {

/// An actor system on real event loops.
class loops_fixture {
public:
  explicit loops_fixture(std::size_t loops = 2)
      : settings_(loops), system_(settings_), self_(system_) {}

  caf::actor_system& system() { return system_; }
  caf::scoped_actor& self() { return self_; }
  event_loops& loops() { return event_loops::of(system_); }
  caf::execution_unit* loop(std::size_t i) { return &loops().at(i); }

  /// Waits for the answer. Throws where there is none.
  template <class Answer, class Handle, class Question>
  Answer ask(const Handle& to, Question what) {
    std::optional<Answer> answer;
    std::string failure;
    self_->request(to, std::chrono::seconds{120}, std::move(what))
        .receive([&](const Answer& x) { answer = x; },
                 [&](const caf::error& e) { failure = caf::to_string(e); });
    if (!answer)
      throw std::runtime_error(failure);
    return std::move(*answer);
  }

  /// Waits until the actor has ended. @returns why
  template <class Handle>
  caf::error end_of(const Handle& x) {
    self_->monitor(x);
    caf::error reason;
    self_->receive([&](const caf::down_msg& down) { reason = down.reason; });
    return reason;
  }

private:
  struct settings : caf::actor_system_config {
    explicit settings(std::size_t loops) {
      set("scheduler.max-threads", loops);
      set("scheduler.max-throughput", std::size_t{300});
      load<event_loops>();
    }
  };

  settings settings_;
  caf::actor_system system_;
  caf::scoped_actor self_;
};

} // namespace troupe::base::test
