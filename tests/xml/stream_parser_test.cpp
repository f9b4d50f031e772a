// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include <catch2/catch.hpp>

#include "tests/xml/event_recorder.hpp"
#include "xml/stream_parser.hpp"

namespace troupe::xml {

using test::event_recorder;

namespace {

using lines = std::vector<std::string>;

const std::string header
    = "<stream:stream to='example.org' version='1.0' xmlns='jabber:client' "
      "xmlns:stream='http://etherx.jabber.org/streams'>";

const std::string session
    = "\n<?xml version='1.0' encoding='utf-8'?>\r\n"
      "<stream:stream from='al@b' to='b' id=\"&quot;1\" version='1.0' "
      "xml:lang='en' xmlns='jabber:client' xmlns:y='urn:&lt;y' "
      "xmlns:stream='http://etherx.jabber.org/streams'>\r\n \t"
      "<message to='c'><body>a&amp;b\r\n<![CDATA[<c>&amp;]]>\xC3\xA9"
      "\xF0\x9F\x8E\xAD&#x1F3AD;</body></message>\n"
      "<iq/><y:x y:k='v' k='&#10;w\nx'><z xmlns=''>t<y:i/>u</z></y:x> "
      "<stream:error><a/></stream:error>\n\n"
      "<presence xml:lang='de'><show xmlns='jabber:client'>dnd</show>"
      "</presence></stream:stream>";

const lines session_events = {
    "open jabber:client to=b from=al@b id=\"1 version=1.0 lang=en",
    "<message xmlns='jabber:client' to='c'><body>a&amp;b\n"
    "&lt;c&gt;&amp;amp;\xC3\xA9\xF0\x9F\x8E\xAD\xF0\x9F\x8E\xAD"
    "</body></message>",
    "<iq xmlns='jabber:client'/>",
    "<x xmlns='urn:&lt;y' xmlns:a0='urn:&lt;y' a0:k='v' k='&#10;w x'>"
    "<z xmlns=''>t<i xmlns='urn:&lt;y'/>u</z></x>",
    "<stream:error><a xmlns='jabber:client'/></stream:error>",
    "<presence xmlns='jabber:client' xml:lang='de'><show>dnd</show>"
    "</presence>",
    "close",
};

std::string_view part(std::string_view text, std::size_t begin,
                      std::size_t size) {
  return text.substr(begin, size);
}

} // namespace

TEST_CASE("a stream is read whole") {
  stream_parser parser;
  event_recorder events;

  events.feed(parser, session);

  CHECK(events.lines == session_events);
}

TEST_CASE("where the bytes are split makes no difference") {
  for (std::size_t i = 0; i <= session.size(); ++i) {
    stream_parser parser;
    event_recorder events;

    events.feed(parser, part(session, 0, i));
    events.feed(parser, part(session, i, session.npos));

    INFO("split at " << i);
    REQUIRE(events.lines == session_events);
  }
}

TEST_CASE("how large the pieces are makes no difference") {
  for (std::size_t size = 1; size <= 7; ++size) {
    stream_parser parser;
    event_recorder events;

    for (std::size_t i = 0; i < session.size(); i += size)
      events.feed(parser, part(session, i, size));

    INFO("pieces of " << size);
    CHECK(events.lines == session_events);
  }
}

TEST_CASE("a stanza is told as soon as its last byte is there") {
  stream_parser parser;
  event_recorder events;
  const std::string stanza = "<message><body>" + std::string(5000, 'x')
                             + "</body><x k='" + std::string(3000, 'y')
                             + "'/></message>";

  events.feed(parser, header);
  for (const char& c : stanza) {
    REQUIRE(events.lines.size() == 1);
    events.feed(parser, {&c, 1});
  }

  CHECK(events.lines.size() == 2);
}

TEST_CASE("releasing at any byte makes no difference") {
  for (std::size_t size = 1; size <= 7; ++size) {
    stream_parser parser;
    event_recorder events;

    for (std::size_t i = 0; i < session.size(); i += size) {
      events.feed(parser, part(session, i, size));
      parser.release();
    }

    INFO("pieces of " << size);
    CHECK(events.lines == session_events);
  }
}

TEST_CASE("releasing within a handler makes no difference") {
  stream_parser parser;
  event_recorder events;
  events.then = [&](const std::string&) {
    parser.release();
    return parse_step::proceed;
  };

  for (const char& c : session)
    events.feed(parser, {&c, 1});

  CHECK(events.lines == session_events);
}

TEST_CASE("a released stream keeps its rules") {
  for (const char* bad : {"<!-- -->", "<?pi?>", "</other>", "text", "<a:b/>"}) {
    stream_parser kept, released;
    event_recorder expected, events;

    expected.feed(kept, header);
    expected.feed(kept, bad);
    events.feed(released, header);
    released.release();
    events.feed(released, bad);

    INFO(bad);
    CHECK(events.lines.size() == 2);
    CHECK(events.lines == expected.lines);
  }
}

TEST_CASE(
    "two prefixes for the stream namespace are refused (RFC 6120 §4.8.5)") {
  stream_parser parser;
  event_recorder events;

  events.feed(parser, "<s:stream xmlns:t='http://etherx.jabber.org/streams' "
                      "xmlns:s='http://etherx.jabber.org/streams'>");

  REQUIRE(events.lines.size() == 1);
  CHECK(events.lines[0].find("bad-namespace-prefix") != std::string::npos);
}

TEST_CASE("any prefix will do, and none (RFC 6120 §4.8.2)") {
  for (const char* text :
       {"<s:stream xmlns='jabber:client' "
        "xmlns:s='http://etherx.jabber.org/streams'><a/></s:stream>",
        "<stream xmlns='http://etherx.jabber.org/streams'>"
        "<a xmlns='jabber:client'/></stream>"}) {
    stream_parser parser;
    event_recorder events;

    events.feed(parser, text);

    REQUIRE(events.lines.size() == 3);
    CHECK(events.lines[1] == "<a xmlns='jabber:client'/>");
    CHECK(events.lines[2] == "close");
  }
}

TEST_CASE("the content namespace is the default one, unless the stream's") {
  auto content_of = [](std::string_view text) {
    stream_parser parser;
    event_recorder events;
    events.feed(parser, text);
    return events.lines;
  };

  CHECK(content_of("<stream xmlns='http://etherx.jabber.org/streams'>")
        == lines{"open "});
  CHECK(content_of("<s:stream xmlns:s='http://etherx.jabber.org/streams' "
                   "xmlns='jabber:server'>")
        == lines{"open jabber:server"});
}

TEST_CASE("after a restart the rest is a new stream") {
  for (std::size_t size : {1000, 1, 2, 3}) {
    stream_parser parser;
    event_recorder events;
    events.then = [](const std::string& line) {
      return line.starts_with("<restart") ? parse_step::restart
                                          : parse_step::proceed;
    };
    const auto text = header + "<restart/>\n<?xml version='1.0'?>" + header
                      + "<restart xmlns=''>t</restart>" + header
                      + "<a/></stream:stream>";

    for (std::size_t i = 0; i < text.size(); i += size)
      events.feed(parser, part(text, i, size));

    const std::string open = "open jabber:client to=example.org version=1.0";
    CHECK(events.lines
          == lines{open, "<restart xmlns='jabber:client'/>", open,
                   "<restart>t</restart>", open, "<a xmlns='jabber:client'/>",
                   "close"});
  }
}

TEST_CASE("a stream may restart at its header and at its end") {
  stream_parser parser;
  event_recorder events;
  events.then = [&](const std::string&) {
    return events.lines.size() == 4 ? parse_step::stop : parse_step::restart;
  };

  events.feed(parser, header + header + "<a/>" + header + "</stream:stream>");

  const std::string open = "open jabber:client to=example.org version=1.0";
  CHECK(events.lines == lines{open, open, "error invalid-namespace"});
}

TEST_CASE("after a stop all input is ignored until a reset") {
  for (std::string stop_at : {"open", "<a", "close"}) {
    stream_parser parser;
    event_recorder events;
    events.then = [&](const std::string& line) {
      return line.starts_with(stop_at) ? parse_step::stop : parse_step::proceed;
    };

    events.feed(parser, header + "<a/></stream:stream><<<");
    events.feed(parser, "<b/>");
    const auto before = events.lines.size();
    parser.reset();
    events.feed(parser, header);

    CHECK(events.lines[before - 1].starts_with(stop_at));
    CHECK(events.lines.size() == before + 1);
    CHECK(events.lines.back().starts_with("open"));
  }
}

TEST_CASE("nothing is parsed after the end of the stream") {
  stream_parser parser;
  event_recorder events;

  events.feed(parser, header + "</stream:stream>junk<a/>" + header);
  events.feed(parser, "<!-- more -->");

  CHECK(events.lines.size() == 2);
  CHECK(events.lines.back() == "close");
}

TEST_CASE("an empty header opens and closes") {
  stream_parser parser;
  event_recorder events;
  auto text = header;
  text.insert(text.size() - 1, "/");

  events.feed(parser, text);

  CHECK(events.lines
        == lines{"open jabber:client to=example.org version=1.0", "close"});
}

TEST_CASE("after an error all input is ignored until a reset") {
  stream_parser parser;
  event_recorder events;

  CHECK_FALSE(events.feed(parser, header + "<a></b>"));
  CHECK(events.feed(parser, "<c/>"));
  CHECK(events.lines.size() == 2);
  parser.reset();
  CHECK(events.feed(parser, header + "<c/>"));

  CHECK(events.lines.back() == "<c xmlns='jabber:client'/>");
}

TEST_CASE("a reset within a handler discards the rest and begins anew") {
  stream_parser parser;
  event_recorder events;
  events.then = [&](const std::string& line) {
    if (line.starts_with("<a"))
      parser.reset();
    return parse_step::proceed;
  };

  events.feed(parser, header + "<a/><injected/>");
  events.feed(parser, header + "<b/>");

  REQUIRE(events.lines.size() == 4);
  CHECK(events.lines[2].starts_with("open"));
  CHECK(events.lines[3].starts_with("<b"));
}

TEST_CASE("what a handler throws comes out of feed, and the stream is over") {
  stream_parser parser;
  event_recorder events;
  events.then = [](const std::string& line) -> parse_step {
    if (line.starts_with("<a"))
      throw std::runtime_error{"handler"};
    return parse_step::proceed;
  };

  CHECK_THROWS_AS(events.feed(parser, header + "<a/><b/>"), std::runtime_error);
  CHECK(events.feed(parser, "<c/>"));

  CHECK(events.lines.size() == 2);
}

TEST_CASE("a parser may be moved between two feeds") {
  stream_parser parser;
  event_recorder events;

  events.feed(parser, header + "<a");
  auto moved = std::move(parser);
  events.feed(moved, " k='v'/>");

  CHECK(events.lines.back() == "<a xmlns='jabber:client' k='v'/>");
}

} // namespace troupe::xml
