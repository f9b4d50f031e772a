// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/log_follow.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "actors/admin/server_access.hpp"
#include "actors/observe/log_tap.hpp"

namespace troupe::admin {

namespace {

constexpr std::string_view levels[]
    = {"trace", "debug", "info", "warning", "error", "critical"};

outcome<observe::log_tap::wish> wish_of(const given_arguments& given) {
  observe::log_tap::wish what;
  if (auto level = given.find("level"); level != given.end()) {
    if (std::ranges::find(levels, level->second) == std::end(levels))
      return failure{failure_code::usage,
                     '"' + level->second
                         + "\" is no level; there are trace, debug, info, "
                           "warning, error and critical"};
    what.level = spdlog::level::from_str(level->second);
  }
  if (auto text = given.find("jid"); text != given.end()) {
    auto jid = xml::jid::parse(text->second);
    if (!jid)
      return failure{failure_code::usage, '"' + text->second + "\" is no JID: "
                                              + to_string(jid.error())};
    what.jid = std::move(*jid);
  }
  return what;
}

ending follow_log(server_access&, const given_arguments& given, audience to) {
  auto wish = wish_of(given);
  auto tap = observe::log_tap::of(*spdlog::default_logger());
  if (!wish || !tap) {
    to.ended(wish ? needs_server() : wish.error());
    return {};
  }
  const auto id = tap->follow(std::move(*wish), std::move(to.event));
  return [tap, id] { tap->leave(id); };
}

} // namespace

command log_follow() {
  return {.name = "log follow",
          .help = "Shows the log as it goes, which changes nothing for others",
          .arguments = {{.name = "level",
                         .help = "trace, debug, info (if not given), warning, "
                                 "error or critical",
                         .optional = true,
                         .named = true},
                        {.name = "jid",
                         .help = "only lines that name it, or its resources",
                         .optional = true,
                         .named = true}},
          .runs = place::running,
          .follow = follow_log};
}

} // namespace troupe::admin
