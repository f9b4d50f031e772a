// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <catch2/catch.hpp>

#include "xml/code_points.hpp"
#include "xml/precis.hpp"

using namespace troupe::xml;

namespace {

using enforced = std::optional<std::string>;
using property = derived_property;

struct row {
  const char* name;
  std::string text;
  enforced want;
};

/// What is legal and stays as it is.
row kept(const char* name, const char* text) {
  return {name, text, text};
}
row refused(const char* name, std::string text) {
  return {name, std::move(text), std::nullopt};
}

// The numbers are those of the tables of RFC 8265 §3.5.
const row usernames[] = {
    kept("1", "juliet@example.com"),
    kept("2", "fussball"),
    kept("3", "fu\u00DFball"),
    kept("4", "\u03C0"),
    {"5", "\u03A3", "\u03C3"},
    kept("6", "\u03C3"),
    kept("7", "\u03C2"),
    refused("8", "foo bar"),
    refused("9", ""),
    refused("10", "henry\u2163"),
    refused("11", "\u221E"),
    {"ASCII in lower case", "JuLiEt!~", "juliet!~"},
    {"final sigma of a word", "\u039F\u03A3", "\u03BF\u03C2"},
    {"fullwidth", "\uFF2Aul\uFF11", "jul1"},
    {"halfwidth", "\uFF76\uFF9E", "\u30AC"},
    {"composed", "A\u030Angstro\u0308m", "\u00E5ngstr\u00F6m"},
    {"dotted capital I", "\u0130", "i\u0307"},
    refused("Kelvin sign", "\u212Aevin"),
    refused("no-break space", "a\u00A0b"),
    refused("ideographic space", "a\u3000b"),
    refused("control", "a\tb"),
    refused("delete", "a\x7F"),
    refused("old Hangul jamo", "\u1100\u1161"),
    refused("unassigned", "\u0378"),
    refused("private use", "\uE000"),
    refused("noncharacter", "\uFFFE"),
    refused("soft hyphen", "a\u00AD"),
    refused("Arabic tatweel", "\u0640"),
    refused("composes to a symbol", "=\u0338"),
    refused("ill-formed UTF-8", "a\xC0\xAF"),
    refused("cut UTF-8", "a\xE2\x82"),
    kept("right to left", "\u05D0\u05D1"),
    kept("right to left with a digit", "\u05D0\u05D11"),
    refused("left to right with right to left", "a\u05D0"),
    refused("right to left with left to right", "\u05D0b\u05D0"),
    refused("digit before right to left", "1\u05D0"),
    refused("right to left ends in punctuation", "\u05D0!"),
    refused("both kinds of digits", "\u0627\u06611"),
};

// The numbers are those of the tables of RFC 8265 §4.3.
const row passwords[] = {
    kept("12", "correct horse battery staple"),
    kept("13", "Correct Horse Battery Staple"),
    kept("14", "\u03C0\u00DF\u00E5"),
    kept("15", "Jack of \u2666s"),
    {"16", "foo\u1680bar", "foo bar"},
    refused("17", ""),
    refused("18", "my cat is a \tby"),
    {"no-break space", "a\u00A0b", "a b"},
    {"ideographic space", "a\u3000b", "a b"},
    {"composed", "e\u0301", "\u00E9"},
    {"singleton", "\u2126", "\u03A9"},
    kept("width stays", "\uFF21"),
    kept("case stays", "\u03A3\u0130"),
    kept("compatibility", "\u2163\uFB01"),
    kept("no Bidi rule", "a\u05D0!"),
    refused("delete", "a\x7F"),
    refused("C1 control", "a\u0085"),
    refused("old Hangul jamo", "\u1100\u1161"),
    refused("unassigned", "\u0378"),
    refused("soft hyphen", "a\u00AD"),
    refused("surrogate", "\xED\xA0\x80"),
};

template <class Rows, class Profile>
void check(const Rows& rows, Profile profile) {
  for (const auto& row : rows) {
    INFO(row.name << ": " << row.text);
    auto got = profile(row.text);
    CHECK(got == row.want);
    if (got)
      CHECK(profile(*got) == got);
  }
}

struct context_row {
  const char* name;
  std::u32string text;
  std::size_t at;
  bool want;
};

// RFC 5892 Appendix A.1 to A.9.
const context_row contexts[] = {
    {"A.1 after a virama", U"\u0915\u094D\u200C", 2, true},
    {"A.1 between joining letters", U"\u0628\u200C\u0628", 1, true},
    {"A.1 with transparent marks", U"\u0628\u064B\u200C\u064B\u0627", 2, true},
    {"A.1 nothing after", U"\u0628\u200C", 1, false},
    {"A.1 nothing before", U"\u200C\u0628", 0, false},
    {"A.1 letter does not join on", U"\u0627\u200C\u0628", 1, false},
    {"A.1 Latin", U"a\u200Cb", 1, false},
    {"A.2 after a virama", U"\u0915\u094D\u200D", 2, true},
    {"A.2 otherwise", U"\u0628\u200D\u0628", 1, false},
    {"A.2 first", U"\u200D", 0, false},
    {"A.3 between l", U"l\u00B7l", 1, true},
    {"A.3 before another", U"l\u00B7a", 1, false},
    {"A.3 after another", U"a\u00B7l", 1, false},
    {"A.3 last", U"l\u00B7", 1, false},
    {"A.4 before Greek", U"\u0375\u03B1", 0, true},
    {"A.4 before Latin", U"\u0375a", 0, false},
    {"A.4 last", U"\u03B1\u0375", 1, false},
    {"A.5 after Hebrew", U"\u05D0\u05F3", 1, true},
    {"A.5 after Latin", U"a\u05F3", 1, false},
    {"A.6 after Hebrew", U"\u05D0\u05F4", 1, true},
    {"A.6 first", U"\u05F4\u05D0", 0, false},
    {"A.7 with Katakana", U"\u30AB\u30FBa", 1, true},
    {"A.7 with Hiragana", U"a\u30FB\u3042", 1, true},
    {"A.7 with Han", U"\u4E2D\u30FB", 1, true},
    {"A.7 without", U"a\u30FBb", 1, false},
    {"A.8 alone", U"\u0661\u0662", 0, true},
    {"A.8 with extended digits", U"\u0661\u06F1", 0, false},
    {"A.9 alone", U"\u06F1", 0, true},
    {"A.9 with other digits", U"\u06F1\u0661", 0, false},
};

struct property_row {
  char32_t c;
  property precis;
  property idna;
};

// One of each category of RFC 8264 §9 and RFC 5892 §2.
const property_row properties[] = {
    {U'a', property::pvalid, property::pvalid},
    {U'A', property::pvalid, property::disallowed},
    {U'!', property::pvalid, property::disallowed},
    {U'-', property::pvalid, property::pvalid},
    {U' ', property::free_pvalid, property::disallowed},
    {0x007F, property::disallowed, property::disallowed},
    {0x00A0, property::free_pvalid, property::disallowed},
    {0x00AD, property::disallowed, property::disallowed},
    {0x00B7, property::context_o, property::context_o},
    {0x00BD, property::free_pvalid, property::disallowed},
    {0x00DF, property::pvalid, property::pvalid},
    {0x01C5, property::free_pvalid, property::disallowed},
    {0x0378, property::unassigned, property::unassigned},
    {0x03C2, property::pvalid, property::pvalid},
    {0x0488, property::free_pvalid, property::disallowed},
    {0x0640, property::disallowed, property::disallowed},
    {0x0660, property::context_o, property::context_o},
    {0x06F9, property::context_o, property::context_o},
    {0x06FD, property::pvalid, property::pvalid},
    {0x1100, property::disallowed, property::disallowed},
    {0x16EE, property::free_pvalid, property::disallowed},
    {0x200C, property::context_j, property::context_j},
    {0x200D, property::context_j, property::context_j},
    {0x2028, property::disallowed, property::disallowed},
    {0x20AC, property::free_pvalid, property::disallowed},
    {0x2163, property::free_pvalid, property::disallowed},
    {0x3007, property::pvalid, property::pvalid},
    {0x302E, property::disallowed, property::disallowed},
    {0x3035, property::disallowed, property::disallowed},
    {0x30FB, property::context_o, property::context_o},
    {0x4E2D, property::pvalid, property::pvalid},
    {0xE000, property::disallowed, property::disallowed},
    {0xFE0F, property::disallowed, property::disallowed},
    {0xFFFE, property::disallowed, property::disallowed},
    {0x1D165, property::pvalid, property::disallowed},
    {0x1F600, property::free_pvalid, property::disallowed},
    {0x10FFFF, property::disallowed, property::disallowed},
};

} // namespace

