// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "xml/expat_reader.hpp"
#include "xml/long_token.hpp"

using troupe::xml::long_token;

namespace {

/// Notes the tokens of a document as text.
struct recorder final : troupe::xml::token_events {
  std::string seen;

  void on_start_tag(troupe::xml::qualified_name name,
                    const char** attributes) override {
    seen += '<' + std::string{name.local};
    for (; *attributes; attributes += 2)
      seen += ' ' + std::to_string(std::string{attributes[1]}.size());
    seen += '>';
  }
  void on_end_tag() override { seen += "</>"; }
  void on_text(std::string_view) override {}
  void on_cdata() override {}
  void on_xmlns(std::string_view, std::string_view) override {}
  void on_encoding(std::string_view) override {}
  void on_forbidden(const char* what) override { seen += what; }
};

} // namespace

TEST_CASE("a long token is parsed when it may be complete or has grown") {
  long_token token;
  token.begin("<a b='" + std::string(10'000, 'x'));
  CHECK_FALSE(token.add(">"));   // within a value
  CHECK_FALSE(token.add("\"'")); // the value ends
  CHECK(token.add(">"));
  CHECK(token.take() == ">\"'>");
  CHECK_FALSE(token.active());

  token.begin(std::string(16'000, 'x'));
  CHECK_FALSE(token.add(std::string(1'999, 'y')));
  CHECK(token.add("y"));
}

TEST_CASE("a long reference is parsed at its semicolon") {
  long_token token;
  token.begin("&#" + std::string(10'000, '0'));
  CHECK_FALSE(token.add("6>'"));
  CHECK(token.add(";"));
}

TEST_CASE("a tag of 200 KiB that comes byte by byte is read without a delay") {
  recorder seen;
  troupe::xml::expat_reader reader{seen};
  const std::string value
      = std::string(100'000, '>') + std::string(100'000, '"');
  const std::string text = "<a><b c='" + value + "' d=\"'\"/>";
  for (std::size_t i = 0; i < text.size(); ++i)
    REQUIRE_FALSE(reader.parse({&text[i], 1}));
  CHECK(seen.seen == "<a><b 200000 1></>");
  CHECK(reader.fed() == text.size());
}

TEST_CASE("a comment without end is refused once it is long") {
  recorder seen;
  troupe::xml::expat_reader reader{seen};
  REQUIRE_FALSE(reader.parse("<a><!--"));
  std::optional<troupe::xml::stream_error> error;
  for (int i = 0; i < 20'000 && !error; ++i)
    error = reader.parse(">");
  REQUIRE(error);
  CHECK(error->condition == troupe::xml::stream_condition::restricted_xml);
}
