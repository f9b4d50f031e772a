// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/stored_xml.hpp"
#include "tests/admin/fake_server.hpp"
#include "xml/writer.hpp"

namespace rooms_test {

using namespace troupe;
using namespace troupe::admin;
using admin::test::fake_server;
using nlohmann::json;

namespace {

constexpr auto coven = "coven@conference.example.org";

xml::stanza result() {
  return xml::stanza{xml::stanza_kind::iq, "result", "rooms"};
}

xml::stanza result(std::string_view payload) {
  return result().with(part::stored_element(payload).value());
}

xml::stanza refusal(xml::condition what, std::string_view text = {}) {
  return xml::stanza{xml::stanza_kind::iq, "error", "rooms"}.with(
      to_element(xml::stanza_error::make(what, text)));
}

/// The payload of the request that was sent as the last one.
std::string asked(const fake_server& server) {
  return xml::to_string(*server.asked.back().first_child());
}

failure fault(fake_server& server, std::string_view name,
              const given_arguments& given) {
  auto answer = server.run(name, given);
  REQUIRE_FALSE(answer);
  return answer.error();
}

} // namespace

TEST_CASE("public rooms are listed over all pages, sorted by address") {
  fake_server server;
  server.answers
      = {{result("<query xmlns='http://jabber.org/protocol/disco#items'>"
                 "<item jid='heath@conference.example.org' name='A Heath'/>"
                 "<set xmlns='http://jabber.org/protocol/rsm'>"
                 "<last>heath</last></set></query>")},
         {result("<query xmlns='http://jabber.org/protocol/disco#items'>"
                 "<item jid='coven@conference.example.org'/></query>")}};
  server.owners["public.conference.example.org"]
      = {coven, "heath@conference.example.org"};

  auto answer = server.run("rooms list", {{"host", "Example.ORG"}});

  REQUIRE(answer);
  CHECK((*answer)["rooms"] == json::parse(R"([
    {"jid": "coven@conference.example.org", "name": "", "public": true},
    {"jid": "heath@conference.example.org", "name": "A Heath",
     "public": true}])"));
  REQUIRE(server.asked.size() == 2);
  CHECK(server.asked[1].to().str() == "conference.example.org");
  CHECK_THAT(asked(server), Catch::Contains("<after>heath</after>"));
}

TEST_CASE("hidden rooms are listed on request") {
  fake_server server;
  const auto items
      = result("<query xmlns='http://jabber.org/protocol/disco#items'>"
               "<item jid='coven@conference.example.org' name='C'/>"
               "<item jid='cellar@conference.example.org'/></query>");
  server.answers = {{items}, {items}};
  server.owners["public.conference.example.org"] = {coven};

  auto some = server.run("rooms list", {{"host", "example.org"}});
  auto answer
      = server.run("rooms list", {{"host", "example.org"}, {"all", "true"}});

  REQUIRE(some);
  CHECK((*some)["rooms"].size() == 1);
  REQUIRE(answer);
  CHECK((*answer)["rooms"] == json::parse(R"([
    {"jid": "cellar@conference.example.org", "name": "", "public": false},
    {"jid": "coven@conference.example.org", "name": "C", "public": true}])"));
}

TEST_CASE("each host's service is asked for its rooms") {
  fake_server server;
  server.answers = {{result()}, {result()}};

  auto answer = server.run("rooms list");

  REQUIRE(answer);
  CHECK((*answer)["rooms"] == json::array());
  CHECK(server.asked.size() == 2);
  CHECK(fault(server, "rooms list", {{"host", "example.net"}}).code
        == failure_code::not_found);
}

TEST_CASE("where rooms are switched off it is told which key does that") {
  fake_server server;
  server.config.rooms.enabled = false;

  CHECK_THAT(fault(server, "rooms list", {}).message,
             Catch::Contains("rooms.enabled"));
  CHECK_THAT(fault(server, "rooms describe", {{"room", coven}}).message,
             Catch::Contains("rooms.enabled"));
  CHECK(server.asked.empty());
}

TEST_CASE("addresses that name no room here are refused") {
  struct refused {
    const char* room;
    failure_code code;
    const char* hint;
  };
  const auto all = {
      refused{"coven", failure_code::usage, "room@service"},
      refused{"conference.example.org", failure_code::usage, "room@service"},
      refused{"a b@conference.example.org", failure_code::usage, "JID"},
      refused{"", failure_code::usage, "JID"},
      refused{"coven@conference.example.org/nick", failure_code::usage,
              "leave out the nickname"},
      refused{"coven@example.org", failure_code::not_found,
              "conference.example.org"},
      refused{"coven@conference.example.net", failure_code::not_found,
              "conference.example.org"},
  };
  fake_server server;
  for (const auto& [room, code, hint] : all) {
    INFO(room);
    auto why = fault(server, "rooms destroy", {{"room", room}});
    CHECK(why.code == code);
    CHECK_THAT(why.message, Catch::Contains(hint));
  }
  CHECK(server.asked.empty());
}

TEST_CASE("a room is described with its settings, lists and occupants") {
  fake_server server;
  server.answers.push_back({result(
      "<query xmlns='http://jabber.org/protocol/muc#owner'>"
      "<x xmlns='jabber:x:data' type='form'>"
      "<field var='FORM_TYPE' type='hidden'><value>x</value></field>"
      "<field var='muc#roomconfig_roomname' type='text-single'>"
      "<value>A Dark Cave</value></field>"
      "<field var='muc#roomconfig_publicroom' type='boolean'><value>1</value>"
      "</field>"
      "<field var='muc#roomconfig_roomsecret' type='text-private'>"
      "<value>cauldron</value></field>"
      "<field var='muc#maxhistoryfetch' type='text-single'><value>20</value>"
      "</field></x></query>")});
  const std::string query = "<query xmlns='http://jabber.org/protocol/"
                            "muc#admin'>";
  server.answers.push_back(
      {result(query
              + "<item affiliation='owner' jid='crone1@example.org'/>"
                "</query>")});
  for (int i = 0; i < 2; ++i)
    server.answers.push_back({result(query + "</query>")});
  server.answers.push_back(
      {result(query
              + "<item affiliation='outcast' jid='macbeth@example.net'>"
                "<reason>Treason</reason></item></query>")});
  server.answers.push_back(
      {result(query
              + "<item role='moderator' nick='first' affiliation='owner'"
                " jid='crone1@example.org/desktop'/></query>")});
  for (int i = 0; i < 2; ++i)
    server.answers.push_back({result(query + "</query>")});

  auto answer = server.run("rooms describe", {{"room", coven}});

  REQUIRE(answer);
  CHECK(*answer == json::parse(R"({
    "room": "coven@conference.example.org",
    "settings": {"roomname": "A Dark Cave", "publicroom": true,
                 "maxhistoryfetch": "20"},
    "owners": [{"affiliation": "owner", "jid": "crone1@example.org"}],
    "admins": [], "members": [],
    "outcasts": [{"affiliation": "outcast", "jid": "macbeth@example.net",
                  "reason": "Treason"}],
    "occupants": [{"nick": "first", "role": "moderator",
                   "affiliation": "owner",
                   "jid": "crone1@example.org/desktop"}]})"));
}

TEST_CASE("a room is made as its owner would configure it") {
  fake_server server;
  server.answers = {{refusal(xml::condition::item_not_found)}, {result()}};

  auto answer = server.run("rooms create", {{"room", "Coven@Conference.Example"
                                                     ".ORG"},
                                            {"owner", "alice@example.net"},
                                            {"name", "A & B"},
                                            {"hidden", "true"}});

  REQUIRE(answer);
  CHECK(*answer == json{{"created", coven}});
  CHECK(server.asked.back().type() == "set");
  const auto text = asked(server);
  for (const auto* field :
       {"<field var='muc#roomconfig_publicroom'><value>0</value>",
        "<field var='muc#roomconfig_persistentroom'><value>1</value>",
        "<field var='muc#roomconfig_roomname'><value>A &amp; B</value>",
        "<field var='muc#roomconfig_roomowners'><value>alice@example.net"})
    CHECK_THAT(text, Catch::Contains(field));
}

TEST_CASE("a room that exists is not made again") {
  fake_server server;
  server.answers = {{result()}};

  CHECK(fault(server, "rooms create", {{"room", coven}}).code
        == failure_code::conflict);
  CHECK(server.asked.size() == 1);
}

TEST_CASE("wishes that exclude each other are refused") {
  fake_server server;
  for (const auto& given :
       {given_arguments{
            {"room", coven}, {"public", "true"}, {"hidden", "true"}},
        given_arguments{
            {"room", coven}, {"persistent", "true"}, {"temporary", "true"}},
        given_arguments{{"room", coven}, {"owner", "alice@example.org/x"}}})
    CHECK(fault(server, "rooms create", given).code == failure_code::usage);
  CHECK(server.asked.empty());
}

TEST_CASE("a room is destroyed with the reason and another to go to") {
  fake_server server;
  server.answers = {{result()}};

  auto answer = server.run("rooms destroy",
                           {{"room", coven},
                            {"reason", "Macbeth doth come."},
                            {"alternate", "coven@chat.shakespeare.lit"}});

  REQUIRE(answer);
  CHECK(asked(server)
        == "<query xmlns='http://jabber.org/protocol/muc#owner'>"
           "<destroy jid='coven@chat.shakespeare.lit'>"
           "<reason>Macbeth doth come.</reason></destroy></query>");
}

TEST_CASE("the role of an occupant is changed by his nickname") {
  struct changed {
    const char* command;
    const char* role;
    const char* key;
  };
  for (const auto& [command, role, key] :
       {changed{"rooms kick", "none", "kicked"},
        changed{"rooms mute", "visitor", "muted"}}) {
    fake_server server;
    server.answers = {{result()}};

    auto answer = server.run(command, {{"room", coven}, {"nick", "third"}});

    REQUIRE(answer);
    CHECK(*answer == json{{"room", coven}, {key, "third"}});
    CHECK(server.asked.back().to().str() == coven);
    CHECK(asked(server)
          == "<query xmlns='http://jabber.org/protocol/muc#admin'>"
             "<item nick='third' role='"
                 + std::string{role} + "'/></query>");
  }
}

TEST_CASE("a missing occupant is told from a missing room") {
  const given_arguments given{{"room", coven}, {"nick", "third"}};
  const auto missing = refusal(xml::condition::item_not_found);
  fake_server server;
  server.answers = {{missing}, {result()}, {missing}, {missing}};

  auto occupant = fault(server, "rooms kick", given);
  auto room = fault(server, "rooms kick", given);

  CHECK(occupant.code == failure_code::not_found);
  CHECK_THAT(occupant.message, Catch::Contains("nickname \"third\""));
  CHECK(room.code == failure_code::not_found);
  CHECK_THAT(room.message, Catch::Contains("there is no room"));
}

TEST_CASE("a ban is an affiliation") {
  fake_server server;
  server.answers = {{result()}};

  auto answer = server.run(
      "rooms ban",
      {{"room", coven}, {"who", "Macbeth@example.net"}, {"reason", "Treason"}});

  REQUIRE(answer);
  CHECK(*answer
        == json{{"room", coven},
                {"jid", "macbeth@example.net"},
                {"affiliation", "outcast"}});
  CHECK_THAT(asked(server), Catch::Contains("jid='macbeth@example.net'"));
  CHECK_THAT(asked(server), Catch::Contains("<reason>Treason</reason>"));
}

TEST_CASE("an affiliation is looked up and changed") {
  const given_arguments given{{"room", coven}, {"who", "alice@example.org"}};
  const auto none
      = result("<query xmlns='http://jabber.org/protocol/muc#admin'/>");
  fake_server server;
  server.answers
      = {{none},
         {result("<query xmlns='http://jabber.org/protocol/muc#admin'><item"
                 " affiliation='admin' jid='alice@example.org'/></query>")},
         {none},
         {none},
         {none},
         {none},
         {result()}};

  CHECK((*server.run("rooms affiliation", given))["affiliation"] == "admin");
  CHECK((*server.run("rooms affiliation", given))["affiliation"] == "none");
  auto changed = given;
  changed["affiliation"] = "member";
  CHECK((*server.run("rooms affiliation", changed))["affiliation"] == "member");
  CHECK(server.asked.back().type() == "set");
}

TEST_CASE("bad addresses and affiliations are refused before a room is asked") {
  fake_server server;
  for (const auto* who : {"", "a b@example.org", "alice@example.org/phone"})
    CHECK(fault(server, "rooms ban", {{"room", coven}, {"who", who}}).code
          == failure_code::usage);
  auto why = fault(
      server, "rooms affiliation",
      {{"room", coven}, {"who", "alice@example.org"}, {"affiliation", "king"}});
  CHECK(why.code == failure_code::usage);
  CHECK_THAT(why.message, Catch::Contains("owner, admin, member"));
  CHECK(server.asked.empty());
}

TEST_CASE("a room's refusals are told with what to do next") {
  struct refused {
    xml::condition what;
    const char* text;
    failure_code code;
    const char* message;
  };
  using enum xml::condition;
  const auto all = {
      refused{conflict, "", failure_code::conflict, "without an owner"},
      refused{service_unavailable, "", failure_code::failed, "[rooms]"},
      refused{resource_constraint, "", failure_code::busy, "later"},
      refused{not_allowed, "", failure_code::failed, "not-allowed"},
      refused{forbidden, "Not you", failure_code::failed, "Not you"},
  };
  for (const auto& [what, text, code, message] : all) {
    fake_server server;
    server.answers = {{refusal(what, text)}};
    auto why = fault(server, "rooms ban",
                     {{"room", coven}, {"who", "alice@example.org"}});
    CHECK(why.code == code);
    CHECK_THAT(why.message, Catch::Contains(message));
  }
  fake_server silent;
  CHECK_THAT(fault(silent, "rooms destroy", {{"room", coven}}).message,
             Catch::Contains("no answer"));
}

} // namespace rooms_test
