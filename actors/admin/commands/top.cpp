// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "actors/admin/commands/tracing.hpp"
#include "actors/admin/server_access.hpp"
#include "actors/observe/observatory.hpp"

namespace troupe::admin {

namespace {

constexpr std::uint32_t usual_sampling = 16;

ending follow_top(server_access& server, const given_arguments& given,
                  audience to) {
  auto* place = server.watching();
  std::uint32_t sampling = usual_sampling;
  if (auto text = given.find("sampling"); text != given.end()) {
    const auto number = std::strtoul(text->second.c_str(), nullptr, 10);
    if (number == 0 || number > 1'000'000) {
      to.ended(failure{failure_code::usage,
                       "sampling is a number from 1 to 1000000"});
      return {};
    }
    sampling = static_cast<std::uint32_t>(number);
  }
  if (place == nullptr) {
    to.ended(needs_server());
    return {};
  }
  const auto id = place->take_census(sampling, to.event);
  return [place, id] { place->end_census(id); };
}

} // namespace

command top() {
  return {.name = "top",
          .help = "Shows which actors are busy, once a second",
          .arguments
          = {named_option("sampling", "each which message is counted (16)")},
          .runs = place::running,
          .follow = follow_top,
          .gathered = 1};
}

} // namespace troupe::admin
