// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/passwd.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run_passwd(server_access& server, const given_arguments& given,
                reply<nlohmann::json> done) {
  auto account = account_named(server, given.at("jid"));
  if (!account)
    return done(account.error());
  server.change({*account,
                 actors::account_change::set_password,
                 given.at("password"),
                 {}},
                [account = *account, done](const outcome<void>& came) {
                  if (!came)
                    return done(came.error());
                  done(success({{"changed", account.str()}}));
                });
}

} // namespace

command passwd() {
  return {.name = "passwd",
          .help = "Sets the password of an account",
          .arguments
          = {{"jid", "user@host"}, {"password", "the new one", false, true}},
          .runs = place::either,
          .run = run_passwd,
          .changes = true};
}

} // namespace troupe::admin
