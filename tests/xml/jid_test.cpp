// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <unordered_set>
#include <vector>

#include <catch2/catch.hpp>

#include "xml/jid.hpp"

using namespace troupe::xml;
using namespace std::string_literals;

namespace {

struct valid_row {
  const char* name;
  const char* text;
  const char* local;
  const char* domain;
  const char* resource;
};

struct invalid_row {
  const char* name;
  std::string text;
  jid_error why;
};

// RFC 7622 §3.5, Table 1, by the numbers of the RFC. Number 18 of Table 2
// stands here: erratum 4560 took it from the invalid ones.
const valid_row rfc_valid[] = {
    {"1", "juliet@example.com", "juliet", "example.com", ""},
    {"2", "juliet@example.com/foo", "juliet", "example.com", "foo"},
    {"3", "juliet@example.com/foo bar", "juliet", "example.com", "foo bar"},
    {"4", "juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar"},
    {"5", "foo\\20bar@example.com", "foo\\20bar", "example.com", ""},
    {"6", "fussball@example.com", "fussball", "example.com", ""},
    {"7", "fu\u00DFball@example.com", "fu\u00DFball", "example.com", ""},
    {"8", "\u03C0@example.com", "\u03C0", "example.com", ""},
    {"9", "\u03A3@example.com/foo", "\u03C3", "example.com", "foo"},
    {"10", "\u03C3@example.com/foo", "\u03C3", "example.com", "foo"},
    {"11", "\u03C2@example.com/foo", "\u03C2", "example.com", "foo"},
    {"12", "king@example.com/\u265A", "king", "example.com", "\u265A"},
    {"13", "example.com", "", "example.com", ""},
    {"14", "example.com/foobar", "", "example.com", "foobar"},
    {"15", "a.example.com/b@example.net", "", "a.example.com", "b@example.net"},
    {"18", "juliet@example.com/ foo", "juliet", "example.com", " foo"},
};

// RFC 7622 §3.5, Table 2.
const invalid_row rfc_invalid[] = {
    {"16", "\"juliet\"@example.com", jid_error::bad_localpart},
    {"17", "foo bar@example.com", jid_error::bad_localpart},
    {"19", "@example.com/", jid_error::bad_resourcepart},
    {"20", "henry\u2163@example.com", jid_error::bad_localpart},
    {"21", "\u265A@example.com", jid_error::bad_localpart},
    {"22", "juliet@", jid_error::bad_domainpart},
    {"23", "/foobar", jid_error::bad_domainpart},
};

const valid_row domains[] = {
    {"case", "EXAMPLE.Com", "", "example.com", ""},
    {"final dot", "a@example.com./r", "a", "example.com", "r"},
    {"final ideographic dot", "example.com\u3002", "", "example.com", ""},
    {"fullwidth", "\uFF25xample\uFF0Ecom", "", "example.com", ""},
    {"single label", "localhost", "", "localhost", ""},
    {"digits", "123.example", "", "123.example", ""},
    {"IPv4", "a@192.0.2.1/r", "a", "192.0.2.1", "r"},
    {"IPv6", "a@[2001:DB8::1]/r", "a", "[2001:db8::1]", "r"},
    {"IPv6 with IPv4", "[::ffff:192.0.2.1]", "", "[::ffff:192.0.2.1]", ""},
    {"U-label", "b\u00FCcher.example", "", "b\u00FCcher.example", ""},
    {"upper U-label", "B\u00DCCHER.example", "", "b\u00FCcher.example", ""},
    {"decomposed", "bu\u0308cher.example", "", "b\u00FCcher.example", ""},
    {"A-label", "xn--bcher-kva.example", "", "b\u00FCcher.example", ""},
    {"upper A-label", "XN--BCHER-KVA.example", "", "b\u00FCcher.example", ""},
    {"sharp s", "stra\u00DFe.example", "", "stra\u00DFe.example", ""},
    {"capital sharp s", "STRA\u1E9EE.example", "", "stra\u00DFe.example", ""},
    {"final sigma", "\u03B1\u03C2.example", "", "\u03B1\u03C2.example", ""},
    {"capital sigma", "\u0391\u03A3.example", "", "\u03B1\u03C3.example", ""},
    {"Cherokee", "\u13EB.example", "", "\u13EB.example", ""},
    {"Cherokee A-label", "xn--bce.example", "", "\u13EB.example", ""},
    {"right to left", "\u05D0\u05D1.example", "", "\u05D0\u05D1.example", ""},
    {"middle dot", "col\u00B7lecci\u00F3.example", "",
     "col\u00B7lecci\u00F3.example", ""},
};

const invalid_row bad_domains[] = {
    {"only a dot", ".", jid_error::bad_domainpart},
    {"two final dots", "example.com..", jid_error::bad_domainpart},
    {"empty label", "a..b", jid_error::bad_domainpart},
    {"empty U-label", "\u00FC..b", jid_error::bad_domainpart},
    {"leading hyphen", "-a.b", jid_error::bad_domainpart},
    {"trailing hyphen", "a-.b", jid_error::bad_domainpart},
    {"hyphens of no A-label", "ab--c.d", jid_error::bad_domainpart},
    {"underscore", "a_b.example", jid_error::bad_domainpart},
    {"space", "a b", jid_error::bad_domainpart},
    {"second at", "a@b@c", jid_error::bad_domainpart},
    {"symbol", "\u2603.example", jid_error::bad_domainpart},
    {"A-label of a symbol", "xn--n3h.example", jid_error::bad_domainpart},
    {"A-label of ASCII", "xn--abc-.example", jid_error::bad_domainpart},
    {"empty A-label", "xn--.example", jid_error::bad_domainpart},
    {"compatibility", "\u2163.example", jid_error::bad_domainpart},
    {"unassigned", "\u0378.example", jid_error::bad_domainpart},
    {"mixed directions", "a\u05D0.example", jid_error::bad_domainpart},
    {"context", "a\u00B7b.example", jid_error::bad_domainpart},
    {"leading mark", "\u0308a.example", jid_error::bad_domainpart},
    {"open bracket", "[::1", jid_error::bad_domainpart},
    {"no address", "[]", jid_error::bad_domainpart},
    {"IPv4 in brackets", "[192.0.2.1]", jid_error::bad_domainpart},
    {"after the bracket", "[::1]x", jid_error::bad_domainpart},
    {"zone", "[fe80::1%eth0]", jid_error::bad_domainpart},
    {"NUL in address", "[::1\0]"s, jid_error::bad_domainpart},
    {"too long for an address", "[" + std::string(60, '1') + "]",
     jid_error::bad_domainpart},
    {"NUL", "a\0b"s, jid_error::bad_domainpart},
};

const invalid_row bad_parts[] = {
    {"nothing", "", jid_error::empty},
    {"at", "@", jid_error::bad_localpart},
    {"at before domain", "@example.com", jid_error::bad_localpart},
    {"slash", "/", jid_error::bad_resourcepart},
    {"no resource", "a@b/", jid_error::bad_resourcepart},
    {"double quote", "a\"@b", jid_error::bad_localpart},
    {"ampersand", "a&@b", jid_error::bad_localpart},
    {"apostrophe", "a'@b", jid_error::bad_localpart},
    {"colon", "a:@b", jid_error::bad_localpart},
    {"less", "a<@b", jid_error::bad_localpart},
    {"greater", "a>@b", jid_error::bad_localpart},
    {"fullwidth slash", "a\uFF0F@b", jid_error::bad_localpart},
    {"fullwidth at", "a\uFF20@b", jid_error::bad_localpart},
    {"control in localpart", "a\x7F@b", jid_error::bad_localpart},
    {"ill-formed localpart", "\xC3@b", jid_error::bad_localpart},
    {"surrogate in localpart", "\xED\xA0\x80@b", jid_error::bad_localpart},
    {"overlong in localpart", "\xC1\x81@b", jid_error::bad_localpart},
    {"ill-formed domain", "a@b\xFF", jid_error::bad_domainpart},
    {"ill-formed resource", "a@b/\xE2\x82", jid_error::bad_resourcepart},
    {"tab in resource", "a@b/\t", jid_error::bad_resourcepart},
    {"NUL in resource", "a@b/\0"s, jid_error::bad_resourcepart},
    {"unassigned in resource", "a@b/\u0378", jid_error::bad_resourcepart},
    {"ignorable in resource", "a@b/x\u00AD", jid_error::bad_resourcepart},
};

jid of(std::string_view text) {
  auto got = jid::parse(text);
  REQUIRE(got);
  return *got;
}

template <class Rows>
void check_valid(const Rows& rows) {
  for (const auto& row : rows) {
    INFO(row.name << ": " << row.text);
    auto got = jid::parse(row.text);
    REQUIRE(got);
    CHECK(got->local() == row.local);
    CHECK(got->domain() == row.domain);
    CHECK(got->resource() == row.resource);
    CHECK(of(got->str()) == *got);
    CHECK(*jid::make(got->local(), got->domain(), got->resource()) == *got);
  }
}

template <class Rows>
void check_invalid(const Rows& rows) {
  for (const auto& row : rows) {
    INFO(row.name << ": " << row.text);
    auto got = jid::parse(row.text);
    REQUIRE_FALSE(got);
    CHECK(got.error() == row.why);
  }
}

std::string times(int n, std::string_view text) {
  std::string out;
  for (int i = 0; i < n; ++i)
    out += text;
  return out;
}

} // namespace

