// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/disable.hpp"

#include "actors/admin/commands/disabling.hpp"

namespace troupe::admin {

namespace {

void run_disable(server_access& server, const given_arguments& given,
                 reply<nlohmann::json> done) {
  change_disabled(server, given, actors::account_change::disable, "disabled",
                  std::move(done));
}

} // namespace

command disable() {
  return {.name = "disable",
          .help = "Lets nobody log in to an account, and ends its sessions",
          .arguments = {{"jid", "user@host"}},
          .runs = place::either,
          .run = run_disable,
          .changes = true};
}

} // namespace troupe::admin
