// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/tracing.hpp"
#include "actors/admin/server_access.hpp"
#include "actors/observe/observatory.hpp"

namespace troupe::admin {

namespace {

ending follow_trace(server_access& server, const given_arguments& given,
                    audience to) {
  auto f = filter_of(given);
  auto* place = server.watching();
  if (!f || place == nullptr) {
    to.ended(f ? needs_server() : f.error());
    return {};
  }
  observe::observatory::audience those;
  those.trace = [to](const observe::shared_trace& t) {
    to.event(observe::to_json(*t));
  };
  those.ended = [to](const observe::watch_end& e) {
    if (e.reason == "stopped")
      return to.ended(failure{failure_code::not_running, "the server stops"});
    to.ended(success({{"ended", e.reason},
                      {"traces", e.traces},
                      {"dropped", e.dropped},
                      {"lost", e.lost}}));
  };
  const auto id = place->watch(std::move(*f), std::move(those));
  if (id == 0)
    to.ended(failure{failure_code::busy,
                     "as many watch already as can; end one of those"});
  return [place, id] { place->unwatch(id); };
}

} // namespace

command trace() {
  auto arguments = filter_arguments();
  arguments.push_back(named_option("for", "a time, then it ends: 30s, 5m"));
  arguments.push_back({.name = "payload",
                       .help = "show what stanzas say, too",
                       .optional = true,
                       .flag = true});
  return {.name = "trace",
          .help = "Follows stanzas through the server, and shows their ways",
          .arguments = std::move(arguments),
          .runs = place::running,
          .follow = follow_trace};
}

} // namespace troupe::admin
