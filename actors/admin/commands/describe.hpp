// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// The state of the central actors as a tree.
command describe();

} // namespace troupe::admin
