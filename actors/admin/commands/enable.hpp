// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Undoes what `disable` has done.
command enable();

} // namespace troupe::admin
