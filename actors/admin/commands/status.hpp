// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// How the server is: process, listeners, counts, store, certificates.
command status();

} // namespace troupe::admin
