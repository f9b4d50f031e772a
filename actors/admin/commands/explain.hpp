// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// What would become of a stanza, without sending it.
command explain();

} // namespace troupe::admin
