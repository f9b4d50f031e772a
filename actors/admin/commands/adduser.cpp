// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/adduser.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run_adduser(server_access& server, const given_arguments& given,
                 reply<nlohmann::json> done) {
  auto account = account_named(server, given.at("jid"));
  if (!account)
    return done(account.error());
  server.change(
      {*account, actors::account_change::create, given.at("password"), {}},
      [account = *account, done](const outcome<void>& came) {
        if (!came)
          return done(came.error());
        done(success({{"added", account.str()}}));
      });
}

} // namespace

command adduser() {
  return {.name = "adduser",
          .help = "Makes an account",
          .arguments
          = {{"jid", "user@host"}, {"password", "its password", false, true}},
          .runs = place::either,
          .run = run_adduser,
          .changes = true};
}

} // namespace troupe::admin