TEST_CASE("UsernameCaseMapped enforces usernames") {
  check(usernames, username_case_mapped);
}

TEST_CASE("OpaqueString enforces passwords") {
  check(passwords, opaque_string);
}

TEST_CASE("the rules of context look at the neighbours") {
  for (const auto& row : contexts) {
    INFO(row.name);
    CHECK(context_permits(row.text, row.at) == row.want);
  }
}

TEST_CASE("a code point without a rule of context is not permitted") {
  CHECK_FALSE(context_permits(U"a", 0));
}

TEST_CASE("a rule of context holds in profiles as well") {
  CHECK(username_case_mapped("l\u00B7l"));
  CHECK_FALSE(username_case_mapped("a\u00B7b"));
  CHECK(opaque_string("\u0661\u0662"));
  CHECK_FALSE(opaque_string("\u0661\u06F1"));
}

TEST_CASE("the properties of code points are derived by category") {
  for (const auto& row : properties) {
    INFO(std::hex << static_cast<unsigned>(row.c));
    CHECK(precis_property(row.c) == row.precis);
    CHECK(idna_property(row.c) == row.idna);
  }
}

TEST_CASE("the Bidi rule has six conditions") {
  CHECK_FALSE(satisfies_bidi_rule(U""));
  CHECK_FALSE(satisfies_bidi_rule(U"1a"));            // 1
  CHECK_FALSE(satisfies_bidi_rule(U"\u05D0a\u05D0")); // 2
  CHECK(satisfies_bidi_rule(U"\u05D0\u05B0"));        // 3
  CHECK_FALSE(satisfies_bidi_rule(U"\u05D0-"));       // 3
  CHECK(satisfies_bidi_rule(U"\u0627\u0661"));        // 4
  CHECK_FALSE(satisfies_bidi_rule(U"\u06271\u0661")); // 4
  CHECK_FALSE(satisfies_bidi_rule(U"a\u05D0"));       // 5
  CHECK(satisfies_bidi_rule(U"a1\u0301"));            // 6
  CHECK_FALSE(satisfies_bidi_rule(U"a-"));            // 6
}
