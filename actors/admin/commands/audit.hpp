// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Shows who has changed what by a command.
command audit();

} // namespace troupe::admin
