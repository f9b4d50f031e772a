// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/kick.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run_kick(server_access& server, const given_arguments& given,
              reply<nlohmann::json> done) {
  auto address = address_named(server, given.at("jid"));
  if (!address)
    return done(address.error());
  const xml::stream_error why{xml::stream_condition::policy_violation,
                              "ended by an administrator"};
  server.end_sessions(
      {*address, why},
      [address = *address, done](const outcome<std::uint32_t>& ended) {
        if (!ended)
          return done(ended.error());
        if (*ended == 0)
          return done(failure{failure_code::not_found,
                              address.str() + " is not logged in"});
        done(success({{"kicked", address.str()}, {"sessions", *ended}}));
      });
}

} // namespace

command kick() {
  return {.name = "kick",
          .help = "Ends the sessions of an account, or that of one resource",
          .arguments = {{"jid", "user@host or user@host/resource"}},
          .runs = place::running,
          .run = run_kick,
          .changes = true};
}

} // namespace troupe::admin
