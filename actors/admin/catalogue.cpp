// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/catalogue.hpp"

#include <algorithm>

#include "actors/admin/commands/adduser.hpp"
#include "actors/admin/commands/cert.hpp"
#include "actors/admin/commands/check.hpp"
#include "actors/admin/commands/deluser.hpp"
#include "actors/admin/commands/describe.hpp"
#include "actors/admin/commands/kick.hpp"
#include "actors/admin/commands/message.hpp"
#include "actors/admin/commands/passwd.hpp"
#include "actors/admin/commands/reload.hpp"
#include "actors/admin/commands/reports.hpp"
#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/sessions.hpp"
#include "actors/admin/commands/status.hpp"
#include "actors/admin/commands/users.hpp"

namespace troupe::admin {

namespace {

std::string what_is_wrong(const command& c, const given_arguments& given) {
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

} // namespace

std::span<const command> commands() {
  static const std::vector<command> all{
      adduser(),      passwd(),        deluser(),
      users(),        sessions(),      kick(),
      status(),       reload(),        check(),
      describe(),     cert(),          reports(),
      message(),      rooms_list(),    rooms_describe(),
      rooms_create(), rooms_destroy(), rooms_kick(),
      rooms_mute(),   rooms_ban(),     rooms_affiliation(),
      rooms_export()};
  return all;
}

const command* find_command(std::string_view name) {
  const auto all = commands();
  const auto found = std::ranges::find(all, name, &command::name);
  return found != all.end() ? &*found : nullptr;
}

void execute(server_access& server, std::string_view name,
             const given_arguments& given, reply<nlohmann::json> done) {
  const auto* known = find_command(name);
  if (known == nullptr)
    return done(failure{failure_code::usage,
                        "there is no command \"" + std::string{name} + '"'});
  if (auto wrong = what_is_wrong(*known, given); !wrong.empty())
    return done(failure{failure_code::usage, std::move(wrong)});
  known->run(server, given, std::move(done));
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
