// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/enable.hpp"

#include "actors/admin/commands/disabling.hpp"

namespace troupe::admin {

namespace {

void run_enable(server_access& server, const given_arguments& given,
                reply<nlohmann::json> done) {
  change_disabled(server, given, actors::account_change::enable, "enabled",
                  std::move(done));
}

} // namespace

command enable() {
  return {.name = "enable",
          .help = "Lets a disabled account be logged in to again",
          .arguments = {{"jid", "user@host"}},
          .runs = place::either,
          .run = run_enable,
          .changes = true};
}

} // namespace troupe::admin
