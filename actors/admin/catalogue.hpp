// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// All commands, in the order of the help.
std::span<const command> commands();
/// Null where there is no such command.
const command* find_command(std::string_view name);

/// Checks the arguments against the command's list and runs it.
void execute(server_access& server, std::string_view name,
             const given_arguments& given, reply<nlohmann::json> done);
/// The same for a command that goes on. Where it cannot begin, `to` is told its
/// end at once.
ending follow(server_access& server, std::string_view name,
              const given_arguments& given, audience to);

/// `{"result": …}` or `{"error": {"code": …, "message": …}}`.
nlohmann::json to_json(const outcome<nlohmann::json>& came);
/// One line of text, whatever bytes are in it.
std::string to_line(const nlohmann::json& value);

} // namespace troupe::admin
