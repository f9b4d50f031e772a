// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/room_archive.hpp"
#include "actors/part/stanza_id.hpp"
#include "actors/part/stored_xml.hpp"
#include "tests/muc/room_fixture.hpp"
#include "tests/support/print_store_result.hpp"

namespace room_archive_test {

using namespace troupe;
using muc::affiliation;
using muc::role;
using support::jid;

namespace {

constexpr std::string_view room = "coven@conference.example.org";
constexpr std::string_view hecate = "hecate@example.org/broom";

struct fixture {
  support::fake_room_context context{room};
  muc::room_archive archive{context};

  /// Messages with traces 1, 2, …, from users by the nick of the same name.
  void says(const std::string& user, const xml::element& content) {
    archive.keep(support::stanza(xml::stanza_kind::message, "groupchat",
                                 std::string{room} + '/' + user, room)
                     .with_trace(++last_trace)
                     .with(content),
                 jid(user + "@example.org/pda"),
                 {affiliation::none, role::participant});
  }
  void says(const std::string& user, std::string_view body) {
    says(user, xml::element{"body", "jabber:client"}.with_text(body));
  }
  bool asks(const std::string& content, bool sees_jids = false,
            std::string_view who = hecate) {
    auto query = part::stored_element("<query xmlns='urn:xmpp:mam:2'>" + content
                                      + "</query>");
    REQUIRE(query);
    return archive.take(
        support::stanza(xml::stanza_kind::iq, "set", who, room).with_id("q"),
        *query, sees_jids);
  }
  /// The messages that come back, or the condition of an error.
  std::vector<xml::element> found(const std::string& content,
                                  bool sees_jids = false) {
    context.routed.clear();
    asks(content, sees_jids);
    context.advance(std::chrono::seconds{1});
    std::vector<xml::element> all;
    for (const auto& x : context.routed)
      if (const auto* result = x.child("result", "urn:xmpp:mam:2"))
        all.push_back(
            *result->first_child()->child("message", "jabber:client"));
    return all;
  }
  /// Their bodies, and how it ended: "one two .".
  std::string bodies(const std::string& content, bool sees_jids = false) {
    std::string text;
    for (const auto& x : found(content, sees_jids)) {
      const auto* body = x.child("body", "jabber:client");
      text += (body ? body->text() : "-") + ' ';
    }
    const auto& end = context.routed.back();
    if (end.is_error())
      return text + std::string{name_of(xml::read_error(end).what)};
    return text + '.';
  }
  static std::string with(const std::string& value,
                          const std::string& var = "with") {
    return "<x xmlns='jabber:x:data' type='submit'><field var='" + var
           + "'><value>" + value + "</value></field></x>";
  }
  std::uint64_t size() { return *context.store().count(room, "archive"); }

