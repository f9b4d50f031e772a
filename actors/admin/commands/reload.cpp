// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/reload.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run(server_access& server, const given_arguments&,
         reply<nlohmann::json> done) {
  server.reload([done](outcome<std::vector<std::string>> keys) {
    if (!keys)
      return done(keys.error());
    done(success({{"reloaded", true}, {"restart_needed", std::move(*keys)}}));
  });
}

} // namespace

command reload() {
  return {.name = "reload",
          .help = "Reads the configuration and the certificates again",
          .arguments = {},
          .runs = place::running,
          .run = run,
          .changes = true};
}

} // namespace troupe::admin
