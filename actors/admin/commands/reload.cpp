// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/reload.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run_reload(server_access& server, const given_arguments&,
                reply<nlohmann::json> done) {
  server.configure(
      {configuration_wish::step::reload},
      [done](const outcome<actors::configuration_changes>& came) {
        if (!came)
          return done(came.error());
        done(success({{"reloaded", true},
                      {"restart_needed", actors::restart_keys(*came)}}));
      });
}

} // namespace

command reload() {
  return {.name = "reload",
          .help = "Reads the configuration and the certificates again",
          .arguments = {},
          .runs = place::running,
          .run = run_reload,
          .changes = true};
}

} // namespace troupe::admin
