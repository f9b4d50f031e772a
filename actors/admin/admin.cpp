// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/admin.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "actors/admin/catalogue.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

/// The arguments as the log has them.
std::string shown(const actors::run_command& request) {
  const auto* known = find_command(request.name);
  auto shown = json::object();
  for (const auto& [name, value] : request.arguments) {
    const auto is_plain
        = [&](const argument& a) { return a.name == name && !a.secret; };
    // What the command does not know may be a misspelt password.
    if (known != nullptr && std::ranges::any_of(known->arguments, is_plain))
      shown[name] = value;
  }
  return to_line(shown);
}

outcome<actors::run_command> parse(const actors::control_line& request) {
  if (request.too_long)
    return failure{failure_code::usage, "the request is too long"};
  const auto wrong = failure{
      failure_code::usage,
      R"(a request is {"command": NAME, "arguments": {NAME: TEXT, …}})"};
  const auto document = json::parse(request.line, nullptr, false);
  if (!document.is_object() || !document.contains("command")
      || !document["command"].is_string())
    return wrong;
  actors::run_command parsed{"uid:" + std::to_string(request.uid),
                             document["command"].get<std::string>(),
                             {}};
  const auto arguments = document.value("arguments", json::object());
  if (!arguments.is_object())
    return wrong;
  for (const auto& [name, value] : arguments.items()) {
    if (!value.is_string())
      return wrong;
    parsed.arguments[name] = value.get<std::string>();
  }
  return parsed;
}

} // namespace

caf::result<actors::command_done>
admin_state::on_run_command(const actors::run_command& request) {
  auto promise = self->make_response_promise<actors::command_done>();
  carry_out(request, [promise](std::string answer) mutable {
    promise.deliver(actors::command_done{std::move(answer)});
  });
  return promise;
}

void admin_state::on_control_line(const actors::control_line& request) {
  auto parsed = parse(request);
  if (!parsed) {
    ++failures;
    return (*request.answer)(to_line(to_json(parsed.error())));
  }
  carry_out(*parsed, [answer = request.answer](std::string line) {
    (*answer)(std::move(line));
  });
}

void admin_state::carry_out(const actors::run_command& request,
                            std::function<void(std::string)> answer) {
  ++commands;
  auto note = [this, who = request.who, command = to_line(request.name),
               arguments = shown(request), answer](const outcome<json>& came) {
    failures += came ? 0 : 1;
    spdlog::info("admin.command who={} command={} arguments={} outcome={}", who,
                 command, arguments,
                 came ? "done" : name_of(came.error().code));
    answer(to_line(to_json(came)));
  };
  const auto* known = find_command(request.name);
  if (known != nullptr && known->runs == place::local)
    return note(failure{failure_code::usage,
                        request.name + " is a matter of the local machine"});
  execute(*server, request.name, request.arguments, std::move(note));
}

void admin_state::on_step_done(const actors::step_done& step) {
  (*step.then)();
}

void admin_state::on_configuration_changed(
    const actors::configuration_changed& news) {
  server->use(news.config);
}

actors::description admin_state::on_describe(const actors::describe&) {
  actors::description d{name, {}, {}};
  d.add("commands", std::to_string(commands));
  d.add("failures", std::to_string(failures));
  return d;
}

actors::admin_actor::behavior_type admin(admin_state::self_pointer self,
                                         server_setup setup) {
  auto& state = self->state;
  state.server = std::make_unique<running_server>(self, std::move(setup));
  return {
      base::bound(state, &admin_state::on_run_command),
      base::bound(state, &admin_state::on_control_line),
      base::bound(state, &admin_state::on_step_done),
      base::bound(state, &admin_state::on_configuration_changed),
      base::bound(state, &admin_state::on_describe),
  };
}

} // namespace troupe::admin
