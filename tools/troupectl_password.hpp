// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "actors/admin/command.hpp"

namespace troupe::tools {

/// The first line of standard input.
admin::outcome<std::string> password_from_stdin();
/// Asked for twice on the terminal, without echo.
admin::outcome<std::string> password_from_prompt(const std::string& whose);

} // namespace troupe::tools
