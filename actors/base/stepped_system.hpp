// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <boost/system/result.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

namespace troupe::base {

/// An actor system that does nothing unless told to: one message at a time, in
/// the order of sending, with a clock that is set by hand.
class stepped_system {
public:
  stepped_system();
  /// Ends what `own` was told of, and lets go of all timers.
  ~stepped_system();
  stepped_system(const stepped_system&) = delete;
  stepped_system& operator=(const stepped_system&) = delete;

  caf::actor_system& system() { return system_; }
  caf::scoped_actor& self() { return self_; }
  caf::scheduler::test_coordinator& scheduler() { return scheduler_; }

  /// Handles messages until there are none; fires no timer. How many.
  std::size_t run();
  /// Lets time pass in steps of at most a second, handling all that is due.
  void advance(std::chrono::nanoseconds how_long);
  /// Called after each message that `run` handles; true: there is more to do.
  void after_each(std::function<bool()> f) { after_each_ = std::move(f); }

  /// That actor is ended at the latest when the system is.
  template <class Handle>
  Handle own(Handle x) {
    owned_.push_back([x] { caf::anon_send_exit(x, caf::exit_reason::kill); });
    return x;
  }

  /// Sends a request, runs, and gives its answer, or why there is none.
  template <class Answer, class Handle, class Question>
  boost::system::result<Answer, std::string> find(const Handle& to,
                                                  Question question) {
    using outcome = boost::system::result<Answer, std::string>;
    auto pending = self_->request(to, caf::infinite, std::move(question));
    run();
    outcome answer{boost::system::in_place_error, "no answer"};
    if (!self_->mailbox().empty()) // else this would wait for ever
      pending.receive(
          [&](Answer& x) {
            answer = outcome{boost::system::in_place_value, std::move(x)};
          },
          [&](const caf::error& e) {
            answer = outcome{boost::system::in_place_error, caf::to_string(e)};
          });
    return answer;
  }

private:
  struct settings : caf::actor_system_config {
    settings();
  };

  settings settings_;
  caf::actor_system system_;
  caf::scoped_actor self_;
  caf::scheduler::test_coordinator& scheduler_;
  std::function<bool()> after_each_;
  std::vector<std::function<void()>> owned_;
};

} // namespace troupe::base
