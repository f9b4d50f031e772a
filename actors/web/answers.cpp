// SPDX-License-Identifier: Apache-2.0
#include "actors/web/answers.hpp"

#include <algorithm>
#include <array>

#include "actors/admin/catalogue.hpp"

namespace troupe::web {

using net::http_response;
using nlohmann::json;

namespace {

constexpr auto json_type = "application/json";

/// By failure_code's name.
constexpr std::array<std::pair<std::string_view, unsigned>, 7> statuses{{
    {"usage", 400},
    {"not_found", 404},
    {"conflict", 409},
    {"bad_password", 422},
    {"configuration", 422},
    {"busy", 503},
    {"not_running", 503},
}};

unsigned status_of(const std::string& line) {
  if (!line.starts_with(R"({"error")"))
    return 200;
  const auto answer = json::parse(line, nullptr, false);
  const auto code
      = answer.is_object() ? answer["error"].value("code", "") : std::string{};
  const auto found
      = std::ranges::find(statuses, std::string_view{code},
                          &std::pair<std::string_view, unsigned>::first);
  return found != statuses.end() ? found->second : 500;
}

} // namespace

http_response json_answer(unsigned status, const json& body) {
  return {status, json_type, admin::to_line(body) + '\n', {}};
}

json error_body(std::string_view code, std::string_view message) {
  return {{"error", {{"code", code}, {"message", message}}}};
}

http_response error_answer(unsigned status, std::string_view code,
                           std::string_view message) {
  return json_answer(status, error_body(code, message));
}

http_response method_not_allowed(std::string_view allowed) {
  auto answer = error_answer(405, "method_not_allowed",
                             "allowed here: " + std::string{allowed});
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

http_response text_answer(unsigned status, std::string text) {
  return {status, "text/plain; charset=utf-8", std::move(text) + '\n', {}};
}

http_response command_answer(std::string line) {
  const auto status = status_of(line);
  return {status, json_type, std::move(line) + '\n', {}};
}

} // namespace troupe::web
