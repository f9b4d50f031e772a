// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/admin/command.hpp"

/// Rooms (XEP-0045): they are asked as their owners' clients do it.
namespace troupe::admin {

/// Lists the public rooms, or all.
command rooms_list();
/// What a room is like, who is in it and who is what to it.
command rooms_describe();

/// Makes a room without entering it.
command rooms_create();
/// Ends a room with all that it has.
command rooms_destroy();

/// Sends an occupant out, who may come back.
command rooms_kick();
/// Takes an occupant's voice.
command rooms_mute();
/// Keeps somebody out for good.
command rooms_ban();
/// What somebody is to a room: asked, or changed.
command rooms_affiliation();

/// What was said in a room, from its archive.
command rooms_export();

} // namespace troupe::admin
