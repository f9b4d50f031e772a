// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Where a message is, by its stanza-id: what the accounts in memory did with
/// it, and in which stores it lies.
command message();

} // namespace troupe::admin
