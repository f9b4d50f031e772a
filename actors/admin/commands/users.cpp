// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/users.hpp"

#include <algorithm>

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

using names = std::vector<std::string>;

/// Both lists are sorted.
nlohmann::json with_details(const names& all, const names& disabled) {
  auto list = nlohmann::json::array();
  for (const auto& each : all)
    list.push_back({{"jid", each},
                    {"disabled", std::ranges::binary_search(disabled, each)}});
  return list;
}

void run_users(server_access& server, const given_arguments& given,
               reply<nlohmann::json> done) {
  const auto host = host_given(server, given);
  if (!host)
    return done(host.error());
  const bool details = given.contains("details");
  list_all_users(
      server, {.host = *host, .only_disabled = given.contains("disabled")},
      [&server, host = *host, details, done](outcome<names> all) {
        if (!all)
          return done(all.error());
        if (!details)
          return done(success({{"users", std::move(*all)}}));
        list_all_users(
            server, {.host = host, .only_disabled = true},
            [all = std::move(*all), done](outcome<names> disabled) {
              if (!disabled)
                return done(disabled.error());
              done(success({{"users", with_details(all, *disabled)}}));
            });
      });
}

} // namespace

command users() {
  return {
      "users",
      "Lists the accounts",
      {{.name = "host", .help = "only those of this host", .optional = true},
       {.name = "details",
        .help = "tell who is disabled",
        .optional = true,
        .flag = true},
       {.name = "disabled",
        .help = "only those that are disabled",
        .optional = true,
        .flag = true}},
      place::either,
      run_users};
}

} // namespace troupe::admin
