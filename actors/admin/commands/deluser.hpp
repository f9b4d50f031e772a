// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Removes an account with all that it has.
command deluser();

} // namespace troupe::admin
