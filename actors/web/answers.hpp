// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "net/http_message.hpp"

namespace troupe::web {

net::http_response json_answer(unsigned status, const nlohmann::json& body);
/// `{"error":{"code","message"}}`
nlohmann::json error_body(std::string_view code, std::string_view message);
net::http_response error_answer(unsigned status, std::string_view code,
                                std::string_view message);
/// 405; RFC 9110 §15.5.6
net::http_response method_not_allowed(std::string_view allowed);
net::http_response text_answer(unsigned status, std::string text);

/// The line that a command was answered with, with the status that fits it.
net::http_response command_answer(std::string line);

} // namespace troupe::web
