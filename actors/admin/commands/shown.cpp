// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/tracing.hpp"
#include "actors/admin/server_access.hpp"
#include "actors/observe/observatory.hpp"
#include "actors/part/stanza_id.hpp"

namespace troupe::admin {

namespace {

void run_shown(server_access& server, const given_arguments& given,
               reply<nlohmann::json> done) {
  auto* place = server.watching();
  if (place == nullptr)
    return done(needs_server());
  const auto id = part::trace_of(given.at("id"));
  const auto found = id != 0 ? place->find(id) : nullptr;
  if (!found)
    return done(failure{failure_code::not_found,
                        "no trace with that id is kept; the last that were "
                        "followed are, with errors and slow ones"});
  done(success({{"trace", observe::to_json(*found)}}));
}

} // namespace

command shown() {
  return {.name = "shown",
          .help = "Shows the way of a stanza that was followed or went wrong",
          .arguments = {{.name = "id", .help = "of the trace"}},
          .runs = place::running,
          .run = run_shown};
}

} // namespace troupe::admin
