// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>

#include <nlohmann/json.hpp>

namespace troupe::tools {

/// Prints the result of a command for people.
void print_result(std::ostream& out, std::string_view command,
                  const nlohmann::json& result);

} // namespace troupe::tools
