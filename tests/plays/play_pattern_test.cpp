// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/play_pattern.hpp"

namespace play_pattern_test {

using namespace troupe::support;
using troupe::xml::jid;

namespace {

bool fits(std::string_view pattern, std::string_view actual, captures& known) {
  auto self = *jid::parse("romeo@localhost/orchard");
  return matches(read_elements(pattern).value().front(),
                 read_elements(actual).value().front(), self, known);
}

bool fits(std::string_view pattern, std::string_view actual) {
  captures known;
  return fits(pattern, actual, known);
}

} // namespace

TEST_CASE("texts match by placeholders") {
  struct row {
    const char* pattern;
    const char* actual;
    bool fits;
  };
  auto r = GENERATE(row{"abc", "abc", true}, row{"abc", "abd", false},
                    row{"{any}", "", true}, row{"a{any}c", "abbc", true},
                    row{"{number}", "42", true}, row{"{number}", "4x", false},
                    row{"{utc}", "2026-01-31T12:00:00Z", true},
                    row{"{utc}", "2026-01-31T12:00:00.5Z", true},
                    row{"{utc}", "2026-01-31T12:00:00.Z", false},
                    row{"{x}-{x}", "a-a", true}, row{"{x}-{x}", "a-b", false},
                    row{"a.c", "abc", false}, row{"(a)", "(a)", true});

  captures known;
  CHECK(matches(r.pattern, r.actual, known) == r.fits);
}

TEST_CASE("a name stands for the same text from then on") {
  captures known;

  REQUIRE(fits("<iq id='{id}'/>", "<iq id='7'/>", known));
  CHECK(known.at("id") == "7");
  CHECK(fits("<iq id='{id}'/>", "<iq id='7'/>", known));
  CHECK_FALSE(fits("<iq id='{id}'/>", "<iq id='8'/>", known));
}

TEST_CASE("a failed match remembers nothing") {
  captures known;

  CHECK_FALSE(fits("<iq id='{id}' type='x'/>", "<iq id='7'/>", known));
  CHECK(known.empty());
}

TEST_CASE("elements match by name, namespace, attributes and content") {
  struct row {
    const char* pattern;
    const char* actual;
    bool fits;
  };
  auto r = GENERATE(
      row{"<a x='1' y='2'/>", "<a y='2' x='1'/>", true},
      row{"<a x='1'/>", "<a x='1' y='2'/>", false},
      row{"<a x='1'/>", "<a/>", false},
      row{"<a/>", "<a xmlns='urn:x'/>", false},
      row{"<a> <b/> <c/> </a>", "<a><b/><c/></a>", true},
      row{"<a><b/><c/></a>", "<a><c/><b/></a>", false},
      row{"<a><c/><b/>{...}</a>", "<a><b/><x/><c/></a>", true},
      row{"<a><b/><b/>{...}</a>", "<a><b/></a>", false},
      row{"<a/>", "<a><b/></a>", false}, row{"<a>x</a>", "<a>y</a>", false},
      row{"<a>{any}</a>", "<a>y</a>", true}, row{"<a/>", "<a>y</a>", false});

  CHECK(fits(r.pattern, r.actual) == r.fits);
}

TEST_CASE("what a server may add is passed over") {
  CHECK(fits("<message/>",
             "<message xml:lang='en' to='romeo@localhost/orchard'/>"));
  CHECK(fits("<message/>", "<message to='romeo@localhost'/>"));
  constexpr auto id
      = "<message><stanza-id xmlns='urn:xmpp:sid:0' by='a' id='1'/></message>";
  CHECK(fits("<message/>", id));
  CHECK_FALSE(fits("<message><stanza-id xmlns='urn:xmpp:sid:0' by='a' id='2'/>"
                   "</message>",
                   id));
  CHECK_FALSE(fits("<message/>", "<message to='juliet@localhost'/>"));
  CHECK(fits("<error><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
             "</error>",
             "<error><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
             "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>why</text>"
             "</error>"));
}

TEST_CASE("what is to be sent is filled in") {
  captures known{{"id", "7"}};

  CHECK(fill_in("<iq id='{id}'/>{fill 3}", known).value() == "<iq id='7'/>xxx");
  // RFC 4616 §4 has this message; base64 of NUL "tim" NUL "tanstaaftanstaaf".
  CHECK(fill_in("{plain tim tanstaaftanstaaf}", known).value()
        == "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  CHECK(fill_in("{unknown}", known).error().what == "unknown");
}

TEST_CASE("an element is shown over several lines") {
  auto x = read_elements("<iq type='get'><a xmlns='urn:x'><b>t</b></a></iq>")
               .value()
               .front();

  CHECK(pretty(x)
        == "<iq type='get'>\n  <a xmlns='urn:x'>\n    <b>t</b>\n"
           "  </a>\n</iq>\n");
}

} // namespace play_pattern_test