TEST_CASE("the valid examples of RFC 7622 are JIDs") {
  check_valid(rfc_valid);
}

TEST_CASE("the invalid examples of RFC 7622 are not JIDs") {
  check_invalid(rfc_invalid);
}

TEST_CASE("a domainpart is enforced by IDNA2008") {
  check_valid(domains);
}

TEST_CASE("a domainpart that is neither name nor address is refused") {
  check_invalid(bad_domains);
}

TEST_CASE("empty, excluded and ill-formed parts are refused") {
  check_invalid(bad_parts);
}

TEST_CASE("a localpart and a resourcepart have at most 1023 bytes") {
  auto one_byte = std::string(1023, 'a');
  auto two_bytes = times(511, "\u00DF") + "a";        // 1023
  auto three_bytes = times(341, "\u4E2D");            // 1023
  auto four_bytes = times(255, "\U00020000") + "abc"; // 1023
  for (const auto& part : {one_byte, two_bytes, three_bytes, four_bytes}) {
    INFO(part.substr(0, 8));
    REQUIRE(part.size() == 1023);

    auto full = jid::parse(part + "@example.com/" + part);

    REQUIRE(full);
    CHECK(full->local() == part);
    CHECK(full->resource() == part);
    CHECK(jid::parse(part + "a@example.com").error() == jid_error::too_long);
    CHECK(jid::parse("example.com/" + part + "a").error()
          == jid_error::too_long);
    CHECK(full->with_resource(part + "a").error() == jid_error::too_long);
  }
}

