// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "actors/admin/command.hpp"
#include "config/server_config.hpp"

namespace troupe::tools {

/// Follows a command and has each event shown as it comes, until its end or
/// until SIGINT or SIGTERM: null then, and the server has been told.
admin::outcome<nlohmann::json>
follow_printing(const config::server_config& config,
                const admin::command& command,
                const admin::given_arguments& arguments, bool as_json,
                const std::function<void(const nlohmann::json&)>& show);

/// Prints an event on standard output, as JSON or for people.
void show_event(const admin::command& command, const nlohmann::json& event,
                bool as_json);

} // namespace troupe::tools
