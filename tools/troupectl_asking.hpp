// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"
#include "config/server_config.hpp"

namespace troupe::tools {

/// Has the command carried out: by the running server, else here on its store,
/// as far as the command can be.
admin::outcome<nlohmann::json> ask(const config::server_config& config,
                                   const admin::command& command,
                                   const admin::given_arguments& arguments);

} // namespace troupe::tools
