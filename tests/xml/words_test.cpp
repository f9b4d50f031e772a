// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <string>

#include <catch2/catch.hpp>

#include "xml/words.hpp"

using troupe::xml::words;

TEST_CASE("a text is found by its words, whatever their case and accents") {
  struct row {
    const char* text;
    const char* expected;
  };
  const row rows[] = {
      {"", ""},
      {" \n\t?!", ""},
      {"Hello, World!", "hello world"},
      {"hello HELLO Hello", "hello"},
      {"don't see https://example.org/a_b?c=1",
       "don t see https example org a b c 1"},
      {"Café CAFE\u0301", "cafe"},
      {"Straße", "strasse"},
      {"ΣΊΣΥΦΟΣ", "σισυφοσ"},
      {"Ёлка", "елка"},
      {"ﬁne ①２", "fine 12"},
      {"東京 Tokyo", "東 京 tokyo"},
      {"हिन्दी", "हिन्दी"},
      {"\" OR 1 NEAR(x) col:y*", "or 1 near x col y"},
      {"👍 ok", "ok"},
      {"\xff\xfe", ""},
  };
  for (const auto& [text, expected] : rows) {
    INFO(text);
    CHECK(words(text) == expected);
  }
}

TEST_CASE("what is kept of long texts and long words is bounded") {
  std::string many;
  for (int i = 0; i < 2'000; ++i)
    many += std::to_string(i) + ' ';

  auto kept = words(many);

  CHECK(kept.ends_with(" 998 999"));
  CHECK(words(std::string(100, 'a')) == std::string(64, 'a'));
  CHECK(words(kept) == kept);
}

TEST_CASE("a word counts once, and is no part of another") {
  CHECK(words("ab abc a abc ab A b") == "ab abc a b");
  CHECK(words("äb äbc ä äbc ÄB ж") == "ab abc a ж");
  std::string twice;
  for (int i = 0; i < 1'600; ++i)
    twice += std::to_string(i % 800) + ' ';
  const auto kept = words(twice);
  CHECK(std::ranges::count(kept, ' ') == 799);
  CHECK(kept.ends_with(" 798 799"));
}

TEST_CASE("words of one hash are all kept") {
  // Each of these pairs is one number to FNV-1a.
  CHECK(words("costarring liquid costarring") == "costarring liquid");
  CHECK(words("declinate macallums declinate") == "declinate macallums");
}

TEST_CASE("plain letters are found by the same words beside others") {
  std::mt19937 random{42};
  std::uniform_int_distribution<int> length{0, 40}, byte{1, 0x7f};
  for (int round = 0; round < 2'000; ++round) {
    std::string text(static_cast<std::size_t>(length(random)), ' ');
    for (auto& c : text)
      c = static_cast<char>(byte(random));
    const auto alone = words(text);
    CAPTURE(text);
    REQUIRE(words(text + " ж") == (alone.empty() ? "" : alone + ' ') + "ж");
  }
}
