// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/audit.hpp"

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

constexpr std::size_t usually_shown = 20;
constexpr std::size_t most_shown = 1'000;

void run_audit(server_access& server, const given_arguments& given,
               reply<nlohmann::json> done) {
  const auto limit = count_named(given, "limit", usually_shown, most_shown);
  if (!limit)
    return done(limit.error());
  server.read_audit(*limit, [done](outcome<std::vector<nlohmann::json>> last) {
    if (!last)
      return done(last.error());
    done(success({{"entries", std::move(*last)}}));
  });
}

} // namespace

command audit() {
  return {"audit",
          "Shows who has changed what by a command, or read what people say, "
          "the newest last",
          {{.name = "limit",
            .help = "how many, 20 if not given, 1000 at most",
            .optional = true,
            .named = true}},
          place::either,
          run_audit};
}

} // namespace troupe::admin
