// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/catalogue.hpp"

#include <algorithm>
#include <memory>

#include "actors/admin/commands/adduser.hpp"
#include "actors/admin/commands/announce.hpp"
#include "actors/admin/commands/audit.hpp"
#include "actors/admin/commands/cert.hpp"
#include "actors/admin/commands/check.hpp"
#include "actors/admin/commands/config.hpp"
#include "actors/admin/commands/deluser.hpp"
#include "actors/admin/commands/describe.hpp"
#include "actors/admin/commands/disable.hpp"
#include "actors/admin/commands/enable.hpp"
#include "actors/admin/commands/explain.hpp"
#include "actors/admin/commands/kick.hpp"
#include "actors/admin/commands/log_follow.hpp"
#include "actors/admin/commands/message.hpp"
#include "actors/admin/commands/passwd.hpp"
#include "actors/admin/commands/reload.hpp"
#include "actors/admin/commands/reports.hpp"
#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/sessions.hpp"
#include "actors/admin/commands/status.hpp"
#include "actors/admin/commands/token.hpp"
#include "actors/admin/commands/tracing.hpp"
#include "actors/admin/commands/users.hpp"
#include "actors/admin/listener.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

std::string what_is_wrong(const command& c, const given_arguments& given,
                          bool is_followed) {
  if (is_followed != (c.follow != nullptr))
    return std::string{c.name}
           + (is_followed ? " has one answer, and nothing to follow"
                          : " goes on: it has to be followed");
  for (const auto& [name, value] : given)
    if (std::ranges::find(c.arguments, name, &argument::name)
        == c.arguments.end())
      return std::string{c.name} + " has no argument \"" + name + '"';
  for (const auto& each : c.arguments)
    if (!each.optional && !given.contains(each.name))
      return std::string{c.name} + " needs the argument \""
             + std::string{each.name} + '"';
  return {};
}

outcome<const command*>
checked(std::string_view name, const given_arguments& given, bool is_followed) {
  const auto* known = find_command(name);
  if (known == nullptr)
    return failure{failure_code::usage,
                   "there is no command \"" + std::string{name} + '"'};
  if (auto wrong = what_is_wrong(*known, given, is_followed); !wrong.empty())
    return failure{failure_code::usage, std::move(wrong)};
  return known;
}

} // namespace

std::span<const command> commands() {
  static const std::vector<command> all{
      adduser(),      passwd(),         deluser(),      disable(),
      enable(),       users(),          sessions(),     kick(),
      announce(),     status(),         reload(),       check(),
      describe(),     cert(),           reports(),      message(),
      rooms_list(),   rooms_describe(), rooms_create(), rooms_destroy(),
      rooms_kick(),   rooms_mute(),     rooms_ban(),    rooms_affiliation(),
      rooms_export(), log_follow(),     trace(),        recent(),
      shown(),        explain(),        top(),          audit(),
      config_plan(),  config_apply(),   token_create(), token_list(),
      token_delete()};
  return all;
}

const command* find_command(std::string_view name) {
  const auto all = commands();
  const auto found = std::ranges::find(all, name, &command::name);
  return found != all.end() ? &*found : nullptr;
}

void execute(server_access& server, std::string_view name,
             const given_arguments& given, reply<nlohmann::json> done) {
  auto known = checked(name, given, false);
  if (!known)
    return done(known.error());
  (*known)->run(server, given, std::move(done));
}

ending follow(server_access& server, std::string_view name,
              const given_arguments& given, audience to) {
  auto known = checked(name, given, true);
  if (!known) {
    to.ended(known.error());
    return [] {};
  }
  auto one = std::make_shared<listener>(std::move(to));
  auto end = (*known)->follow(
      server, given,
      {[one](json event) { one->hear(std::move(event)); },
       [one](outcome<json> came) { one->hear_end(std::move(came)); }});
  return [one, end = std::move(end)] {
    if (one->leave() && end)
      end();
  };
}

std::string_view name_of(failure_code code) {
  switch (code) {
  case failure_code::usage:
    return "usage";
  case failure_code::not_found:
    return "not_found";
  case failure_code::conflict:
    return "conflict";
  case failure_code::bad_password:
    return "bad_password";
  case failure_code::busy:
    return "busy";
  case failure_code::not_running:
    return "not_running";
  case failure_code::configuration:
    return "configuration";
  case failure_code::failed:
    break;
  }
  return "failed";
}

nlohmann::json to_json(const outcome<nlohmann::json>& came) {
  if (came)
    return {{"result", *came}};
  return {{"error",
           {{"code", name_of(came.error().code)},
            {"message", came.error().message}}}};
}

std::string to_line(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace troupe::admin
