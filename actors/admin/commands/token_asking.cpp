// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/token_asking.hpp"

namespace troupe::admin {

std::string check_token_name(std::string_view name) {
  constexpr auto allowed = "abcdefghijklmnopqrstuvwxyz"
                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  if (!name.empty() && name.size() <= 64
      && name.find_first_not_of(allowed) == name.npos)
    return {};
  return "a token's name has 1 to 64 letters, digits, dots, dashes and "
         "underscores, e.g. grafana";
}

void read_tokens(server_access& server, reply<std::vector<web::token>> done) {
  server.read(persistence::get_entries{std::string{web::token_owner},
                                       std::string{web::token_map}},
              [done](const outcome<persistence::answer>& came) {
                if (!came)
                  return done(came.error());
                done(web::tokens_in(std::get<persistence::map_entries>(*came)));
              });
}

} // namespace troupe::admin
