// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/control_lines.hpp"

#include "actors/admin/catalogue.hpp"

namespace troupe::admin {

using nlohmann::json;

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
                             std::string{actors::from_control_socket},
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

audience audience_at(std::shared_ptr<const actors::control_client> client) {
  return {[client](const json& event) {
            client->tell(to_line({{"event", event}}));
          },
          [client](const outcome<json>& came) {
            client->answer(to_line(to_json(came)));
          }};
}

std::string count_of_dropped(std::uint64_t lines) {
  return to_line({{"dropped", lines}});
}

} // namespace troupe::admin
