// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tools/trace_text.hpp"

using namespace troupe::tools;

TEST_CASE("times have three digits and a fitting unit") {
  CHECK(human_time(0) == "0 µs");
  CHECK(human_time(-3) == "0 µs");
  CHECK(human_time(5.1) == "5.10 µs");
  CHECK(human_time(99.96) == "100 µs");
  CHECK(human_time(812.4) == "812 µs");
  CHECK(human_time(999.6) == "1.00 ms");
  CHECK(human_time(12'340) == "12.3 ms");
  CHECK(human_time(3e6) == "3.00 s");
  CHECK(human_time(125e6) == "2 min 5 s");
}

TEST_CASE("counts and sizes are short") {
  CHECK(human_count(0) == "0");
  CHECK(human_count(0.25) == "0.2");
  CHECK(human_count(3) == "3");
  CHECK(human_count(5321) == "5321");
  CHECK(human_count(53210) == "53.2k");
  CHECK(human_count(532100) == "532k");
  CHECK(human_count(1.25e6) == "1.2M");
  CHECK(human_bytes(312) == "312 B");
  CHECK(human_bytes(21'340'160) == "20.4 MiB");
}

TEST_CASE("columns are those of a terminal") {
  CHECK(columns_of("abc") == 3);
  CHECK(columns_of("Zoë") == 3);
  CHECK(columns_of("Zoe\u0308") == 3); // a diaeresis that combines
  CHECK(columns_of("日本") == 4);
  CHECK(columns_of("✓⏸…") == 3);
}

TEST_CASE("texts are shortened in the middle") {
  CHECK(shortened("alice@localhost", 15) == "alice@localhost");
  CHECK(shortened("alice@localhost", 9) == "alic…host");
  CHECK(shortened("日本語日本語", 7) == "日…語");
  CHECK(shortened("abc", 1) == "…");
  CHECK(shortened("abc", 0).empty());
}

TEST_CASE("texts are wrapped at spaces, else anywhere") {
  CHECK(wrapped("one two three", 7)
        == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(wrapped("日本語", 1) == std::vector<std::string>{"日", "本", "語"});
  CHECK(wrapped("", 10) == std::vector<std::string>{""});
}

TEST_CASE("bytes that are no UTF-8 and what a terminal obeys become ?") {
  CHECK(printable("a\tb\nc") == "a b c");
  CHECK(printable("\xFFx\x9B") == "?x?");
  CHECK(printable("\u009B31m\u2028\u200B") == "?31m??");
  CHECK(printable("Zoë 日本 👍") == "Zoë 日本 👍");
}
