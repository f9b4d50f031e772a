// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/describe.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

nlohmann::json to_json(const actors::description& of) {
  nlohmann::json node{{"name", of.name}};
  if (!of.value.empty())
    node["value"] = of.value;
  for (const auto& child : of.children)
    node["children"].push_back(to_json(child));
  return node;
}

void run(server_access& server, const given_arguments&,
         reply<nlohmann::json> done) {
  server.describe([done](const outcome<std::vector<actors::description>>& all) {
    if (!all)
      return done(all.error());
    auto actors = nlohmann::json::array();
    for (const auto& each : *all)
      actors.push_back(to_json(each));
    done(success({{"actors", std::move(actors)}}));
  });
}

} // namespace

command describe() {
  return {"describe",
          "The state of the central actors as a tree",
          {},
          place::running,
          run};
}

} // namespace troupe::admin
