// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Reads the configuration and the certificates again.
command reload();

} // namespace troupe::admin