TEST_CASE("the length counts before and after enforcement") {
  auto grows = times(511, "\u023A");    // 1022 bytes, in lower case 1533
  auto shrinks = times(342, "e\u0301"); // 1026 bytes, composed 684

  CHECK(jid::parse(grows + "@b").error() == jid_error::too_long);
  CHECK(jid::parse("b/" + grows));
  CHECK(jid::parse(shrinks + "@b").error() == jid_error::too_long);
  CHECK(jid::parse("b/" + shrinks).error() == jid_error::too_long);
}

TEST_CASE("a domainpart keeps the lengths of RFC 1034") {
  auto label = std::string(63, 'a');
  auto longest = label + "." + label + "." + label + "." + label.substr(2);
  auto u_label = times(56, "\u00FC"); // as an A-label more than 63

  CHECK(jid::parse(longest));
  CHECK(jid::parse(longest + "."));
  CHECK(jid::parse(longest + "a").error() == jid_error::bad_domainpart);
  CHECK(jid::parse(label + "a.b").error() == jid_error::bad_domainpart);
  CHECK(jid::parse("\u00FC." + label + "a").error()
        == jid_error::bad_domainpart);
  CHECK(jid::parse(times(40, "\u00FC") + ".example"));
  CHECK(jid::parse(u_label + u_label).error() == jid_error::bad_domainpart);
  CHECK(jid::parse(times(512, "a.")).error() == jid_error::too_long);
}

