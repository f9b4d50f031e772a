// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "actors/admin/commands/token.hpp"
#include "actors/admin/commands/token_asking.hpp"

namespace troupe::admin {

namespace {

void run_token_delete(server_access& server, const given_arguments& given,
                      reply<nlohmann::json> done) {
  read_tokens(server, [&server, name = given.at("name"),
                       done](const outcome<std::vector<web::token>>& all) {
    if (!all)
      return done(all.error());
    if (std::ranges::find(*all, name, &web::token::name) == all->end())
      return done(failure{failure_code::not_found,
                          "there is no token \"" + name + '"'});
    server.write(persistence::remove_entry{std::string{web::token_owner},
                                           std::string{web::token_map}, name},
                 [name, done](const outcome<void>& came) {
                   if (!came)
                     return done(came.error());
                   done(success({{"deleted", name}}));
                 });
  });
}

} // namespace

command token_delete() {
  return {"token delete",
          "Makes a bearer token void, within a second",
          {{"name", "as \"token list\" shows it"}},
          place::either,
          run_token_delete,
          nullptr,
          true};
}

} // namespace troupe::admin
