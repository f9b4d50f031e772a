// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Lets nobody log in to an account, which keeps all that it has, and ends its
/// sessions.
command disable();

} // namespace troupe::admin
