// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/token.hpp"
#include "actors/admin/commands/token_asking.hpp"
#include "actors/base/environment.hpp"
#include "actors/part/timestamp.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

json to_json(const web::token& t) {
  json told{{"name", t.name}, {"created", part::timestamp(t.created)}};
  if (t.expires) {
    told["expires"] = part::timestamp(*t.expires);
    told["expired"] = *t.expires <= base::now();
  }
  return told;
}

void run_token_list(server_access& server, const given_arguments&,
                    reply<json> done) {
  read_tokens(server, [done](const outcome<std::vector<web::token>>& all) {
    if (!all)
      return done(all.error());
    auto list = json::array();
    for (const auto& each : *all)
      list.push_back(to_json(each));
    done(success({{"tokens", std::move(list)}}));
  });
}

} // namespace

command token_list() {
  return {"token list",
          "Lists the bearer tokens of the API, without their secrets",
          {},
          place::either,
          run_token_list};
}

} // namespace troupe::admin
