// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "actors/muc/affiliation.hpp"
#include "actors/muc/room_settings.hpp"

/// What settings make of the tables in `affiliation.hpp`.
namespace troupe::muc {

/// Whether an occupant may do that in a room of these settings (§5.1.1, those
/// with a star).
bool may(standing who, role_privilege what, const room_settings& in);

/// Why somebody may not have the list of an affiliation (§9.2, §9.5, §10.5,
/// §10.8); nothing where he may. There is no list of `none` (§5.2).
std::optional<xml::condition> refusal_of_list(standing who, affiliation wanted,
                                              const room_settings& in);

/// The same for the occupants of a role (§8.5, §9.8).
std::optional<xml::condition> refusal_of_list(standing who, role wanted);

} // namespace troupe::muc
