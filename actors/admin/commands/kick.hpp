// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Ends the sessions of an account, or that of one resource.
command kick();

} // namespace troupe::admin
