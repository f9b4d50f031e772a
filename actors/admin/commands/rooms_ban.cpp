// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_people.hpp"

namespace troupe::admin {

namespace {

void run_rooms_ban(server_access& server, const given_arguments& given,
                   reply<nlohmann::json> done) {
  give_affiliation(server, given, muc::affiliation::outcast, std::move(done));
}

} // namespace

command rooms_ban() {
  return {
      .name = "rooms ban",
      .help
      = "Sends somebody out of a room and keeps him out until he has another"
        " affiliation",
      .arguments = {{"room", "room@service"},
                    {"who", "user@host, or a whole domain"},
                    reason_argument},
      .runs = place::running,
      .run = run_rooms_ban,
      .changes = true};
}

} // namespace troupe::admin
