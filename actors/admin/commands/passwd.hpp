// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Sets the password of an account.
command passwd();

} // namespace troupe::admin
