// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/xml/event_recorder.hpp"
#include "xml/stream_parser.hpp"

namespace troupe::xml {

using test::event_recorder;

namespace {

using namespace std::string_literals;

const std::string header = "<stream:stream xmlns='jabber:client' "
                           "xmlns:stream='http://etherx.jabber.org/streams'>";

struct row {
  std::string name;
  std::string bytes;
  std::string error;
};

// Where a stream begins.
const row of_headers[] = {
    {"a document type", "<!DOCTYPE x><x/>", "restricted-xml"},
    {"an internal subset", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "restricted-xml"},
    {"an external subset", "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>",
     "restricted-xml"},
    {"a comment first", "<!-- c -->" + header, "restricted-xml"},
    {"an instruction first", "<?x y?>" + header, "restricted-xml"},
    {"another encoding", "<?xml version='1.0' encoding='ISO-8859-1'?>" + header,
     "unsupported-encoding"},
    {"UTF-16 by name", "<?xml version='1.0' encoding='UTF-16'?>" + header,
     "unsupported-encoding"},
    {"UTF-16, little end first", "<\0s\0"s, "unsupported-encoding"},
    {"UTF-16, big end first", "\0<\0s"s, "unsupported-encoding"},
    {"UTF-16 with its mark", "\xFF\xFE<\0"s, "unsupported-encoding"},
    {"UTF-16 with the other mark", "\xFE\xFF\0<"s, "unsupported-encoding"},
    {"a byte order mark", "\xEF\xBB\xBF" + header, "not-well-formed"},
    {"no XML at all", "GET / HTTP/1.1\r\n\r\n", "not-well-formed"},
    {"TLS in a plain stream", "\x16\x03\x01\x02", "not-well-formed"},
    {"a bad XML declaration", "<?xml version='1.0' encoding=?>",
     "not-well-formed"},
    {"two XML declarations",
     "<?xml version='1.0'?><?xml version='1.0'?>" + header, "not-well-formed"},
    {"no namespace", "<stream>", "invalid-namespace"},
    {"the content namespace alone", "<stream xmlns='jabber:client'>",
     "invalid-namespace"},
    {"another stream namespace",
     "<s:stream xmlns:s='urn:x' xmlns='jabber:client'>", "invalid-namespace"},
    {"another name", "<s:flood xmlns:s='http://etherx.jabber.org/streams'>",
     "bad-format"},
    {"an unbound prefix", "<stream:stream xmlns='jabber:client'>",
     "not-well-formed"},
    {"an attribute twice", "<stream a='1' a='2'>", "not-well-formed"},
    {"an unquoted attribute", "<stream a=1>", "not-well-formed"},
};

// Within a stream.
const row of_content[] = {
    {"text between elements", "hello", "bad-format"},
    {"text as a reference", "&#65;", "bad-format"},
    {"text as an entity", "&lt;", "bad-format"},
    {"text that is no text", "x]]>", "bad-format"},
    {"the end of CDATA between elements", "]]>", "bad-format"},
    {"white space before the end of CDATA", " ]]>", "bad-format"},
    {"bad UTF-8 between elements", "\xFF", "bad-format"},
    {"bad UTF-8 after text", "x\xC3(", "bad-format"},
    {"a cut-off sequence between elements", "\xC3<a/>", "bad-format"},
    {"a control between elements", "\x01", "bad-format"},
    {"CDATA between elements", "<![CDATA[x]]>", "bad-format"},
    {"empty CDATA between elements", "<![CDATA[]]>", "bad-format"},
    {"no-break space between elements", "\xC2\xA0", "bad-format"},
    {"a byte order mark later", "\xEF\xBB\xBF<a/>", "bad-format"},
    {"a comment", "<!-- c -->", "restricted-xml"},
    {"a comment in an element", "<a><!-- c --></a>", "restricted-xml"},
    {"an instruction", "<?x y?>", "restricted-xml"},
    {"an instruction in an element", "<a><?x?></a>", "restricted-xml"},
    {"an entity", "<a>&nbsp;</a>", "restricted-xml"},
    {"an entity in an attribute", "<a b='&x;'/>", "restricted-xml"},
    {"a document type", "<!DOCTYPE x>", "not-well-formed"},
    {"an entity declaration", "<!ENTITY a 'b'>", "not-well-formed"},
    {"an XML declaration", "<?xml version='1.0'?>", "not-well-formed"},
    {"an unclosed child", "<message><body>No closing tag!</message>",
     "not-well-formed"},
    {"the end of what is not open", "</a>", "not-well-formed"},
    {"an end with another prefix", "</stream>", "not-well-formed"},
    {"an unbound prefix", "<a:b/>", "not-well-formed"},
    {"an unbound attribute prefix", "<a b:c='d'/>", "not-well-formed"},
    {"an undeclared prefix", "<a xmlns:b=''/>", "not-well-formed"},
    {"another xml namespace", "<a xmlns:xml='urn:x'/>", "not-well-formed"},
    {"another prefix for xml",
     "<a xmlns:b='http://www.w3.org/XML/1998/namespace'/>", "not-well-formed"},
    {"the prefix xmlns", "<a xmlns:xmlns='urn:x'/>", "not-well-formed"},
    {"two colons", "<a:b:c/>", "not-well-formed"},
    {"an attribute twice", "<a b='1' b='2'/>", "not-well-formed"},
    {"an attribute twice by prefix",
     "<a xmlns:b='urn:x' xmlns:c='urn:x' b:d='' c:d=''/>", "not-well-formed"},
    {"a tag in an attribute", "<a b='<'/>", "not-well-formed"},
    {"an attribute without value", "<a b/>", "not-well-formed"},
    {"no space between attributes", "<a b='1'c='2'/>", "not-well-formed"},
    {"a name of digits", "<1/>", "not-well-formed"},
    {"a bare ampersand", "<a>& b</a>", "not-well-formed"},
    {"the end of CDATA as text", "<a>]]></a>", "not-well-formed"},
    {"a null character", "<a>\0</a>"s, "not-well-formed"},
    {"a control character", "<a>\x01</a>", "not-well-formed"},
    {"a control as reference", "<a>&#1;</a>", "not-well-formed"},
    {"a null as reference", "<a>&#0;</a>", "not-well-formed"},
    {"a surrogate as reference", "<a>&#xD800;</a>", "not-well-formed"},
    {"a reference past Unicode", "<a>&#x110000;</a>", "not-well-formed"},
    {"a noncharacter", "<a>\xEF\xBF\xBF</a>", "not-well-formed"},
    {"a lone continuation byte", "<a>\x80</a>", "not-well-formed"},
    {"an overlong slash", "<a>\xC0\xAF</a>", "not-well-formed"},
    {"an overlong three bytes", "<a>\xE0\x80\xAF</a>", "not-well-formed"},
    {"a surrogate in UTF-8", "<a>\xED\xA0\x80</a>", "not-well-formed"},
    {"a cut-off sequence", "<a>\xC3</a>", "not-well-formed"},
    {"a sequence past Unicode", "<a>\xF4\x90\x80\x80</a>", "not-well-formed"},
    {"the byte FF", "<a>\xFF</a>", "not-well-formed"},
    {"bad UTF-8 in an attribute", "<a b='\xC3('/>", "not-well-formed"},
};

std::string last_event(const std::string& bytes, std::size_t piece) {
  stream_parser parser;
  event_recorder events;
  for (std::size_t i = 0; i < bytes.size(); i += piece)
    if (!events.feed(parser, std::string_view{bytes}.substr(i, piece)))
      break;
  return events.lines.empty() ? "" : events.lines.back();
}

} // namespace

TEST_CASE("a wrong beginning has its stream error (RFC 6120 §4.9.3)") {
  for (const auto& x : of_headers) {
    INFO(x.name);
    CHECK(last_event(x.bytes, x.bytes.size()) == "error " + x.error);
    CHECK(last_event(x.bytes, 1) == "error " + x.error);
  }
}

TEST_CASE("wrong content has its stream error (RFC 6120 §4.9.3)") {
  for (const auto& x : of_content) {
    const auto bytes = header + x.bytes + "<next/>";

    INFO(x.name);
    CHECK(last_event(bytes, bytes.size()) == "error " + x.error);
    CHECK(last_event(bytes, 1) == "error " + x.error);
  }
}

TEST_CASE("what came before an error is told before it") {
  stream_parser parser;
  event_recorder events;

  events.feed(parser, header + "<a/><b/><c></d>");

  REQUIRE(events.lines.size() == 4);
  CHECK(events.lines[2] == "<b xmlns='jabber:client'/>");
  CHECK(events.lines[3] == "error not-well-formed");
}

TEST_CASE("white space and predefined entities are no error") {
  stream_parser parser;
  event_recorder events;

  CHECK(events.feed(parser, header
                                + " \n\r\n\t&#32;<a>&lt;&gt;&amp;&apos;"
                                  "&quot;&#xE9;</a>\n"));
  CHECK(events.lines.back()
        == "<a xmlns='jabber:client'>&lt;&gt;&amp;&apos;&quot;\xC3\xA9</a>");
}

TEST_CASE("an error says in words what was wrong") {
  stream_parser parser;
  event_recorder events;

  const auto fed = parser.feed(header + "<!-- -->", events);

  REQUIRE_FALSE(fed);
  CHECK(fed.error().text == "a comment");
}

} // namespace troupe::xml
