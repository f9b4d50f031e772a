// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"
#include "config/server_config.hpp"

namespace troupe::tools {

/// Follows a command and prints each event as it comes, until its end or until
/// SIGINT or SIGTERM: null then, and the server has been told.
admin::outcome<nlohmann::json>
follow_printing(const config::server_config& config,
                const admin::command& command,
                const admin::given_arguments& arguments, bool as_json);

} // namespace troupe::tools
