// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <caf/atom.hpp>

#include "actors/admin/command.hpp"
#include "actors/messages.hpp"

/// Who accepts what: the administrators' page of the protocol book.
namespace troupe::actors {

/// Where those ask from who are on the machine: for the audit, and only they
/// may name files.
inline constexpr std::string_view from_control_socket = "control socket";

/// Runs a command of admin/catalogue.hpp that has one answer; with `gathers`
/// also one that goes on, for a while (admin/gathering.hpp). For the audit:
/// `who` asked ("uid:0", "alice@localhost", "token:NAME"), and from where
/// (`from_control_socket`, "web 127.0.0.1", "ad-hoc desk").
struct run_command {
  std::string who, from;
  std::string name;
  admin::given_arguments arguments;
  bool gathers = false;
};
/// `{"result": …}` or `{"error": …}`.
struct command_done {
  std::string answer;
};
/// Runs a command that goes on. It ends with the actor that asked for it, if
/// one did, and with the server. `to` is told on any thread.
struct follow_command {
  std::string who, from;
  std::string name;
  admin::given_arguments arguments;
  std::shared_ptr<const admin::audience> to;
};
/// `end` is to be called, from any thread, when nobody listens any more; after
/// the end it does nothing.
struct following {
  std::shared_ptr<const admin::ending> end;
};
/// The way back to a client of the control socket, of any thread: see
/// net::control_request.
struct control_client {
  std::function<void(const std::string&)> answer; ///< once, one line
  std::function<void(const std::string&)> tell;   ///< a line before it
  std::function<void(std::function<void()>)> when_gone;
};
/// A request of the control socket: `{"command": …, "arguments": {…}}`.
struct control_line {
  std::uint32_t uid = 0;
  std::string line;
  bool too_long = false;
  std::shared_ptr<const control_client> client;
};
/// What another thread was asked for is there: `then` runs on the actor.
struct step_done {
  std::shared_ptr<const std::function<void()>> then;
};

/// Carries out what administrators ask for.
using admin_actor
    = protocol<result<command_done>(run_command),
               result<following>(follow_command), result<void>(control_line),
               result<void>(step_done), result<void>(configuration_changed),
               result<description>(describe)>;

/// Where the actor system's registry has the one that runs.
inline constexpr auto administrator = caf::atom("admin");

} // namespace troupe::actors

// No line and no argument is printed: there are passwords among them.
TROUPE_MESSAGE(run_command, x.who, x.from, x.name)
TROUPE_MESSAGE(command_done)
TROUPE_MESSAGE(follow_command, x.who, x.from, x.name)
TROUPE_MESSAGE(following)
TROUPE_MESSAGE(control_line, x.uid)
TROUPE_MESSAGE(step_done)
