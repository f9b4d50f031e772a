// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_asking.hpp"
#include "actors/muc/affiliation.hpp"

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

xml::element query_with(xml::element item) {
  return xml::element{"query", ns::muc_admin}.with(std::move(item));
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

/// XEP-0045 §8.2, §8.4.
void give_role(server_access& server, const given_arguments& given,
               muc::role role, const char* key, reply<json> done) {
  auto room = room_named(server, given.at("room"));
  if (!room)
    return done(room.error());
  const auto& nick = given.at("nick");
  auto item = item_of(given);
  item.set("nick", nick);
  item.set("role", name_of(role));
  ask_room(server, *room, xml::iq_type::set, query_with(std::move(item)),
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

void kick_occupant(server_access& server, const given_arguments& given,
                   reply<json> done) {
  give_role(server, given, muc::role::none, "kicked", std::move(done));
}

void mute(server_access& server, const given_arguments& given,
          reply<json> done) {
  give_role(server, given, muc::role::visitor, "muted", std::move(done));
}

/// XEP-0045 §9.1 to §9.3, §10.3 to §10.8.
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
  ask_room(server, *room, xml::iq_type::set, query_with(std::move(item)),
           [told, done](const outcome<room_answer>& came) {
             if (!came)
               return done(came.error());
             done(success(told));
           });
}

void ban(server_access& server, const given_arguments& given,
         reply<json> done) {
  give_affiliation(server, given, muc::affiliation::outcast, std::move(done));
}

/// The lists are read until one has him.
struct list_search {
  explicit list_search(server_access& of) : server(of) {}

  server_access& server;
  xml::jid room, who;
  std::vector<muc::affiliation> lists;
  reply<json> done;
};

void read_next(const std::shared_ptr<list_search>& s) {
  json told{{"room", s->room.str()}, {"jid", s->who.str()}};
  if (s->lists.empty()) {
    told["affiliation"] = name_of(muc::affiliation::none);
    return s->done(success(std::move(told)));
  }
  const auto affiliation = s->lists.back();
  s->lists.pop_back();
  told["affiliation"] = name_of(affiliation);
  auto item = xml::element{"item", ns::muc_admin}.with("affiliation",
                                                       name_of(affiliation));
  ask_room(s->server, s->room, xml::iq_type::get, query_with(std::move(item)),
           [s, told](const outcome<room_answer>& came) mutable {
             if (!came)
               return s->done(came.error());
             if (const auto* query = came->result.child("query", ns::muc_admin))
               for (const auto* each : query->children())
                 if (each->attr_or_empty("jid") == s->who.str())
                   return s->done(success(std::move(told)));
             read_next(s);
           });
}

void find_affiliation(server_access& server, const given_arguments& given,
                      reply<json> done) {
  auto room = room_named(server, given.at("room"));
  if (!room)
    return done(room.error());
  auto who = person_named(given.at("who"));
  if (!who)
    return done(who.error());
  auto s = std::make_shared<list_search>(server);
  s->room = *room;
  s->who = *who;
  using enum muc::affiliation;
  s->lists = {outcast, member, admin, owner}; // from the end
  s->done = std::move(done);
  read_next(s);
}

void get_or_set(server_access& server, const given_arguments& given,
                reply<json> done) {
  const auto wanted = given.find("affiliation");
  if (wanted == given.end())
    return find_affiliation(server, given, std::move(done));
  auto as = muc::affiliation_from(wanted->second);
  if (!as)
    return done(failure{failure_code::usage,
                        '"' + wanted->second
                            + "\" is no affiliation; there are owner, admin,"
                              " member, none and outcast"});
  give_affiliation(server, given, *as, std::move(done));
}

constexpr argument reason_argument{.name = "reason",
                                   .help = "told to who is concerned",
                                   .optional = true,
                                   .named = true};

} // namespace

command rooms_kick() {
  return {.name = "rooms kick",
          .help = "Sends an occupant out of a room; he may come back",
          .arguments = {{"room", "room@service"},
                        {"nick", "his nickname in the room"},
                        reason_argument},
          .runs = place::running,
          .run = kick_occupant,
          .changes = true};
}

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
      .run = mute,
      .changes = true};
}

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
      .run = ban,
      .changes = true};
}

command rooms_affiliation() {
  return {.name = "rooms affiliation",
          .help = "Tells what somebody is to a room, or makes him that",
          .arguments = {{"room", "room@service"},
                        {"who", "user@host, or a whole domain"},
                        {.name = "affiliation",
                         .help = "owner, admin, member, none or outcast",
                         .optional = true},
                        reason_argument},
          .runs = place::running,
          .run = get_or_set,
          .changes = true};
}

} // namespace troupe::admin
