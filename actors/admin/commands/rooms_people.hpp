// SPDX-License-Identifier: Apache-2.0
// What the commands about the people of rooms share.
#pragma once

#include "actors/admin/commands/rooms_asking.hpp"
#include "actors/muc/affiliation.hpp"

namespace troupe::admin {

inline constexpr argument reason_argument{.name = "reason",
                                          .help = "told to who is concerned",
                                          .optional = true,
                                          .named = true};

xml::element muc_admin_query(xml::element item);

/// Gives the occupant that is named a role (XEP-0045 §8.2, §8.4); `key` names
/// him in the answer.
void give_role(server_access& server, const given_arguments& given,
               muc::role role, const char* key, reply<nlohmann::json> done);

/// Gives the one that is named an affiliation (§9.1 to §9.3, §10.3 to §10.8).
void give_affiliation(server_access& server, const given_arguments& given,
                      muc::affiliation as, reply<nlohmann::json> done);

} // namespace troupe::admin
