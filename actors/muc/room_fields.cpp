// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_fields.hpp"

namespace troupe::muc {

namespace {

constexpr named_choice pm_choices[] = {
    {"anyone", "Everybody"},
    {"participants", "Those with voice"},
    {"moderators", "Moderators"},
    {"none", "Nobody"},
};

constexpr named_choice whois_choices[] = {
    {"moderators", "Moderators"},
    {"anyone", "Everybody"},
};

constexpr named_choice roles_in_room[] = {
    {"moderator", "Moderators"},
    {"participant", "Participants"},
    {"visitor", "Visitors"},
};

using s = room_settings;

// XEP-0045 §16.5.3, XEP-0500 §5.1; what no XEP has is named as XEP-0068 §3.4
// wants it.
constexpr room_field fields[] = {
    {"muc#roomconfig_roomname", "name", "Name", "", text_rule{&s::name, 256}},
    {"muc#roomconfig_roomdesc", "description", "Description", "",
     text_rule{&s::description, 4096}},
    {"muc#roomconfig_lang", "language", "Language of the discussion",
     "As a tag: en, pt-BR", language_rule{&s::language}},
    {"muc#roomconfig_enablelogging", "logged", "Messages are made public",
     "Occupants are told that the discussion is logged", flag_rule{&s::logged}},
    {"muc#roomconfig_enablearchiving", "archived", "Archive messages",
     "Who may enter can read what was said before", flag_rule{&s::archived}},
    {"muc#roomconfig_changesubject", "change_subject",
     "Participants may change the subject", "", flag_rule{&s::change_subject}},
    {"muc#roomconfig_allowinvites", "allow_invites",
     "Members may invite others",
     "Into a room for members; whom they invite becomes a member",
     flag_rule{&s::allow_invites}},
    {"muc#roomconfig_allowpm", "allow_pm", "Who may send private messages", "",
     choice_rule<private_messages>{&s::allow_pm, pm_choices}},
    {"muc#roomconfig_maxusers", "max_users", "Largest number of occupants", "",
     count_rule{&s::max_users, &room_limits::users}},
    {"muc#roomconfig_presencebroadcast", "presence_broadcast",
     "Roles whose presence is shown", "", roles_rule{&s::presence_broadcast}},
    {"muc#roomconfig_getmemberlist", "get_member_list",
     "Roles that may see the list of members",
     "Members only, and only where everybody sees real addresses",
     roles_rule{&s::get_member_list}},
    {"muc#roomconfig_publicroom", "public", "Show the room in the public list",
     "", flag_rule{&s::is_public}},
    {"muc#roomconfig_persistentroom", "persistent",
     "Keep the room when the last occupant leaves", "",
     flag_rule{&s::persistent}},
    {"muc#roomconfig_moderatedroom", "moderated",
     "Only those with voice may send messages", "", flag_rule{&s::moderated}},
    {"muc#roomconfig_membersonly", "members_only", "Only members may enter", "",
     flag_rule{&s::members_only}},
    {"muc#roomconfig_passwordprotectedroom", "password_protected",
     "A password is needed to enter", "", flag_rule{&s::password_protected}},
    {"muc#roomconfig_roomsecret", "secret", "Password", "",
     secret_rule{&s::secret}},
    {"muc#roomconfig_whois", "whois", "Who sees real addresses", "",
     choice_rule<real_jids>{&s::whois, whois_choices}},
    {"muc#maxhistoryfetch", "history", "Messages that a newcomer gets", "",
     number_rule{&s::history, &room_limits::history}},
    {"muc#roomconfig_slow_mode_duration", "slow_mode", "Slow mode",
     "Seconds that somebody waits between two messages; 0 for none",
     number_rule{&s::slow_mode, &room_limits::slow_mode}},
    {"{urn:troupe:rooms:0}allow_queries", "allow_queries",
     "Occupants may ask each other's clients", "",
     flag_rule{&s::allow_queries}},
};

} // namespace

std::span<const room_field> room_fields() {
  return fields;
}

std::span<const named_choice> role_choices() {
  return roles_in_room;
}

std::string_view name_of(private_messages x) {
  return pm_choices[static_cast<std::size_t>(x)].name;
}

std::string_view name_of(real_jids x) {
  return whois_choices[static_cast<std::size_t>(x)].name;
}

} // namespace troupe::muc
