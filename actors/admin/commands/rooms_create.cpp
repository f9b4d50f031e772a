// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_asking.hpp"
#include "actors/muc/room_form.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

/// Nothing where the one is not given; a failure where both are.
outcome<bool> one_of(const given_arguments& given, const char* yes,
                     const char* no, bool otherwise) {
  if (given.contains(yes) && given.contains(no))
    return failure{failure_code::usage, std::string{"--"} + yes + " and --" + no
                                            + " exclude each other"};
  return given.contains(yes) || (otherwise && !given.contains(no));
}

/// What an owner would submit who has just made the room (XEP-0045 §10.1.3).
outcome<part::data_form> wished_form(const given_arguments& given) {
  auto is_public = one_of(given, "public", "hidden", true);
  auto is_persistent = one_of(given, "persistent", "temporary", true);
  if (!is_public)
    return is_public.error();
  if (!is_persistent)
    return is_persistent.error();
  auto form = filled_form(muc::ns::room_config);
  fill(form, "muc#roomconfig_publicroom", part::write_boolean(*is_public));
  fill(form, "muc#roomconfig_persistentroom",
       part::write_boolean(*is_persistent));
  if (auto name = given.find("name"); name != given.end())
    fill(form, "muc#roomconfig_roomname", name->second);
  if (auto owner = given.find("owner"); owner != given.end()) {
    auto who = person_named(owner->second);
    if (!who)
      return who.error();
    fill(form, "muc#roomconfig_roomowners", who->str());
  }
  return form;
}

/// The room makes itself of it, with nobody in: it knows whom it is from.
void make(server_access& server, const xml::jid& room,
          const part::data_form& form, reply<json> done) {
  ask_room(server, room, xml::iq_type::set,
           xml::element{"query", ns::muc_owner}.with(to_element(form)),
           [room, done](const outcome<room_answer>& came) {
             if (!came)
               return done(came.error());
             done(success({{"created", room.str()}}));
           });
}

void run_rooms_create(server_access& server, const given_arguments& given,
                      reply<json> done) {
  auto room = room_named(server, given.at("room"));
  if (!room)
    return done(room.error());
  auto form = wished_form(given);
  if (!form)
    return done(form.error());
  // What is there must not be configured anew.
  ask_room(server, *room, xml::iq_type::get,
           xml::element{"query", ns::disco_info},
           [&server, room = *room, form = *form,
            done](const outcome<room_answer>& came) {
             if (came)
               return done(failure{failure_code::conflict,
                                   room.str() + " exists already"});
             if (came.error().code != failure_code::not_found)
               return done(came.error());
             make(server, room, form, done);
           });
}

} // namespace

command rooms_create() {
  return {
      .name = "rooms create",
      .help
      = "Makes a room that stays and that all may see, unless told otherwise",
      .arguments
      = {{"room", "room@service"},
         {.name = "owner",
          .help = "who may configure it besides the server's administrators",
          .optional = true,
          .named = true},
         {.name = "name",
          .help = "as clients show it",
          .optional = true,
          .named = true},
         {.name = "public",
          .help = "in the list of rooms; the default",
          .optional = true,
          .flag = true},
         {.name = "hidden",
          .help = "not in the list of rooms",
          .optional = true,
          .flag = true},
         {.name = "persistent",
          .help = "stays when nobody is in; the default",
          .optional = true,
          .flag = true},
         {.name = "temporary",
          .help = "ends when the last occupant leaves",
          .optional = true,
          .flag = true}},
      .runs = place::running,
      .run = run_rooms_create,
      .changes = true};
}

} // namespace troupe::admin
