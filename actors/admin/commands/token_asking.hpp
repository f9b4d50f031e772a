// SPDX-License-Identifier: Apache-2.0
// What the commands about tokens share.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/admin/server_access.hpp"
#include "actors/web/tokens.hpp"

namespace troupe::admin {

/// What is wrong with a token's name; empty if nothing.
std::string check_token_name(std::string_view name);
/// All tokens of the store.
void read_tokens(server_access& server, reply<std::vector<web::token>> done);

} // namespace troupe::admin
