// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "actors/admin/command.hpp"
#include "actors/messages.hpp"

/// Who accepts what: the administrators' page of the protocol book.
namespace troupe::actors {

/// Runs a command of admin/catalogue.hpp; `who` asked, for the log.
struct run_command {
  std::string who;
  std::string name;
  admin::given_arguments arguments;
};
/// `{"result": …}` or `{"error": …}`.
struct command_done {
  std::string answer;
};
/// A request of the control socket: `{"command": …, "arguments": {…}}`.
/// `answer` is called once, with one line, on the actor's thread.
struct control_line {
  std::uint32_t uid = 0;
  std::string line;
  bool too_long = false;
  std::shared_ptr<const std::function<void(std::string)>> answer;
};
/// What another thread was asked for is there: `then` runs on the actor.
struct step_done {
  std::shared_ptr<const std::function<void()>> then;
};

/// Carries out what administrators ask for.
using admin_actor
    = protocol<result<command_done>(run_command), result<void>(control_line),
               result<void>(step_done), result<void>(configuration_changed),
               result<description>(describe)>;

} // namespace troupe::actors

// No line and no argument is printed: there are passwords among them.
TROUPE_MESSAGE(run_command, x.who, x.name)
TROUPE_MESSAGE(command_done)
TROUPE_MESSAGE(control_line, x.uid)
TROUPE_MESSAGE(step_done)
