// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/digest.hpp"
#include "actors/part/stored_xml.hpp"
#include "actors/part/timestamp.hpp"

namespace stored_xml_test {

using namespace troupe;
using xml::element;

TEST_CASE("A stored element comes back") {
  const element samples[] = {
      {"vCard", "vcard-temp"},
      {"x", "jabber:client"},
      element{"a", "urn:a"}
          .with("name", "'\"<&>\n")
          .with(element{"b", "urn:b"}.with_text("text & more\r\n"))
          .with_text("tail"),
  };
  for (const auto& sample : samples)
    CHECK(part::stored_element(part::to_stored(sample)) == sample);
}

TEST_CASE("A stored stanza comes back") {
  auto x
      = xml::stanza{xml::stanza_kind::message, "chat", "1"}
            .with_from(*xml::jid::parse("bob@example.net/desk"))
            .with_lang("de")
            .with(element{"body", "jabber:client"}.with_text("gr\u00fc\u00df"));

  auto read = part::stored_stanza(part::to_stored(x));

  REQUIRE(read);
  CHECK(*read == x);
}

TEST_CASE("A long stored element comes back") {
  element x{"a", "urn:a"};
  for (int i = 0; i < 5000; ++i)
    x.add(element{"b", "urn:a"}.with_text(std::string(100, 'x')));

  CHECK(part::stored_element(part::to_stored(x)) == x);
}

TEST_CASE("What is not XML is no element") {
  for (auto text :
       {"", "text", "<a>", "<a/><b/>", "<a></b>", "</stream:stream>", "\x01"})
    CHECK_FALSE(part::stored_element(text));
  CHECK_FALSE(part::stored_stanza("<a xmlns='urn:a'/>"));
}

TEST_CASE("Several stored elements come back in order") {
  auto found = part::stored_elements("<a xmlns='urn:a'/><b xmlns='urn:b'/>");

  REQUIRE(found.size() == 2);
  CHECK(found[0] == element{"a", "urn:a"});
  CHECK(found[1] == element{"b", "urn:b"});
}

TEST_CASE("A time stamp has the format of XEP-0082, in UTC") {
  using namespace std::chrono;
  auto at = [](microseconds t) {
    return part::timestamp(system_clock::time_point{t});
  };

  CHECK(at(0s) == "1970-01-01T00:00:00Z");
  CHECK(at(1031699305s) == "2002-09-10T23:08:25Z");
  CHECK(at(1031699305s + 999999us) == "2002-09-10T23:08:25Z");
}

TEST_CASE("No time passes where the clock goes back") {
  using namespace std::chrono_literals;
  std::chrono::system_clock::time_point noon{43200s};

  CHECK(part::seconds_between(noon, noon + 90s) == 90);
  CHECK(part::seconds_between(noon, noon - 90s) == 0);
}

TEST_CASE("SHA-1, hexadecimal and base64 agree with their RFCs") {
  // RFC 3174 §7.3 and RFC 4648 §10.
  CHECK(part::hex(part::sha1("abc"))
        == "a9993e364706816aba3e25717850c26c9cd0d89d");
  const std::pair<const char*, const char*> vectors[]
      = {{"", ""},
         {"f", "Zg=="},
         {"fo", "Zm8="},
         {"foo", "Zm9v"},
         {"foob", "Zm9vYg=="},
         {"fooba", "Zm9vYmE="},
         {"foobar", "Zm9vYmFy"}};
  for (auto [plain, encoded] : vectors) {
    CHECK(part::base64(plain) == encoded);
    CHECK(part::unbase64(encoded) == plain);
  }
}

TEST_CASE("What is not base64 is refused") {
  for (auto text : {"Z", "Zg=", "Z!==", "===="})
    CHECK_FALSE(part::unbase64(text));
}

} // namespace stored_xml_test
