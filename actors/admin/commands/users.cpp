// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/users.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run(server_access& server, const given_arguments& given,
         reply<nlohmann::json> done) {
  std::string host;
  if (auto wanted = given.find("host"); wanted != given.end()) {
    auto known = host_named(server, wanted->second);
    if (!known)
      return done(known.error());
    host = (*known)->name;
  }
  list_all_users(server, host, [done](outcome<std::vector<std::string>> all) {
    if (!all)
      return done(all.error());
    done(success({{"users", std::move(*all)}}));
  });
}

} // namespace

command users() {
  return {"users",
          "Lists the accounts",
          {{"host", "only those of this host", true}},
          place::either,
          run};
}

} // namespace troupe::admin
