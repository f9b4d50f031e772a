// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_people.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

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
  ask_room(s->server, s->room, xml::iq_type::get,
           muc_admin_query(std::move(item)),
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

void run_rooms_affiliation(server_access& server, const given_arguments& given,
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

} // namespace

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
          .run = run_rooms_affiliation,
          .changes = true};
}

} // namespace troupe::admin
