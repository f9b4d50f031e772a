// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "xml/stream_parser.hpp"

using namespace troupe::xml;

namespace {

/// Holds at every element with that name, and logs what it sees.
struct holding_events final : stream_events {
  std::vector<std::string> seen;

  parse_step on_stream_open(stream_header header) override {
    seen.push_back("open " + header.to.value_or("-"));
    return parse_step::proceed;
  }
  parse_step on_element(element tag) override {
    seen.push_back(tag.name());
    return tag.name() == "h" ? parse_step::hold : parse_step::proceed;
  }
  parse_step on_stream_close() override {
    seen.emplace_back("close");
    return parse_step::stop;
  }
};

using lines = std::vector<std::string>;

std::string header(std::string_view to) {
  return "<stream:stream xmlns='jabber:client' xmlns:stream='"
         "http://etherx.jabber.org/streams' version='1.0' to='"
         + std::string{to} + "'>";
}

} // namespace

TEST_CASE("a held parser keeps the rest of the input until it is resumed") {
  holding_events events;
  stream_parser parser;

  REQUIRE(parser.feed(header("a") + "<a/><h/><b/>", events));
  CHECK(events.seen == lines{"open a", "a", "h"});
  REQUIRE(parser.feed("<c/><h/><d", events));
  CHECK(events.seen == lines{"open a", "a", "h"});

  REQUIRE(parser.resume(events));
  CHECK(events.seen == lines{"open a", "a", "h", "b", "c", "h"});
  REQUIRE(parser.resume(events));
  REQUIRE(parser.feed("/></stream:stream>", events));
  CHECK(events.seen == lines{"open a", "a", "h", "b", "c", "h", "d", "close"});
}

TEST_CASE("a held parser gives the same events however the bytes are cut") {
  auto text = header("a") + "<h><x y='1'>t</x></h><b/><h/><c/></stream:stream>";
  for (std::size_t size = 1; size < text.size(); ++size) {
    holding_events events;
    stream_parser parser;
    for (std::size_t at = 0; at < text.size(); at += size) {
      REQUIRE(parser.feed(std::string_view{text}.substr(at, size), events));
      REQUIRE(parser.resume(events));
      REQUIRE(parser.resume(events));
    }
    CHECK(events.seen == lines{"open a", "h", "b", "h", "c", "close"});
  }
}

TEST_CASE("what a held parser kept may begin a new stream") {
  holding_events events;
  stream_parser parser;

  REQUIRE(parser.feed(header("a") + "<h/>" + header("b") + "<x/>", events));
  parser.restart();
  REQUIRE(parser.feed("<y/>", events));
  CHECK(events.seen == lines{"open a", "h"});

  REQUIRE(parser.resume(events));
  CHECK(events.seen == lines{"open a", "h", "open b", "x", "y"});
}

TEST_CASE("a reset forgets what was kept") {
  holding_events events;
  stream_parser parser;

  REQUIRE(parser.feed(header("a") + "<h/><never/>", events));
  parser.reset();
  REQUIRE(parser.resume(events));
  REQUIRE(parser.feed(header("b"), events));
  CHECK(events.seen == lines{"open a", "h", "open b"});
}

TEST_CASE("resuming a parser that holds nothing does nothing") {
  holding_events events;
  stream_parser parser;

  REQUIRE(parser.resume(events));
  REQUIRE(parser.feed(header("a"), events));
  REQUIRE(parser.resume(events));
  CHECK(events.seen == lines{"open a"});
}
