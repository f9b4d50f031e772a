// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/xml/event_recorder.hpp"
#include "xml/namespaces.hpp"
#include "xml/writer.hpp"

namespace troupe::xml {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  write_escaped(out, text);
  return out;
}

struct reading : stream_events {
  element found;

  parse_step on_stream_open(stream_header) override {
    return parse_step::proceed;
  }
  parse_step on_element(element tag) override {
    found = std::move(tag);
    return parse_step::proceed;
  }
  parse_step on_stream_close() override { return parse_step::proceed; }
};

element read_back(const std::string& text) {
  reading events;
  stream_parser parser;
  REQUIRE(parser.feed("<stream:stream xmlns='jabber:client' xmlns:stream='"
                          + std::string{ns::stream} + "'>" + text,
                      events));
  return events.found;
}

} // namespace

TEST_CASE("what XML reserves is escaped") {
  CHECK(escaped("a<b>&\"c'") == "a&lt;b&gt;&amp;&quot;c&apos;");
  CHECK(escaped("") == "");
  CHECK(escaped("plain ünïcödé 🎭\n\t") == "plain ünïcödé 🎭\n\t");
  CHECK(escaped("]]>") == "]]&gt;");
}

TEST_CASE("a carriage return is written so that it survives reading") {
  CHECK(escaped("a\r\n") == "a&#13;\n");
}

TEST_CASE("controls that XML forbids are replaced") {
  using namespace std::string_view_literals;

  CHECK(escaped("a\0b\x1F\x08"sv) == "a\uFFFDb\uFFFD\uFFFD");
}

TEST_CASE("line breaks within an attribute survive reading") {
  std::string out;
  write_attribute(out, "k", "a\n\tb'");

  CHECK(out == " k='a&#10;&#9;b&apos;'");
}

TEST_CASE("a namespace is declared where it changes, and only there") {
  const auto tag = element{"a", "urn:x"}
                       .with(element{"b", "urn:x"}.with(element{"c", "urn:y"}))
                       .with(element{"d", ""})
                       .with_text("t");

  CHECK(to_string(tag)
        == "<a xmlns='urn:x'><b><c xmlns='urn:y'/></b><d xmlns=''/>t</a>");
  CHECK(to_string(tag, "urn:x")
        == "<a><b><c xmlns='urn:y'/></b><d xmlns=''/>t</a>");
  CHECK(to_string(element{"a", ""}) == "<a/>");
}

TEST_CASE("an element of the stream namespace has the stream's prefix") {
  const auto tag = element{"features", ns::stream}
                       .with(element{"starttls", ns::tls}.with(
                           element{"required", ns::tls}))
                       .with(element{"x", ns::client})
                       .with(element{"y", ns::stream}.with_text("t"));

  CHECK(to_string(tag, ns::client)
        == "<stream:features>"
           "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/>"
           "</starttls><x/><stream:y>t</stream:y></stream:features>");
}

TEST_CASE("attributes of a namespace get a prefix") {
  auto tag = element{"a", ns::client};
  tag.set("lang", "en", ns::xml)
      .set("k", "1", "urn:x")
      .set("k", "2", "urn:'y")
      .set("k", "3");

  CHECK(to_string(tag, ns::client)
        == "<a xml:lang='en' xmlns:a0='urn:x' a0:k='1' "
           "xmlns:a1='urn:&apos;y' a1:k='2' k='3'/>");
}

TEST_CASE("what is written is read back as the same") {
  auto awkward = element{"a", "urn:<x>"};
  awkward.set("k", " \r\n\t'\"<>&", "urn:ns").set("lang", "de", ns::xml);
  const element samples[] = {
      awkward,
      element{"m", ns::client}.with_text("\r\n<&> ]]> \t ünï"),
      element{"m", ns::client}.with(
          element{"none", ""}.with(element{"x", ns::client}.with("k", "v"))),
      element{"features", ns::stream}.with(element{"error", ns::stream}),
      element{"m", ns::client}.with(
          element{"odd", ns::xml}.with(element{"body", ns::client})),
  };

  for (const auto& x : samples)
    CHECK(read_back(to_string(x, ns::client)) == x);
}

} // namespace troupe::xml
