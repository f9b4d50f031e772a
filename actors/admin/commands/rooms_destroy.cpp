// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_asking.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

void run_rooms_destroy(server_access& server, const given_arguments& given,
                       reply<json> done) {
  auto room = room_named(server, given.at("room"));
  if (!room)
    return done(room.error());
  xml::element how{"destroy", ns::muc_owner};
  if (auto other = given.find("alternate"); other != given.end()) {
    auto address = person_named(other->second);
    if (!address)
      return done(address.error());
    how.set("jid", address->str());
  }
  if (auto reason = given.find("reason"); reason != given.end())
    how.add(xml::element{"reason", ns::muc_owner}.with_text(reason->second));
  ask_room(server, *room, xml::iq_type::set,
           xml::element{"query", ns::muc_owner}.with(std::move(how)),
           [room = room->str(), done](const outcome<room_answer>& came) {
             if (!came)
               return done(came.error());
             done(success({{"destroyed", room}}));
           });
}

} // namespace

command rooms_destroy() {
  return {
      .name = "rooms destroy",
      .help
      = "Ends a room with its archive and lists; all occupants are sent out",
      .arguments = {{"room", "room@service"},
                    {.name = "reason",
                     .help = "told to the occupants",
                     .optional = true,
                     .named = true},
                    {.name = "alternate",
                     .help = "a room that they may go to instead",
                     .optional = true,
                     .named = true}},
      .runs = place::running,
      .run = run_rooms_destroy,
      .changes = true};
}

} // namespace troupe::admin
