// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <memory>

#include "actors/admin/commands/rooms.hpp"
#include "actors/admin/commands/rooms_asking.hpp"

namespace troupe::admin {

namespace {

using nlohmann::json;

/// A list of muc#admin (XEP-0045 §9.2, §9.4, §9.5, §9.8): how it is asked for,
/// and where its items go.
struct room_list {
  const char* attribute;
  const char* value;
  const char* key;
};

constexpr std::array lists = {
    room_list{"affiliation", "owner", "owners"},
    room_list{"affiliation", "admin", "admins"},
    room_list{"affiliation", "member", "members"},
    room_list{"affiliation", "outcast", "outcasts"},
    room_list{"role", "moderator", "occupants"},
    room_list{"role", "participant", "occupants"},
    room_list{"role", "visitor", "occupants"},
};

/// One look at a room: its form first, then list after list.
struct inspection {
  inspection(server_access& of, xml::jid which, reply<json> then)
      : server(of), room(std::move(which)), done(std::move(then)) {}

  server_access& server;
  xml::jid room;
  reply<json> done;
  json result;
  std::size_t next = 0; ///< of `lists`
};

using inspection_pointer = std::shared_ptr<inspection>;

/// "muc#roomconfig_roomname" is "roomname", "muc#maxhistoryfetch" is
/// "maxhistoryfetch".
std::string short_name(std::string_view var) {
  for (std::string_view before : {"muc#roomconfig_", "muc#"})
    if (var.starts_with(before))
      return std::string{var.substr(before.size())};
  return std::string{var};
}

bool is_told(const part::form_field& field) {
  using enum part::field_type;
  if (field.var.empty() || !field.type)
    return false;
  // The password is nobody's matter, the people have lists of their own.
  return *field.type != hidden && *field.type != fixed
         && *field.type != text_private && *field.type != jid_multi;
}

json value_of(const part::form_field& field) {
  using enum part::field_type;
  switch (field.type.value_or(text_single)) {
  case boolean:
    return part::read_boolean(field.value()).value_or(false);
  case list_multi:
    return field.values;
  case text_multi:
    return field.lines();
  default:
    return field.value();
  }
}

json settings_in(const xml::stanza& answer) {
  auto settings = json::object();
  const auto* query = answer.child("query", ns::muc_owner);
  const auto* x
      = query != nullptr ? query->child("x", part::ns::data_forms) : nullptr;
  if (x == nullptr)
    return settings;
  auto form = part::read_data_form(*x);
  if (!form)
    return settings;
  for (const auto& field : form->fields)
    if (is_told(field))
      settings[short_name(field.var)] = value_of(field);
  return settings;
}

json to_json(const xml::element& item) {
  auto result = json::object();
  for (const auto* name : {"jid", "nick", "role", "affiliation"})
    if (auto value = item.attr(name))
      result[name] = *value;
  if (const auto* reason = item.child("reason", ns::muc_admin))
    result["reason"] = reason->text();
  return result;
}

void ask_next(const inspection_pointer& i) {
  if (i->next == lists.size())
    return i->done(success(std::move(i->result)));
  const auto& list = lists.at(i->next++);
  auto query = xml::element{"query", ns::muc_admin}.with(
      xml::element{"item", ns::muc_admin}.with(list.attribute, list.value));
  ask_room(i->server, i->room, xml::iq_type::get, std::move(query),
           [i, key = list.key](const outcome<room_answer>& came) {
             if (!came)
               return i->done(came.error());
             auto& into = i->result[key];
             if (const auto* found = came->result.child("query", ns::muc_admin))
               for (const auto* item : found->children())
                 into.push_back(to_json(*item));
             ask_next(i);
           });
}

void run_rooms_describe(server_access& server, const given_arguments& given,
                        reply<json> done) {
  auto room = room_named(server, given.at("room"));
  if (!room)
    return done(room.error());
  auto i = std::make_shared<inspection>(server, *room, std::move(done));
  i->result["room"] = room->str();
  for (const auto& list : lists)
    i->result[list.key] = json::array();
  ask_room(server, *room, xml::iq_type::get,
           xml::element{"query", ns::muc_owner},
           [i](const outcome<room_answer>& came) {
             if (!came)
               return i->done(came.error());
             i->result["settings"] = settings_in(came->result);
             ask_next(i);
           });
}

} // namespace

command rooms_describe() {
  return {"rooms describe",
          "Tells how a room is configured, who is in it and who is what to it",
          {{"room", "room@service"}},
          place::running,
          run_rooms_describe};
}

} // namespace troupe::admin
