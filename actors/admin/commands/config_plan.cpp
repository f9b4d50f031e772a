// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/config.hpp"
#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run_config_plan(server_access& server, const given_arguments& given,
                     reply<nlohmann::json> done) {
  configuration_wish wish{configuration_wish::step::plan};
  if (auto file = given.find("file"); file != given.end())
    wish.file = file->second;
  if (!wish.file.empty() && wish.file.is_relative())
    return done(failure{failure_code::usage,
                        "\"" + wish.file.string()
                            + "\" is no whole path; it begins with a slash"});
  server.configure(wish,
                   [done](const outcome<actors::configuration_changes>& came) {
                     if (!came)
                       return done(came.error());
                     done(success({{"changes", admin::to_json(*came)}}));
                   });
}

} // namespace

nlohmann::json to_json(const actors::configuration_changes& changes) {
  auto list = nlohmann::json::array();
  for (const auto& each : changes)
    list.push_back({{"key", each.what.key},
                    {"old", each.what.before},
                    {"new", each.what.after},
                    {"restart", each.needs_restart},
                    {"touches", each.touches}});
  return list;
}

command config_plan() {
  return {"config plan",
          "Tells what a reload would change and whom that touches; changes "
          "nothing",
          {{.name = "file",
            .help = "a configuration to try, instead of the server's own",
            .optional = true,
            .named = true,
            .path = true}},
          place::running,
          run_config_plan};
}

} // namespace troupe::admin
