// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>

#include <nlohmann/json.hpp>

namespace troupe::tools {

/// Prints an event of a command that goes on for people.
void print_event(std::ostream& out, std::string_view command,
                 const nlohmann::json& event);

} // namespace troupe::tools
