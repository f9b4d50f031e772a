// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/config.hpp"
#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run_config_apply(server_access& server, const given_arguments& given,
                      reply<nlohmann::json> done) {
  using step = configuration_wish::step;
  const auto except_restart = given.contains("except-restart");
  server.configure(
      {except_restart ? step::reload : step::apply},
      [done](const outcome<actors::configuration_changes>& came) {
        if (!came)
          return done(came.error());
        actors::configuration_changes applied;
        for (const auto& each : *came)
          if (!each.needs_restart)
            applied.push_back(each);
        done(success({{"applied", admin::to_json(applied)},
                      {"restart_needed", actors::restart_keys(*came)}}));
      });
}

} // namespace

command config_apply() {
  return {"config apply",
          "Puts the configuration in force as it is in the file now: all of it "
          "or nothing",
          {{.name = "except-restart",
            .help = "all but the keys that need a restart, which are named",
            .optional = true,
            .flag = true}},
          place::running,
          run_config_apply,
          nullptr,
          true};
}

} // namespace troupe::admin
