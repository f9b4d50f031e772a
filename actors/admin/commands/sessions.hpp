// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Lists who is logged in.
command sessions();

} // namespace troupe::admin
