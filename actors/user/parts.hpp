// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/catalogue.hpp"

namespace troupe::user {

/// All parts of an account: one line each in the .cpp. Within a stage they run
/// in that order.
const part::user_catalogue& user_parts();

} // namespace troupe::user
