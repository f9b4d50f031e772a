// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Checks the configuration, the certificates and the store.
command check();

} // namespace troupe::admin
