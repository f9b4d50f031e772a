// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/explain.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

void run_explain(server_access& server, const given_arguments& given,
                 reply<nlohmann::json> done) {
  auto as = address_named(server, given.at("as"));
  if (!as)
    return done(as.error());
  server.rehearse(
      {given.at("stanza"), std::move(*as), given.contains("payload")},
      std::move(done));
}

} // namespace

command explain() {
  return {.name = "explain",
          .help = "Tells what would become of a stanza; sends and stores "
                  "nothing",
          .arguments
          = {{.name = "stanza",
              .help = "a message, presence or iq, as XML",
              .said = true},
             {.name = "as",
              .help = "who sends it: user@host or user@host/resource",
              .named = true},
             {.name = "payload",
              .help = "show the stanza in the answer, too",
              .optional = true,
              .flag = true}},
          .runs = place::running,
          .run = run_explain};
}

} // namespace troupe::admin
