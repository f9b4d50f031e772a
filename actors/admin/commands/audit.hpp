// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Shows who has changed what by a command, or read what people say.
command audit();

} // namespace troupe::admin
