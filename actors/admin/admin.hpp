// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <caf/typed_response_promise.hpp>

#include "actors/admin/followers.hpp"
#include "actors/admin/running_server.hpp"
#include "actors/base/actor.hpp"
#include "actors/observe/counters.hpp"

namespace troupe::admin {

/// Reads requests, runs commands on the running server and notes each: who
/// asked for what from where and what came of it, never a password. All go to
/// the log, those that change something or show what people say to the audit
/// file as well.
struct admin_state {
  static inline const char* name = "admin";
  using self_pointer = base::self_pointer<actors::admin_actor, admin_state>;

  explicit admin_state(self_pointer self) : self(self) {}

  caf::result<actors::command_done>
  on_run_command(const actors::run_command& request);
  actors::following on_follow_command(const actors::follow_command& request);
  void on_control_line(const actors::control_line& request);
  void on_step_done(const actors::step_done& step);
  void on_configuration_changed(const actors::configuration_changed& news);
  actors::description on_describe(const actors::describe&);
  /// Nobody listens to what that actor has asked for.
  void on_down(const caf::actor_addr& asker);

  /// Runs the command, notes it and hands on its answer.
  void carry_out(const actors::run_command& request,
                 std::function<void(std::string)> answer);
  /// Answers by what a command that goes on tells for a while.
  void gather(const actors::run_command& request,
              std::function<void(std::string)> answer);
  /// Begins a command that goes on. @returns how to end it, for any thread
  ending follow(const actors::follow_command& request);
  ending begin(follower one, const actors::follow_command& request);
  void on_ended(std::uint64_t id, const outcome<nlohmann::json>& came);
  void on_left(std::uint64_t id);
  void note(const command_use& use, std::string_view outcome);

  self_pointer self;
  std::shared_ptr<audit_log> audit;
  std::unique_ptr<running_server> server;
  std::uint64_t commands = 0;
  std::uint64_t failures = 0;
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::admin>
      counted;
  followers going_on; ///< goes first: its endings may use what is above
};

actors::admin_actor::behavior_type admin(admin_state::self_pointer self,
                                         server_setup setup);

} // namespace troupe::admin
