// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/disable.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void change(server_access& server, const given_arguments& given,
            actors::account_change what, const char* done_to,
            reply<nlohmann::json> done) {
  auto account = account_named(server, given.at("jid"));
  if (!account)
    return done(account.error());
  server.change({*account, what, {}, {}},
                [account = *account, done_to, done](const outcome<void>& came) {
                  if (!came)
                    return done(came.error());
                  done(success({{done_to, account.str()}}));
                });
}

void run_disable(server_access& server, const given_arguments& given,
                 reply<nlohmann::json> done) {
  change(server, given, actors::account_change::disable, "disabled",
         std::move(done));
}

void run_enable(server_access& server, const given_arguments& given,
                reply<nlohmann::json> done) {
  change(server, given, actors::account_change::enable, "enabled",
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

command enable() {
  return {.name = "enable",
          .help = "Lets a disabled account be logged in to again",
          .arguments = {{"jid", "user@host"}},
          .runs = place::either,
          .run = run_enable,
          .changes = true};
}

} // namespace troupe::admin
