// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_people.hpp"

namespace troupe::admin {

namespace {

void run_rooms_kick(server_access& server, const given_arguments& given,
                    reply<nlohmann::json> done) {
  give_role(server, given, muc::role::none, "kicked", std::move(done));
}

} // namespace

command rooms_kick() {
  return {.name = "rooms kick",
          .help = "Sends an occupant out of a room; he may come back",
          .arguments = {{"room", "room@service"},
                        {"nick", "his nickname in the room"},
                        reason_argument},
          .runs = place::running,
          .run = run_rooms_kick,
          .changes = true};
}

} // namespace troupe::admin
