// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/sessions.hpp"

#include <algorithm>

#include "actors/admin/server_access.hpp"
#include "actors/part/timestamp.hpp"

namespace troupe::admin {

namespace {

nlohmann::json to_json(const actors::session_facts& facts) {
  using clock = std::chrono::system_clock;
  const clock::time_point since{std::chrono::seconds{facts.since}};
  return {{"jid", facts.jid},           {"address", facts.address},
          {"secure", facts.secure},     {"available", facts.available},
          {"priority", facts.priority}, {"since", part::timestamp(since)}};
}

void run_sessions(server_access& server, const given_arguments&,
                  reply<nlohmann::json> done) {
  server.list_sessions([done](outcome<std::vector<actors::session_facts>> all) {
    if (!all)
      return done(all.error());
    std::ranges::sort(*all, {}, &actors::session_facts::jid);
    auto list = nlohmann::json::array();
    for (const auto& each : *all)
      list.push_back(to_json(each));
    done(success({{"sessions", std::move(list)}}));
  });
}

} // namespace

command sessions() {
  return {
      "sessions", "Lists who is logged in", {}, place::running, run_sessions};
}

} // namespace troupe::admin
