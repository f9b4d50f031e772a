// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/history.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/part/timestamp.hpp"

namespace history_test {

using namespace troupe;
using muc::history;
using muc::history_request;
using std::chrono::seconds;

namespace {

constexpr auto muc_ns = "http://jabber.org/protocol/muc";

xml::jid jid(std::string_view text) {
  auto parsed = xml::jid::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

const auto hecate = *xml::jid::parse("hecate@example.org/broom");

history_request read(const std::string& attributes) {
  auto x = part::stored_element("<x xmlns='" + std::string{muc_ns}
                                + "'><history" + attributes + "/></x>");
  REQUIRE(x);
  return muc::read_history_request(*x);
}

/// Messages a, b, c and so on, a minute apart from 2002-10-13T23:58:00Z on.
struct coven {
  history::time_point start = *part::read_timestamp("2002-10-13T23:58:00Z");
  history::time_point now = start;
  history past{jid("coven@conference.example.org"), 20};

  void say(std::string body) {
    static std::uint64_t trace = 0;
    past.add(xml::stanza{xml::stanza_kind::message, "groupchat", body}
                 .with_from(jid("coven@conference.example.org/first"))
                 .with_trace(++trace)
                 .with(xml::element{"body", "jabber:client"}.with_text(body)),
             now);
    last = trace;
    now += seconds{60};
  }
  void say_all(std::string_view bodies) {
    for (auto each : bodies)
      say(std::string{each});
  }
  std::vector<xml::stanza> sent(const history_request& request = {}) {
    std::vector<xml::stanza> all;
    past.replay(request, hecate, now,
                [&](xml::stanza x) { all.push_back(std::move(x)); });
    return all;
  }
  /// The ids of what is sent, which are the bodies.
  std::string replayed(const history_request& request = {}) {
    std::string text;
    for (const auto& x : sent(request))
      text += x.id();
    return text;
  }
  std::string replayed(const std::string& attributes) {
    return replayed(read(attributes));
  }
  /// Characters of the last messages as they are sent.
  std::size_t length_of_last(std::size_t count) {
    auto all = sent();
    std::string text;
    for (auto i = all.size() - count; i < all.size(); ++i)
      all[i].write(text);
    return text.size();
  }

  std::uint64_t last = 0;
};

} // namespace

TEST_CASE("a request for history is read, what is no limit is none") {
  auto all = history_request::all;
  auto since = part::read_timestamp("1970-01-01T00:00:00Z");

  CHECK(read("") == history_request{});
  CHECK(read(" maxchars='65000'") == history_request{65'000});
  CHECK(read(" maxstanzas='20'") == history_request{all, 20});
  CHECK(read(" seconds='180'") == history_request{all, all, 180});
  CHECK(read(" since='1970-01-01T00:00:00Z'")
        == history_request{all, all, all, since});
  CHECK(read(" maxchars='0' maxstanzas='1' seconds='2'")
        == history_request{0, 1, 2});
  for (const auto* bad : {"", "-1", "many", "1.5", "99999999999999999999"})
    CHECK(read(" maxchars='" + std::string{bad} + "' seconds='" + bad
               + "' since='" + bad + "'")
          == history_request{});
  CHECK(muc::read_history_request(xml::element{"x", muc_ns})
        == history_request{});
}

TEST_CASE("who enters gets what was said, with when it was") {
  coven room;
  room.say("a");

  auto all = room.sent();

  REQUIRE(all.size() == 1);
  CHECK(to_string(all[0])
        == "<message from='coven@conference.example.org/first' "
           "to='hecate@example.org/broom' type='groupchat' id='a'>"
           "<body>a</body><delay xmlns='urn:xmpp:delay' "
           "from='coven@conference.example.org' "
           "stamp='2002-10-13T23:58:00.000000Z'/></message>");
}

TEST_CASE("all who enter share the content of what they get") {
  coven room;
  room.say("a");

  auto first = room.sent();
  auto second = room.sent();

  CHECK(first[0].nodes().data() == second[0].nodes().data());
}

TEST_CASE("a delay that is there already is not a second one") {
  coven room;
  room.past.add(xml::stanza{xml::stanza_kind::message, "groupchat"}.with(
                    xml::element{"delay", "urn:xmpp:delay"}.with(
                        "stamp", "1999-01-01T00:00:00Z")),
                room.now);

  auto all = room.sent();

  REQUIRE(all.size() == 1);
  CHECK(all[0].nodes().size() == 1);
  CHECK(all[0].first_child()->attr_or_empty("stamp") == "1999-01-01T00:00:00Z");
}

TEST_CASE("each limit of a request holds, and all together") {
  coven room;
  room.say_all("abcde"); // at 23:58 to 00:02; it is 00:03 now
  struct row {
    std::string attributes, expected;
  };
  const row rows[] = {
      {"", "abcde"},
      {" maxstanzas='3'", "cde"},
      {" maxstanzas='0'", ""},
      {" maxstanzas='9'", "abcde"},
      {" seconds='180'", "cde"},
      {" seconds='179'", "de"},
      {" seconds='0'", ""},
      {" seconds='18446744073709551615'", "abcde"},
      {" seconds='9223372036854775807'", "abcde"},
      {" since='2002-10-14T00:00:00Z'", "cde"},
      {" since='2002-10-14T00:00:01Z'", "de"},
      {" since='1970-01-01T00:00:00Z'", "abcde"},
      {" since='2030-01-01T00:00:00Z'", ""},
      {" maxchars='0'", ""},
      {" maxchars='65000'", "abcde"},
      {" maxstanzas='4' seconds='60'", "e"},
      {" maxstanzas='2' since='2002-10-14T00:00:00Z'", "de"},
      {" seconds='200' since='2002-10-14T00:02:00Z'", "e"},
      {" maxchars='65000' maxstanzas='1'", "e"},
  };
  for (const auto& [attributes, expected] : rows) {
    INFO(attributes);
    CHECK(room.replayed(attributes) == expected);
  }
}

TEST_CASE("characters are those of whole stanzas") {
  coven room;
  room.say_all("abc");
  auto two = room.length_of_last(2);

  CHECK(room.replayed({.max_chars = two}) == "bc");
  CHECK(room.replayed({.max_chars = two - 1}) == "c");
  CHECK(room.replayed({.max_chars = 1}).empty());
}

TEST_CASE("characters are not bytes") {
  coven room;
  room.say("ä");
  auto bytes = room.length_of_last(1);

  // in its id and in its body
  CHECK(room.replayed({.max_chars = bytes - 2}) == "ä");
  CHECK(room.replayed({.max_chars = bytes - 3}).empty());
}

TEST_CASE("a history has as many messages as the room wants") {
  coven room;
  room.past.set_limit(3);
  room.say_all("abcde");
  CHECK(room.replayed() == "cde");

  room.past.set_limit(2);
  CHECK(room.replayed() == "de");
  room.past.set_limit(4);
  room.say("f");
  CHECK(room.replayed() == "def");
  room.past.set_limit(0);
  room.say("g");
  CHECK(room.past.size() == 0);
}

TEST_CASE("a history has no more bytes than a room may take") {
  coven room;
  auto large = std::string(history::most_bytes / 3, 'x');

  for (int i = 0; i < 5; ++i)
    room.say(large);
  CHECK(room.past.size() == 2);
  CHECK(room.past.bytes() <= history::most_bytes);
  room.say(std::string(history::most_bytes, 'x'));
  CHECK(room.past.size() == 0);
  room.say("a");
  CHECK(room.replayed() == "a");
}

TEST_CASE("a message is taken out, or another put in its place") {
  coven room;
  room.say_all("ab");
  auto b = room.last;
  room.say("c");
  room.sent(); // stamped by now
  xml::stanza tombstone{xml::stanza_kind::message, "groupchat", "t"};

  room.past.replace(b, tombstone);
  CHECK(room.replayed() == "atc");
  CHECK(room.sent()[1].first_child()->attr_or_empty("stamp")
        == "2002-10-13T23:59:00.000000Z");
  room.past.remove(b);
  CHECK(room.replayed() == "ac");
  room.past.remove(b);
  room.past.remove(0);
  room.past.replace(b, tombstone);
  CHECK(room.replayed() == "ac");
  room.past.clear();
  CHECK(room.replayed().empty());
}

} // namespace history_test
