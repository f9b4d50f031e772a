// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Makes a self-signed certificate for a host, never over another.
command cert();

} // namespace troupe::admin
