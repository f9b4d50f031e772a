// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/protocol.hpp"

/// The lines of the control socket.
namespace troupe::admin {

/// What a line asks for, or what a request has to be.
outcome<actors::run_command> parse(const actors::control_line& request);

/// Tells a client what it follows: `{"event": …}` each, then the answer.
audience audience_at(std::shared_ptr<const actors::control_client> client);

/// The line in front of the next one that fits: `{"dropped": …}`.
std::string count_of_dropped(std::uint64_t lines);

} // namespace troupe::admin
