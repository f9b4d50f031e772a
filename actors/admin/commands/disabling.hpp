// SPDX-License-Identifier: Apache-2.0
// What `disable` and `enable` share.
#pragma once

#include "actors/admin/server_access.hpp"

namespace troupe::admin {

/// Disables or enables the account that is given; `done_to` names it in the
/// answer.
void change_disabled(server_access& server, const given_arguments& given,
                     actors::account_change what, const char* done_to,
                     reply<nlohmann::json> done);

} // namespace troupe::admin
