// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "actors/admin/commands/tracing.hpp"
#include "actors/admin/server_access.hpp"
#include "actors/observe/observatory.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

constexpr std::size_t usual_recent = 20;
constexpr std::size_t most_recent = 1'000;

void run_recent(server_access& server, const given_arguments& given,
                reply<json> done) {
  auto f = filter_of(given);
  auto* place = server.watching();
  if (!f || place == nullptr)
    return done(f ? needs_server() : f.error());
  const auto limit = f->limit == 0 ? usual_recent : f->limit;
  auto list = json::array();
  for (const auto& t : place->recent(std::min(limit, most_recent), *f))
    list.push_back(observe::to_json(*t));
  done(success({{"traces", std::move(list)}}));
}

} // namespace

command recent() {
  return {.name = "recent",
          .help = "Shows the last stanzas that were refused or slow",
          .arguments = filter_arguments(),
          .runs = place::running,
          .run = run_recent};
}

} // namespace troupe::admin
