// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Sends a message to all who are online, of all hosts or of one.
command announce();

} // namespace troupe::admin
