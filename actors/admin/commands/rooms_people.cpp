// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/rooms_people.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

/// An `<item/>` of muc#admin with the reason, if one is given.
xml::element item_of(const given_arguments& given) {
  xml::element item{"item", ns::muc_admin};
  if (auto reason = given.find("reason"); reason != given.end())
    item.add(xml::element{"reason", ns::muc_admin}.with_text(reason->second));
  return item;
}

/// Is there no such room, or no such occupant? The room's error is the same.
void tell_what_is_missing(server_access& server, const xml::jid& room,
                          const std::string& nick, reply<json> done) {
  ask_room(server, room, xml::iq_type::get,
           xml::element{"query", ns::disco_info},
           [room = room.str(), nick, done](const outcome<room_answer>& came) {
             if (!came)
               return done(came.error());
             done(failure{failure_code::not_found,
                          "nobody in " + room + " has the nickname \"" + nick
                              + "\"; \"troupectl rooms describe " + room
                              + "\" lists the occupants"});
           });
}

} // namespace

xml::element muc_admin_query(xml::element item) {
  return xml::element{"query", ns::muc_admin}.with(std::move(item));
}

void give_role(server_access& server, const given_arguments& given,
               muc::role role, const char* key, reply<json> done) {
  auto room = room_named(server, given.at("room"));
  if (!room)
    return done(room.error());
  const auto& nick = given.at("nick");
  auto item = item_of(given);
  item.set("nick", nick);
  item.set("role", name_of(role));
  ask_room(server, *room, xml::iq_type::set, muc_admin_query(std::move(item)),
           [&server, room = *room, nick, key = std::string{key},
            done](const outcome<room_answer>& came) {
             if (came) {
               json told{{"room", room.str()}};
               told[key] = nick;
               return done(success(std::move(told)));
             }
             if (came.error().code == failure_code::not_found)
               return tell_what_is_missing(server, room, nick, done);
             done(came.error());
           });
}

void give_affiliation(server_access& server, const given_arguments& given,
                      muc::affiliation as, reply<json> done) {
  auto room = room_named(server, given.at("room"));
  if (!room)
    return done(room.error());
  auto who = person_named(given.at("who"));
  if (!who)
    return done(who.error());
  auto item = item_of(given);
  item.set("jid", who->str());
  item.set("affiliation", name_of(as));
  const json told{
      {"room", room->str()}, {"jid", who->str()}, {"affiliation", name_of(as)}};
  ask_room(server, *room, xml::iq_type::set, muc_admin_query(std::move(item)),
           [told, done](const outcome<room_answer>& came) {
             if (!came)
               return done(came.error());
             done(success(told));
           });
}

} // namespace troupe::admin
