// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/stored_xml.hpp"
#include "tests/admin/fake_server.hpp"
#include "xml/writer.hpp"

namespace rooms_export_test {

using namespace troupe;
using namespace troupe::admin;
using admin::test::fake_server;
using nlohmann::json;

namespace {

constexpr auto coven = "coven@conference.example.org";

/// A message of a page, as the archive of a room sends it.
xml::stanza said(const std::string& id) {
  return xml::stanza{xml::stanza_kind::message}.with(
      part::stored_element(
          "<result xmlns='urn:xmpp:mam:2' id='" + id
          + "'><forwarded xmlns='urn:xmpp:forward:0'>"
            "<delay xmlns='urn:xmpp:delay' stamp='2026-01-31T12:00:00Z'/>"
            "<message xmlns='jabber:client' type='groupchat'"
            " from='coven@conference.example.org/first'><body>Hail</body>"
            "<x xmlns='http://jabber.org/protocol/muc#user'>"
            "<item jid='crone1@example.org/desktop'/></x></message>"
            "</forwarded></result>")
          .value());
}

xml::stanza fin(bool complete) {
  return xml::stanza{xml::stanza_kind::iq, "result", "rooms"}.with(
      part::stored_element(complete ? "<fin xmlns='urn:xmpp:mam:2'"
                                      " complete='true'/>"
                                    : "<fin xmlns='urn:xmpp:mam:2'/>")
          .value());
}

std::vector<xml::stanza> page(std::size_t first, std::size_t count,
                              bool complete) {
  std::vector<xml::stanza> all;
  for (auto i = first; i < first + count; ++i)
    all.push_back(said("m" + std::to_string(i)));
  all.push_back(fin(complete));
  return all;
}

std::string asked(const xml::stanza& request) {
  return xml::to_string(*request.first_child());
}

} // namespace

TEST_CASE("what was said is told with who and when") {
  fake_server server;
  server.answers = {page(0, 1, true)};

  auto answer = server.run("rooms export", {{"room", coven}});

  REQUIRE(answer);
  CHECK_FALSE(answer->contains("next"));
  auto message = (*answer)["messages"].at(0);
  CHECK_THAT(message["xml"].get<std::string>(),
             Catch::StartsWith("<message") && Catch::Contains("Hail"));
  message.erase("xml");
  CHECK(message == json::parse(R"({
    "id": "m0", "time": "2026-01-31T12:00:00Z", "nick": "first",
    "jid": "crone1@example.org/desktop", "body": "Hail"})"));
}

TEST_CASE("an export goes from page to page") {
  fake_server server;
  server.answers = {page(0, 100, false), page(100, 20, true)};

  auto answer = server.run("rooms export", {{"room", coven}});

  REQUIRE(answer);
  CHECK((*answer)["messages"].size() == 120);
  REQUIRE(server.asked.size() == 2);
  CHECK_THAT(asked(server.asked[1]), Catch::Contains("<after>m99</after>"));
}

TEST_CASE("a long export comes in parts, each with where the next begins") {
  fake_server server;
  for (std::size_t first = 0; first < 2'000; first += 100)
    server.answers.push_back(page(first, 100, false));

  auto answer = server.run("rooms export", {{"room", coven}});
  REQUIRE(answer);
  CHECK((*answer)["messages"].size() == 1'000);
  CHECK((*answer)["next"] == json{{"after", "m999"}});

  auto more = server.run("rooms export", {{"room", coven}, {"after", "m999"}});
  REQUIRE(more);
  CHECK_THAT(asked(server.asked[10]), Catch::Contains("<after>m999</after>"));
  CHECK((*more)["messages"][0]["id"] == "m1000");
}

TEST_CASE("an export can be of a time, or of days") {
  fake_server server;
  server.answers = {page(0, 0, true)};

  auto answer
      = server.run("rooms export", {{"room", coven},
                                    {"since", "2026-01-30"},
                                    {"until", "2026-01-31T12:00:00+01:00"}});

  REQUIRE(answer);
  CHECK((*answer)["messages"] == json::array());
  const auto text = asked(server.asked.back());
  CHECK_THAT(text, Catch::Contains("<field var='start'><value>2026-01-30T00:"));
  CHECK_THAT(text, Catch::Contains("<field var='end'><value>2026-01-31T11:"));
}

TEST_CASE("an export that cannot go on says which message is missing") {
  fake_server server;
  server.answers = {{xml::stanza{xml::stanza_kind::iq, "error", "rooms"}.with(
      to_element(xml::stanza_error::make(xml::condition::item_not_found)))}};

  auto answer = server.run("rooms export", {{"room", coven}, {"after", "m7"}});

  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == failure_code::not_found);
  CHECK_THAT(answer.error().message, Catch::Contains("no message m7"));
}

TEST_CASE("what is no time is refused before the room is asked") {
  fake_server server;
  for (const auto* time : {"", "yesterday", "2026-13-01", "12:00"})
    CHECK(server.run("rooms export", {{"room", coven}, {"since", time}})
              .error()
              .code
          == failure_code::usage);
  CHECK(server.asked.empty());
}

} // namespace rooms_export_test
