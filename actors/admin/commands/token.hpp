// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

namespace troupe::admin {

/// Bearer tokens of the API; see web/tokens.hpp.
command token_create();
command token_list();
command token_delete();

} // namespace troupe::admin
