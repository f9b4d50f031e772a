// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Shows the log as it goes, at a level of its own.
command log_follow();

} // namespace troupe::admin
