// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_people.hpp"

namespace troupe::admin {

namespace {

void run_rooms_mute(server_access& server, const given_arguments& given,
                    reply<nlohmann::json> done) {
  give_role(server, given, muc::role::visitor, "muted", std::move(done));
}

} // namespace

command rooms_mute() {
  return {
      .name = "rooms mute",
      .help
      = "Makes an occupant a visitor, who may listen and not speak, until he"
        " enters anew",
      .arguments = {{"room", "room@service"},
                    {"nick", "his nickname in the room"},
                    reason_argument},
      .runs = place::running,
      .run = run_rooms_mute,
      .changes = true};
}

} // namespace troupe::admin
