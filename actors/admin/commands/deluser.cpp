// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/deluser.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run_deluser(server_access& server, const given_arguments& given,
                 reply<nlohmann::json> done) {
  auto account = account_named(server, given.at("jid"));
  if (!account)
    return done(account.error());
  server.change({*account, actors::account_change::remove, {}, {}},
                [account = *account, done](const outcome<void>& came) {
                  if (!came)
                    return done(came.error());
                  done(success({{"removed", account.str()}}));
                });
}

} // namespace

command deluser() {
  return {.name = "deluser",
          .help
          = "Removes an account with all that it has, and ends its sessions",
          .arguments = {{"jid", "user@host"}},
          .runs = place::either,
          .run = run_deluser,
          .changes = true};
}

} // namespace troupe::admin
