// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/xml/event_recorder.hpp"
#include "xml/stream_parser.hpp"

namespace troupe::xml {

using test::event_recorder;

namespace {

const std::string header = "<stream:stream xmlns='jabber:client' "
                           "xmlns:stream='http://etherx.jabber.org/streams'>";
const std::string violation = "error policy-violation";

/// Feeds in pieces and tells the last event, once with the parser kept and
/// once released after each piece.
std::string outcome(stream_limits limits, const std::string& bytes,
                    std::size_t piece, bool release) {
  stream_parser parser{limits};
  event_recorder events;
  for (std::size_t i = 0; i < bytes.size(); i += piece) {
    if (!events.feed(parser, std::string_view{bytes}.substr(i, piece)))
      break;
    if (release)
      parser.release();
  }
  return events.lines.empty() ? "" : events.lines.back();
}

void check_all(stream_limits limits, const std::string& bytes,
               const std::string& expected) {
  for (std::size_t piece : {bytes.size(), std::size_t{1}, std::size_t{7}})
    for (bool release : {false, true}) {
      INFO("pieces of " << piece << (release ? ", released" : ""));
      CHECK(outcome(limits, bytes, piece, release) == expected);
    }
}

std::string padded(std::size_t size) {
  return "<a>" + std::string(size - 7, 'x') + "</a>";
}

std::string written(std::size_t size) {
  return "<a xmlns='jabber:client'>" + std::string(size - 7, 'x') + "</a>";
}

std::string nested(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i)
    text += "<a>";
  for (std::size_t i = 0; i < depth; ++i)
    text += "</a>";
  return text;
}

std::string with_attributes(int attributes, int namespaces) {
  std::string text = "<a";
  for (int i = 0; i < attributes; ++i)
    text += " a" + std::to_string(i) + "=''";
  for (int i = 0; i < namespaces; ++i)
    text += " xmlns:n" + std::to_string(i) + "='urn:n'";
  return text + "/>";
}

} // namespace

TEST_CASE("an element may be as large as the limit and no larger") {
  const stream_limits limits{.stanza_bytes = 200};

  check_all(limits, header + padded(200), written(200));
  check_all(limits, header + padded(201), violation);
  check_all(limits, header + padded(200) + " \n" + padded(200), written(200));
  check_all(limits, header + padded(20) + padded(201), violation);
}

TEST_CASE("the size counts from the element's first byte on") {
  const stream_limits limits{.stanza_bytes = 200};

  check_all(limits, header + std::string(1000, ' ') + padded(200),
            written(200));
}

TEST_CASE("an unfinished part of an element is counted as it comes") {
  const stream_limits limits{.stanza_bytes = 200};

  for (const char* begin :
       {"<a b='", "<a", "<a b='' c", "</s", "<a>", "<!-- ", "<?x ",
        "<a><![CDATA[", "<a>&#0000", "<a b='&#x0000"})
    for (std::size_t piece : {1, 50, 5000}) {
      INFO(begin << " in pieces of " << piece);
      CHECK(
          outcome(limits, header + begin + std::string(5000, '0'), piece, false)
          == violation);
    }
}

TEST_CASE("no byte past the limit is asked for") {
  stream_parser parser{{.stanza_bytes = 200}};
  event_recorder events;

  CHECK(events.feed(parser, header));
  CHECK(events.feed(parser, "<a b='" + std::string(193, 'x')));
  CHECK_FALSE(events.feed(parser, "y"));
}

TEST_CASE("the limit is that of the stream header too") {
  stream_limits limits{.stanza_bytes = header.size()};

  check_all(limits, header + "<b/>", "<b xmlns='jabber:client'/>");
  --limits.stanza_bytes;
  check_all(limits, header, violation);
  check_all(limits, "<?xml version='1.0'" + std::string(500, ' '), violation);
}

TEST_CASE("white space before the header is not held") {
  check_all({.stanza_bytes = 200}, std::string(1000, '\n') + header,
            "open jabber:client");
}

TEST_CASE("an element may be as deep as the limit and no deeper") {
  const stream_limits limits{.depth = 3};

  check_all(limits, header + nested(3),
            "<a xmlns='jabber:client'><a><a/></a></a>");
  check_all(limits, header + nested(4), violation);
}

TEST_CASE("an element may have as many attributes as the limit and no more") {
  const stream_limits limits{.attributes = 4};

  for (int namespaces = 0; namespaces <= 4; ++namespaces) {
    CHECK(outcome(limits, header + with_attributes(4 - namespaces, namespaces),
                  1000, false)
          != violation);
    CHECK(outcome(limits, header + with_attributes(5 - namespaces, namespaces),
                  1000, false)
          == violation);
  }
}

TEST_CASE("the stream header may have no more attributes either") {
  const auto tagged = [](std::string more) {
    auto text = header;
    return text.insert(text.size() - 1, more);
  };

  check_all({.attributes = 3}, tagged(" a='1'"), "open jabber:client");
  check_all({.attributes = 3}, tagged(" a='1' b='2'"), violation);
}

TEST_CASE("zero is no limit, but no tree is too deep to be walked") {
  const stream_limits none{.stanza_bytes = 0, .depth = 0, .attributes = 0};

  CHECK(outcome(none, header + padded(3000000), 100000, false)
        == written(3000000));
  CHECK(outcome(none, header + with_attributes(500, 0), 100000, false)
        != violation);
  CHECK(outcome(none, header + nested(1000), 100000, false) != violation);
  CHECK(outcome(none, header + nested(1001), 100000, false) == violation);
}

TEST_CASE("new limits hold from the next byte on") {
  stream_parser parser{{.stanza_bytes = 200}};
  event_recorder events;

  events.feed(parser, header + "<a>");
  parser.set_limits({.stanza_bytes = 1000});
  CHECK(events.feed(parser, std::string(500, 'x') + "</a>"));
  parser.set_limits({.stanza_bytes = 100});
  CHECK_FALSE(events.feed(parser, padded(101)));
}

TEST_CASE("limits may be raised by a handler for what follows") {
  stream_parser parser{{.stanza_bytes = 200}};
  event_recorder events;
  events.then = [&](const std::string&) {
    parser.set_limits({.stanza_bytes = 10000});
    return parse_step::proceed;
  };

  CHECK(events.feed(parser, header + padded(5000)));
}

TEST_CASE("a violation says which limit it was") {
  stream_parser parser{{.stanza_bytes = 200}};
  event_recorder events;

  const auto fed = parser.feed(header + padded(201), events);

  REQUIRE_FALSE(fed);
  CHECK(fed.error().text == "more than 200 bytes in one element");
}

} // namespace troupe::xml
