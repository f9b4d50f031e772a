// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Lists the accounts, of all hosts or of one.
command users();

} // namespace troupe::admin
