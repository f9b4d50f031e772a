// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "actors/admin/command.hpp"
#include "config/server_config.hpp"

namespace troupe::tools {

/// Has the command carried out: by the running server, else here on its store,
/// as far as the command can be.
admin::outcome<nlohmann::json> ask(const config::server_config& config,
                                   const admin::command& command,
                                   const admin::given_arguments& arguments);

/// Whom a command that goes on tells what happens.
struct event_reader {
  std::function<void(const nlohmann::json& event)> event;
  /// So many events did not fit: they came faster than they were read.
  std::function<void(const nlohmann::json& number)> dropped;
};

/// Follows a command of the running server until its end, which is the answer,
/// or until that descriptor has something to read: null then.
admin::outcome<nlohmann::json> follow(const config::server_config& config,
                                      const admin::command& command,
                                      const admin::given_arguments& arguments,
                                      const event_reader& read,
                                      int until_readable);

} // namespace troupe::tools
