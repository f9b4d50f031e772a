// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/audit.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

namespace {

constexpr std::size_t shown = 20;
constexpr std::size_t most_shown = 1'000;

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t number = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end || number == 0)
    return {};
  return std::min(number, most_shown);
}

void run(server_access& server, const given_arguments& given,
         reply<nlohmann::json> done) {
  std::optional limit{shown};
  if (auto wanted = given.find("limit"); wanted != given.end())
    limit = number_in(wanted->second);
  if (!limit)
    return done(failure{failure_code::usage, "--limit needs a number"});
  server.read_audit(*limit, [done](outcome<std::vector<nlohmann::json>> last) {
    if (!last)
      return done(last.error());
    done(success({{"entries", std::move(*last)}}));
  });
}

} // namespace

command audit() {
  return {"audit",
          "Shows who has changed what by a command, the newest last",
          {{.name = "limit",
            .help = "how many, 20 if not given, 1000 at most",
            .optional = true,
            .named = true}},
          place::either,
          run};
}

} // namespace troupe::admin