  std::uint64_t last_trace = 0;
};

} // namespace

TEST_CASE_METHOD(fixture, "a room's archive has what was said to all") {
  says("hag", "one");
  says("hag", xml::element{"subject", "jabber:client"}.with_text("Spells"));
  says("hag", xml::element{"reactions", "urn:xmpp:reactions:0"});
  CHECK(size() == 3);

  says("hag",
       xml::element{"composing", "http://jabber.org/protocol/chatstates"});
  says("hag", xml::element{"displayed", "urn:xmpp:chat-markers:0"});
  CHECK(size() == 3);

  context.config.archive.enabled = false;
  says("hag", "two");
  CHECK(size() == 3);
}

TEST_CASE_METHOD(fixture, "hints decide of what a room archives") {
  const xml::element body
      = xml::element{"body", "jabber:client"}.with_text("one");
  auto x = support::stanza(xml::stanza_kind::message, "groupchat",
                           std::string{room} + "/hag", room)
               .with_trace(7);
  auto keep = [&](const xml::stanza& each) {
    archive.keep(each, jid("hag@example.org/pda"), {});
    return size();
  };

  CHECK(keep(x.with(body).with({"no-store", "urn:xmpp:hints"})) == 0);
  CHECK(keep(x.with(body).with({"no-permanent-store", "urn:xmpp:hints"})) == 0);
  CHECK(keep(x.with({"store", "urn:xmpp:hints"})) == 1);
}

TEST_CASE_METHOD(fixture, "a message that is sent again is archived once") {
  says("hag", "one");
  --last_trace;
  says("hag", "one");

  CHECK(size() == 1);
}

TEST_CASE_METHOD(fixture, "real addresses are for those who may see them") {
  says("hag", "one");

  const auto without = found("").at(0);
  CHECK(without.child("x", muc::ns::user) == nullptr);
  CHECK(without.attr_or_empty("from") == std::string{room} + "/hag");
  CHECK_FALSE(without.attr("to"));

  const auto with = found("", true).at(0);
  const auto* user = with.child("x", muc::ns::user);
  REQUIRE(user);
  CHECK(user->first_child()->attr_or_empty("jid") == "hag@example.org/pda");
  CHECK(user->first_child()->attr_or_empty("role") == "participant");
}

TEST_CASE_METHOD(fixture, "what a client says of itself is not kept") {
  const auto forged = xml::element{"x", muc::ns::user}.with(
      xml::element{"item", muc::ns::user}.with("jid", "crone@example.org"));
  archive.keep(support::stanza(xml::stanza_kind::message, "groupchat",
                               std::string{room} + "/hag", room)
                   .with_trace(1)
                   .with(xml::element{"body", "jabber:client"})
                   .with(forged)
                   .with(xml::element{"stanza-id", "urn:xmpp:sid:0"}
                             .with("by", room)
                             .with("id", "x")),
               jid("hag@example.org/pda"), {});

  const auto x = found("", true).at(0);
  CHECK(x.child("stanza-id", "urn:xmpp:sid:0") == nullptr);
  CHECK(x.child("x", muc::ns::user)->first_child()->attr_or_empty("jid")
        == "hag@example.org/pda");
}

TEST_CASE_METHOD(fixture, "an archive is asked for what somebody has said") {
  says("hag", "one");
  says("crone", "two");
  says("hag", "three");
  const std::string self{room};

  CHECK(bodies("") == "one two three .");
  CHECK(bodies(with(self)) == "one two three .");
  CHECK(bodies(with(self + "/hag")) == "one three .");
  CHECK(bodies(with(self + "/nobody")) == ".");
  // A real address would tell whose nick it is.
  CHECK(bodies(with("hag@example.org")) == ".");
  CHECK(bodies(with("hag@example.org"), true) == "one three .");
  CHECK(bodies(with("hag@example.org/pda"), true) == "one three .");
}

TEST_CASE_METHOD(fixture, "to look for a nick has an end") {
  for (int i = 0; i < 10'001; ++i)
    says("crone", "x");

  CHECK(bodies(with(std::string{room} + "/hag")) == "policy-violation");
}

TEST_CASE_METHOD(fixture, "a room's archive is searched by words") {
  says("hag", "Double, double toil");
  says("crone", "and trouble");
  const std::string text = "{urn:xmpp:fulltext:0}fulltext";

  CHECK(bodies(with("TOIL", text)) == "Double, double toil .");
  CHECK(bodies(with("cauldron", text)) == ".");
}

TEST_CASE_METHOD(fixture, "of what was retracted a tombstone is shown") {
  says("hag", "one");
  says("hag", "two");
  const auto id = part::archive_id(1);
  archive.retract(id, {"retracted", "urn:xmpp:message-retract:1"});

  CHECK(bodies("") == "- two .");
  const auto x = found("").at(0);
  CHECK(x.attr_or_empty("from") == std::string{room} + "/hag");
  CHECK(x.child("retracted", "urn:xmpp:message-retract:1") != nullptr);
  CHECK(archive.is_retracted(id));
  // Nor is it found by what it said.
  CHECK(bodies(with("one", "{urn:xmpp:fulltext:0}fulltext")) == ".");

  SECTION("and it stays one when the room is loaded again") {
    muc::room_archive again{context};
    again.load(*context.store().entries(room, "retracted"));
    const auto page = context.store().page(room, "archive", {});
    REQUIRE(page);
    CHECK_FALSE(again.said(page->entries.at(0)));
    const auto second = again.said(page->entries.at(1));
    REQUIRE(second);
    CHECK(second->trace() == 2);
    CHECK(part::has_stanza_id(*second, jid(room)));
    CHECK(second->child("x", muc::ns::user) == nullptr);
  }
}

TEST_CASE_METHOD(fixture, "a search does not name what was retracted") {
  for (const auto* text : {"one", "one more", "one again"})
    says("hag", text);
  const xml::element tombstone{"retracted", "urn:xmpp:message-retract:1"};
  archive.retract(part::archive_id(1), tombstone);
  archive.retract(part::archive_id(3), tombstone);

  CHECK(bodies(with("one", "{urn:xmpp:fulltext:0}fulltext")) == "one more .");
  const auto* set = context.routed.back().first_child()->child(
      "set", "http://jabber.org/protocol/rsm");
  REQUIRE(set);
  const std::string_view rsm = set->ns();
  REQUIRE(set->child("first", rsm));
  CHECK(set->child("first", rsm)->text() == part::archive_id(2));
  CHECK(set->child("last", rsm)->text() == part::archive_id(2));
}

TEST_CASE_METHOD(fixture, "of many that were retracted the oldest go") {
  auto retracted = [this](std::uint64_t trace, std::string_view stamp) {
    archive.retract(
        part::archive_id(trace),
        xml::element{"retracted", "urn:xmpp:message-retract:1"}.with("stamp",
                                                                     stamp));
  };
  context.config.archive.keep_days = 0;
  says("hag", "one");
  says("hag", "two");
  retracted(2, "2021-01-01T00:00:00Z");
  retracted(1, "2020-01-01T00:00:00Z");
  const auto most = muc::room_archive::most_retracted;
  for (std::uint64_t i = 3; i <= most; ++i)
    retracted(i, "2022-01-01T00:00:00Z");
  CHECK(archive.retracted() == most);
  CHECK(size() == 2);

  retracted(most + 1, "2022-01-01T00:00:00Z");

  CHECK(archive.retracted() == most * 9 / 10);
  CHECK(size() == 0);
  CHECK(context.store().entries(room, "retracted")->size() == most * 9 / 10);
}

TEST_CASE_METHOD(fixture, "what has left the archive is not retracted") {
  says("hag", "one");
  archive.retract(part::archive_id(1),
                  xml::element{"retracted", "urn:xmpp:message-retract:1"}.with(
                      "stamp", "2020-01-01T00:00:00Z"));
  context.config.archive.keep_days = 30;

  archive.load(*context.store().entries(room, "retracted"));

  CHECK(archive.retracted() == 0);
  CHECK(context.store().entries(room, "retracted")->empty());
}

TEST_CASE_METHOD(fixture, "one who asks too much at once is told to wait") {
  says("hag", "one");
  for (int i = 0; i < 5; ++i)
    asks("");
  CHECK(xml::read_error(context.routed.back()).what
        == xml::condition::resource_constraint);

  context.advance(std::chrono::seconds{1});
  context.routed.clear();
  asks("");
  CHECK(context.routed.size() == 2);
}

TEST_CASE_METHOD(fixture, "many who ask are answered one after the other") {
  says("hag", "one");
  for (int i = 0; i < 100; ++i)
    asks("", false, "user" + std::to_string(i) + "@example.org/pda");
  CHECK(context.routed.size() == 2 * 8);

  context.advance(std::chrono::seconds{1});
  CHECK(context.routed.size() == 2 * 100);
}

TEST_CASE_METHOD(fixture, "a room tells what its archive is asked by") {
  auto asked = [this](std::string_view type, std::string_view name) {
    context.routed.clear();
    return archive.take(
        support::stanza(xml::stanza_kind::iq, type, hecate, room),
        {name, "urn:xmpp:mam:2"}, false);
  };

  CHECK(asked("get", "query"));
  CHECK(asked("get", "metadata"));
  CHECK(context.routed.at(0).first_child()->is("metadata", "urn:xmpp:mam:2"));
  CHECK_FALSE(asked("get", "prefs"));
  CHECK_FALSE(asked("set", "metadata"));
}

TEST_CASE_METHOD(fixture, "old messages leave a room's archive") {
  says("hag", "one");
  context.advance(std::chrono::hours{24 * 40});
  context.config.archive.keep_days = 30;

  CHECK(bodies("") == ".");
  says("hag", "two");
  context.advance(std::chrono::seconds{1});
  CHECK(size() == 1);
}

} // namespace room_archive_test
