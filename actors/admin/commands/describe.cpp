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

void run_describe(server_access& server, const given_arguments& given,
                  reply<nlohmann::json> done) {
  auto tell = [done](const outcome<std::vector<actors::description>>& all) {
    if (!all)
      return done(all.error());
    auto actors = nlohmann::json::array();
    for (const auto& each : *all)
      actors.push_back(to_json(each));
    done(success({{"actors", std::move(actors)}}));
  };
  const auto text = given.find("jid");
  if (text == given.end())
    return server.describe(tell);
  const auto jid = xml::jid::parse(text->second);
  if (!jid)
    return done(failure{failure_code::usage,
                        '"' + text->second
                            + "\" is no JID: " + to_string(jid.error())});
  server.describe(*jid, tell);
}

} // namespace

command describe() {
  return {
      "describe",
      "The state of an account, a session, a room or a host, or of the central "
      "actors",
      {{.name = "jid",
        .help = "whose actor; without it the central ones",
        .optional = true}},
      place::running,
      run_describe};
}

} // namespace troupe::admin
