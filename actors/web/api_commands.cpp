// SPDX-License-Identifier: Apache-2.0
// Commands over HTTP: the catalogue, one that ends, one that goes on.
#include <algorithm>

#include "actors/web/answers.hpp"
#include "actors/web/api.hpp"
#include "actors/web/asked.hpp"
#include "actors/web/request_checks.hpp"

namespace troupe::web {

using admin::given_arguments;
using net::http_request;
using nlohmann::json;

namespace {

/// "rooms list" as it stands in a path.
std::string path_name(std::string name) {
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::optional<command_facts> find(const command_runner& runner,
                                  std::string_view wanted) {
  for (auto& each : runner.commands())
    if (path_name(each.name) == wanted)
      return std::move(each);
  return std::nullopt;
}

json to_json(const command_facts& command) {
  auto arguments = json::array();
  for (const auto& a : command.arguments)
    arguments.push_back({{"name", a.name},
                         {"help", a.help},
                         {"optional", a.optional},
                         {"secret", a.secret},
                         {"flag", a.flag}});
  return {{"name", command.name},
          {"help", command.help},
          {"changes", command.changes},
          {"follows", command.follows},
          {"arguments", std::move(arguments)}};
}

/// Nothing where one is given twice.
std::optional<given_arguments> from_query(const http_request& r) {
  given_arguments given;
  for (const auto& [name, value] : r.query)
    if (!given.emplace(name, value).second)
      return std::nullopt;
  return given;
}

/// An object of texts; numbers, true and false are taken as texts, and false
/// and null as not given. An empty body has none.
std::optional<given_arguments> from_body(const http_request& r) {
  if (r.body.empty())
    return given_arguments{};
  const auto body = json::parse(r.body, nullptr, false);
  if (!body.is_object())
    return std::nullopt;
  given_arguments given;
  for (const auto& [name, value] : body.items()) {
    if (value.is_string())
      given[name] = value.get<std::string>();
    else if (value.is_number() || value == true)
      given[name] = value.dump();
    else if (!value.is_null() && value != false)
      return std::nullopt;
  }
  return given;
}

/// Whether it has what is not to stand in an address, which others log.
bool is_private(const command_facts& command, const given_arguments& given) {
  return std::ranges::any_of(command.arguments, [&](const auto& each) {
    return (each.secret || each.said) && given.contains(each.name);
  });
}

net::http_response unknown(const std::string& name) {
  return error_answer(404, "not_found", "there is no command \"" + name + '"');
}

} // namespace

void api::list_commands(const asked& a) {
  admit(a, [this, a](const identity&) {
    auto list = json::array();
    for (const auto& each : setup_.runner->commands())
      list.push_back(to_json(each));
    a.to.answer(json_answer(200, {{"commands", std::move(list)}}));
  });
}

void api::read_command(const asked& a) {
  admit(a, [this, a](const identity& by) {
    const auto command = find(*setup_.runner, a.name);
    if (!command)
      return a.to.answer(unknown(a.name));
    if (command->changes)
      return a.to.answer(method_not_allowed("POST"));
    const auto given = from_query(*a.request);
    if (!given)
      return a.to.answer(
          error_answer(400, "usage", "an argument is given twice"));
    if (is_private(*command, *given))
      return a.to.answer(method_not_allowed("POST"));
    carry_out(a, by, *command, *given);
  });
}

void api::run_command(const asked& a) {
  admit(a, [this, a](const identity& by) {
    const auto command = find(*setup_.runner, a.name);
    if (!command)
      return a.to.answer(unknown(a.name));
    if (!a.request->body.empty() && !is_json(*a.request))
      return a.to.answer(
          error_answer(415, "usage", "the body must be application/json"));
    const auto given = from_body(*a.request);
    if (!given)
      return a.to.answer(error_answer(
          400, "usage", "the body is an object of arguments: {NAME: TEXT, …}"));
    carry_out(a, by, *command, *given);
  });
}

void api::carry_out(const asked& a, const identity& by,
                    const command_facts& command,
                    const given_arguments& arguments) {
  if (command.follows)
    return a.to.answer(
        error_answer(400, "usage",
                     "it goes on; its events are at /api/v1/follow/" + a.name));
  setup_.runner->run(asker_of(a, by), command.name, arguments,
                     [to = a.to](std::string line) {
                       to.answer(command_answer(std::move(line)));
                     });
}

void api::follow_command(const asked& a) {
  if (a.request->method == "HEAD") // there is no end to tell the length of
    return a.to.answer(method_not_allowed("GET"));
  admit(a, [this, a](const identity& by) {
    const auto command = find(*setup_.runner, a.name);
    if (!command)
      return a.to.answer(unknown(a.name));
    if (!command->follows)
      return a.to.answer(
          error_answer(400, "usage",
                       "it ends at once; it is at /api/v1/commands/" + a.name));
    // A page of elsewhere cannot set a header, but it can make a browser ask.
    if (command->changes && !by.by_token)
      return a.to.answer(error_answer(403, "forbidden", "needs a token"));
    const auto given = from_query(*a.request);
    if (!given)
      return a.to.answer(
          error_answer(400, "usage", "an argument is given twice"));
    followers_.open(by, a.to, [&](follower tells) {
      return setup_.runner->follow(asker_of(a, by), command->name, *given,
                                   std::move(tells));
    });
  });
}

} // namespace troupe::web
