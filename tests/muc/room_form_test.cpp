// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/room_form.hpp"
#include "actors/part/stored_xml.hpp"
#include "tests/support/print_result.hpp"

namespace room_form_test {

using namespace troupe;
using muc::read_submission;
using muc::role;
using muc::room_limits;
using muc::room_settings;
using part::data_form;
using xml::condition;

namespace {

const auto room = *xml::jid::parse("coven@conference.example.org");

data_form config(const room_settings& now = {},
                 const room_limits& limits = {}) {
  return config_form(room, now, limits, {"bob@example.net"},
                     {"alice@example.org"});
}

std::string values_of(const data_form& form, std::string_view var) {
  const auto* field = form.find(var);
  if (!field)
    return "absent";
  std::string text;
  for (const auto& value : field->values)
    text += (text.empty() ? "" : " ") + value;
  return text;
}

std::string options_of(const data_form& form, std::string_view var) {
  std::string text;
  for (const auto& option : form.find(var)->options)
    text += (text.empty() ? "" : " ") + option.value;
  return text;
}

/// A submission of one field; an empty name has none.
data_form submitted(std::string_view var, std::vector<std::string> values) {
  data_form form{part::form_type::submit, muc::ns::room_config};
  if (!var.empty())
    form.add({.var = std::string{var}, .values = std::move(values)});
  return form;
}

auto submit(std::string_view var, std::vector<std::string> values,
            const room_settings& now = {}, const room_limits& limits = {}) {
  return read_submission(submitted("muc#" + std::string{var}, values), now,
                         limits);
}

room_settings after(std::string_view var, std::vector<std::string> values,
                    const room_settings& now = {},
                    const room_limits& limits = {}) {
  auto read = submit(var, std::move(values), now, limits);
  REQUIRE(read);
  return read->settings;
}

std::string text_of_error(std::string_view var, std::string value,
                          const room_limits& limits = {}) {
  auto read = submit(var, {std::move(value)}, {}, limits);
  REQUIRE_FALSE(read);
  CHECK(read.error().what == condition::not_acceptable);
  return read.error().text;
}

} // namespace

TEST_CASE("the form of a room has its settings as they are") {
  room_settings now;
  now.name = "A Dark Cave";
  now.secret = "cauldron";
  now.allow_pm = muc::private_messages::none;
  auto form = config(now);

  const std::pair<std::string, std::string> rows[] = {
      {"FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"},
      {"muc#roomconfig_roomname", "A Dark Cave"},
      {"muc#roomconfig_roomdesc", ""},
      {"muc#roomconfig_lang", ""},
      {"muc#roomconfig_enablelogging", "0"},
      {"muc#roomconfig_enablearchiving", "1"},
      {"muc#roomconfig_changesubject", "0"},
      {"muc#roomconfig_allowinvites", "0"},
      {"muc#roomconfig_allowpm", "none"},
      {"muc#roomconfig_maxusers", "none"},
      {"muc#roomconfig_presencebroadcast", "moderator participant visitor"},
      {"muc#roomconfig_getmemberlist", "moderator participant visitor"},
      {"muc#roomconfig_publicroom", "1"},
      {"muc#roomconfig_persistentroom", "0"},
      {"muc#roomconfig_moderatedroom", "0"},
      {"muc#roomconfig_membersonly", "0"},
      {"muc#roomconfig_passwordprotectedroom", "0"},
      {"muc#roomconfig_roomsecret", "cauldron"},
      {"muc#roomconfig_whois", "moderators"},
      {"muc#maxhistoryfetch", "20"},
      {"muc#roomconfig_slow_mode_duration", "0"},
      {"{urn:troupe:rooms:0}allow_queries", "1"},
      {"muc#roomconfig_roomadmins", "bob@example.net"},
      {"muc#roomconfig_roomowners", "alice@example.org"},
  };
  CHECK(form.fields.size() == std::size(rows));
  for (const auto& [var, values] : rows) {
    INFO(var);
    CHECK(values_of(form, var) == values);
    REQUIRE(form.find(var));
    CHECK(form.find(var)->type);
    CHECK((var == "FORM_TYPE" || !form.find(var)->label.empty()));
  }
  CHECK(form.title == "Settings of coven@conference.example.org");
}

TEST_CASE("a form that comes back unchanged changes nothing") {
  room_settings now;
  now.name = "A Dark Cave";
  now.description = "For witches";
  now.whois = muc::real_jids::anyone;
  now.max_users = 33;
  now.slow_mode = 5;
  now.presence_broadcast = {};
  auto form = config(now);
  form.type = part::form_type::submit;

  auto read = read_submission(form, now, {});

  REQUIRE(read);
  CHECK(read->settings == now);
  CHECK(read->admins->at(0).str() == "bob@example.net");
  CHECK(read->owners->at(0).str() == "alice@example.org");
}

TEST_CASE("numbers of occupants are offered as far as the service goes") {
  constexpr auto var = "muc#roomconfig_maxusers";
  room_settings small;
  small.max_users = 7;

  CHECK(options_of(config(), var) == "10 20 50 100 500 1000 none");
  CHECK(options_of(config(small), var) == "7 10 20 50 100 500 1000 none");
  CHECK(options_of(config(small, {.users = 200}), var) == "7 10 20 50 100 200");
  CHECK(options_of(config({}, {.users = 200}), var) == "10 20 50 100 200 none");
}

TEST_CASE("the slow mode is offered as XEP-0500 has it") {
  auto text = part::to_stored(to_element(config()));

  CHECK_THAT(text, Catch::Contains("var='muc#roomconfig_slow_mode_duration' "
                                   "type='text-single'"));
  CHECK_THAT(text, Catch::Contains("datatype='xs:integer'><range min='0' "
                                   "max='86400'/>"));
}

TEST_CASE("each setting is taken from a submission") {
  CHECK(after("roomconfig_roomname", {"Cave"}).name == "Cave");
  CHECK(after("roomconfig_roomdesc", {"a", "b"}).description == "a\nb");
  CHECK(after("roomconfig_lang", {"pt-BR"}).language == "pt-BR");
  CHECK(after("roomconfig_enablelogging", {"1"}).logged);
  CHECK_FALSE(after("roomconfig_enablearchiving", {"0"}).archived);
  CHECK(after("roomconfig_changesubject", {"true"}).change_subject);
  CHECK(after("roomconfig_allowinvites", {"1"}).allow_invites);
  CHECK(after("roomconfig_allowpm", {"participants"}).allow_pm
        == muc::private_messages::participants);
  CHECK(after("roomconfig_maxusers", {"25"}).max_users == 25);
  auto shown = after("roomconfig_presencebroadcast", {"moderator", "visitor"});
  CHECK(shown.presence_broadcast.has(role::moderator));
  CHECK(shown.presence_broadcast.has(role::visitor));
  CHECK_FALSE(shown.presence_broadcast.has(role::participant));
  CHECK_FALSE(after("roomconfig_getmemberlist", {"moderator"})
                  .get_member_list.has(role::visitor));
  CHECK_FALSE(after("roomconfig_publicroom", {"false"}).is_public);
  CHECK(after("roomconfig_persistentroom", {"1"}).persistent);
  CHECK(after("roomconfig_moderatedroom", {"1"}).moderated);
  CHECK(after("roomconfig_membersonly", {"1"}).members_only);
  CHECK(after("roomconfig_roomsecret", {"s"}).secret == "s");
  CHECK(after("roomconfig_whois", {"anyone"}).whois == muc::real_jids::anyone);
  CHECK(after("maxhistoryfetch", {"50"}).history == 50);
  CHECK(after("roomconfig_slow_mode_duration", {"20"}).slow_mode == 20);
  auto queries = read_submission(
      submitted("{urn:troupe:rooms:0}allow_queries", {"0"}), {}, {});
  CHECK_FALSE(queries->settings.allow_queries);
}

TEST_CASE("what is absent stays, what is empty is taken away") {
  room_settings now;
  now.name = "Cave";
  now.persistent = true;
  now.history = 7;
  now.max_users = 30;
  now.whois = muc::real_jids::anyone;

  CHECK(read_submission(submitted("", {}), now, {})->settings == now);
  CHECK(read_submission(data_form{part::form_type::submit}, now, {})->settings
        == now);
  CHECK(after("roomconfig_colour", {"red"}, now) == now);
  CHECK(after("roomconfig_roomname", {}, now).name.empty());
  CHECK(after("roomconfig_roomname", {""}, now).name.empty());
  CHECK_FALSE(after("roomconfig_persistentroom", {}, now).persistent);
  CHECK(after("roomconfig_presencebroadcast", {}, now).presence_broadcast
        == muc::role_set{});
  CHECK(after("maxhistoryfetch", {}, now).history == 7);
  CHECK(after("roomconfig_whois", {""}, now).whois == muc::real_jids::anyone);
  CHECK(after("roomconfig_maxusers", {}, now).max_users == 30);
  CHECK(after("roomconfig_maxusers", {"none"}, now).max_users == 0);
  CHECK(after("roomconfig_maxusers", {"0"}, now).max_users == 0);
}

TEST_CASE("a bad value is refused with what would be right") {
  struct row {
    const char *var, *value, *text;
  };
  const row rows[] = {
      {"roomconfig_persistentroom", "yes",
       "Keep the room when the last occupant leaves: 1 or 0"},
      {"roomconfig_lang", "pt_BR",
       "Language of the discussion: a tag of a language, as en or pt-BR"},
      {"roomconfig_whois", "nobody",
       "Who sees real addresses: one of those offered"},
      {"roomconfig_allowpm", "0",
       "Who may send private messages: one of those offered"},
      {"roomconfig_presencebroadcast", "witch",
       "Roles whose presence is shown: some of those offered"},
      {"roomconfig_presencebroadcast", "none",
       "Roles whose presence is shown: some of those offered"},
      {"maxhistoryfetch", "51",
       "Messages that a newcomer gets: a number from 0 to 50"},
      {"maxhistoryfetch", "-1",
       "Messages that a newcomer gets: a number from 0 to 50"},
      {"maxhistoryfetch", "all",
       "Messages that a newcomer gets: a number from 0 to 50"},
      {"roomconfig_slow_mode_duration", "99999999999999999999",
       "Slow mode: a number from 0 to 86400"},
      {"roomconfig_roomadmins", "@", "this is no address: @"},
      {"roomconfig_roomowners", "a b", "this is no address: a b"},
      {"roomconfig_passwordprotectedroom", "1",
       "Password: it must not be empty"},
  };
  for (const auto& [var, value, text] : rows) {
    INFO(var);
    CHECK(text_of_error(var, value) == text);
  }
  CHECK(text_of_error("roomconfig_roomname", std::string(257, 'a'))
        == "Name: at most 256 bytes");
  CHECK(text_of_error("roomconfig_maxusers", "300", {.users = 200})
        == "Largest number of occupants: a number from 0 to 200");
}

TEST_CASE("a limit of the service holds unless there is none yet") {
  room_settings limited;
  limited.max_users = 100;
  constexpr room_limits limits{.users = 200};

  CHECK(after("roomconfig_maxusers", {"none"}, {}, limits).max_users == 0);
  CHECK(submit("roomconfig_maxusers", {"none"}, limited, limits).error().text
        == "Largest number of occupants: at most 200");
}

TEST_CASE("a setting above a later limit may stay, but not be another") {
  room_settings now;
  now.max_users = 300;
  now.history = 90;
  constexpr room_limits limits{.users = 200};
  auto form = config(now, limits);
  form.type = part::form_type::submit;

  CHECK(read_submission(form, now, limits)->settings == now);
  CHECK_FALSE(submit("maxhistoryfetch", {"89"}, now, limits));
}

TEST_CASE("a password is needed where one is asked for") {
  auto form = submitted("muc#roomconfig_passwordprotectedroom", {"1"});
  form.add({.var = "muc#roomconfig_roomsecret", .values = {"s"}});
  room_settings secured;
  secured.secret = "s";
  secured.password_protected = true;

  CHECK(read_submission(form, {}, {})->settings == secured);
  CHECK_FALSE(submit("roomconfig_roomsecret", {""}, secured));
}

TEST_CASE("a form of another kind is refused") {
  data_form form{part::form_type::submit, "urn:other"};

  CHECK(read_submission(form, {}, {}).error().what == condition::bad_request);
}

TEST_CASE("the lists of a form are full ones of bare addresses") {
  auto admins
      = submit("roomconfig_roomadmins",
               {"bob@example.net/a", "bob@example.net.org", "Bob@example.net"});

  REQUIRE(admins);
  REQUIRE(admins->admins->size() == 2);
  CHECK(admins->admins->at(0).str() == "bob@example.net");
  CHECK(admins->admins->at(1).str() == "bob@example.net.org");
  CHECK_FALSE(admins->owners);
  CHECK(submit("roomconfig_roomadmins", {})->admins->empty());
  CHECK(submit("roomconfig_roomowners", {}).error().what
        == condition::conflict);
}

TEST_CASE("disco tells of a room what clients want to know before") {
  room_settings x;
  x.name = "A Dark Cave";
  x.description = "For witches";
  x.language = "en";
  x.slow_mode = 20;
  x.change_subject = true;

  CHECK(part::to_stored(
            to_element(info_form(x, {.occupants = 3,
                                     .subject = "Spells",
                                     .contacts = {"alice@example.org"}})))
        == "<x xmlns='jabber:x:data' type='result'>"
           "<field var='FORM_TYPE' type='hidden'>"
           "<value>http://jabber.org/protocol/muc#roominfo</value></field>"
           "<field var='muc#roomconfig_roomname' type='text-single'"
           " label='Name'>"
           "<value>A Dark Cave</value></field>"
           "<field var='muc#roominfo_description' type='text-single'"
           " label='Description'>"
           "<value>For witches</value></field>"
           "<field var='muc#roominfo_lang' type='text-single'"
           " label='Language of the discussion'>"
           "<value>en</value></field>"
           "<field var='muc#roominfo_occupants' type='text-single'"
           " label='Occupants'>"
           "<value>3</value></field>"
           "<field var='muc#roominfo_subject' type='text-single'"
           " label='Subject'>"
           "<value>Spells</value></field>"
           "<field var='muc#roominfo_subjectmod' type='boolean'"
           " label='Participants may change the subject'>"
           "<value>1</value></field>"
           "<field var='muc#roomconfig_changesubject' type='boolean'"
           " label='Participants may change the subject'>"
           "<value>1</value></field>"
           "<field var='muc#roomconfig_allowinvites' type='boolean'"
           " label='Members may invite others'>"
           "<value>0</value></field>"
           "<field var='muc#roomconfig_allowpm' type='text-single'"
           " label='Who may send private messages'>"
           "<value>anyone</value></field>"
           "<field var='muc#maxhistoryfetch' type='text-single'"
           " label='Messages that a newcomer gets'>"
           "<value>20</value></field>"
           "<field var='muc#roominfo_slow_mode_duration' type='text-single'"
           " label='Slow mode'>"
           "<value>20</value></field>"
           "<field var='muc#roominfo_contactjid' type='jid-multi'"
           " label='Contacts'>"
           "<value>alice@example.org</value></field></x>");
}

TEST_CASE("what a room does not have is not told") {
  auto form = muc::info_form({}, {});

  CHECK(values_of(form, "muc#roomconfig_roomname") == "absent");
  CHECK(values_of(form, "muc#roominfo_subject") == "absent");
  CHECK(values_of(form, "muc#roominfo_contactjid") == "absent");
  CHECK(values_of(form, "muc#roominfo_occupants") == "0");
  CHECK(values_of(form, "muc#roominfo_slow_mode_duration") == "0");
}

} // namespace room_form_test