TEST_CASE("JIDs compare as enforced") {
  CHECK(of("JULIET@Example.COM") == of("juliet@example.com"));
  CHECK(of("juliet@example.com.") == of("juliet@example.com"));
  CHECK(of("juliet@example.com/Foo") != of("juliet@example.com/foo"));
  CHECK(of("\uFF2Auliet@example.com") == of("juliet@example.com"));
  CHECK(of("e\u0301@b/e\u0301") == of("\u00C9@b/\u00E9"));
  CHECK(of("a@b/x\u00A0y") == of("a@b/x y"));
  CHECK(of("\u03C3@b") != of("\u03C2@b"));
  CHECK(of("a@b") < of("b@b"));
  CHECK(std::unordered_set<jid>{of("A@b"), of("a@B"), of("b")}.size() == 2);
}

TEST_CASE("a JID knows its kind") {
  CHECK(jid{}.empty());
  CHECK(jid{}.str().empty());
  CHECK(of("b").is_domain());
  CHECK(of("b").is_bare());
  CHECK(of("a@b").is_bare());
  CHECK_FALSE(of("a@b").is_domain());
  CHECK_FALSE(of("b/r").is_bare());
  CHECK_FALSE(of("b/r").is_domain());
  CHECK_FALSE(of("b").empty());
}

TEST_CASE("the bare JID is the JID without its resource") {
  CHECK(of("a@b/r/s@t").bare() == of("a@b"));
  CHECK(of("a@b/r").bare_view() == "a@b");
  CHECK(of("a@b/r").bare().local() == "a");
  CHECK(of("b/r").bare() == of("b"));
  CHECK(of("a@b").bare() == of("a@b"));
  CHECK(jid{}.bare() == jid{});
}

TEST_CASE("another resource is enforced and leaves the rest") {
  auto full = of("a@b/r");

  CHECK(*full.with_resource("Foo") == of("a@b/Foo"));
  CHECK(full.with_resource("Foo")->local() == "a");
  CHECK(*of("b").with_resource("r\u3000s") == of("b/r s"));
  CHECK(*full.with_resource("") == of("a@b"));
  CHECK(full.with_resource("\n").error() == jid_error::bad_resourcepart);
  CHECK(jid{}.with_resource("r").error() == jid_error::empty);
}

TEST_CASE("a JID can be made of its parts") {
  CHECK(*jid::make("A", "B") == of("a@b"));
  CHECK(*jid::make("", "b", "r") == of("b/r"));
  CHECK(*jid::make("", "b", "r@s/t") == of("b/r@s/t"));
  CHECK(jid::make("a@b", "c").error() == jid_error::bad_localpart);
  CHECK(jid::make("a/b", "c").error() == jid_error::bad_localpart);
  CHECK(jid::make("a", "b/c").error() == jid_error::bad_domainpart);
  CHECK(jid::make("a", "").error() == jid_error::bad_domainpart);
}

TEST_CASE("each error has words of its own") {
  std::unordered_set<std::string> words;
  for (auto error :
       {jid_error::empty, jid_error::bad_localpart, jid_error::bad_domainpart,
        jid_error::bad_resourcepart, jid_error::too_long})
    words.insert(to_string(error));

  CHECK(words.size() == 5);
}
