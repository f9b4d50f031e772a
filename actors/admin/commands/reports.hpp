// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// What users have reported with a block (XEP-0377), the newest first.
command reports();

} // namespace troupe::admin
