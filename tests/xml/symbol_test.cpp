// SPDX-License-Identifier: Apache-2.0
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "xml/symbol.hpp"

namespace troupe::xml {

TEST_CASE("a symbol says what it was made of") {
  for (const auto& text :
       {std::string{}, std::string{"a"}, std::string{"message"},
        std::string{"urn:xmpp:something:unheard-of:0"}, std::string(500, 'x'),
        std::string("with\0null", 9)}) {
    CHECK(symbol{text}.str() == text);
    CHECK(symbol{text} == symbol{text});
  }
  CHECK(symbol{} == symbol{""});
  CHECK_FALSE(symbol{"a"} == symbol{"b"});
}

TEST_CASE("symbols of one text share it, in copies and by recent use") {
  const symbol first{"urn:troupe:test:shared"};
  const auto copy = first;

  CHECK(&copy.str() == &first.str());
  CHECK(&symbol{"urn:troupe:test:shared"}.str() == &first.str());
  CHECK(&symbol{"jabber:client"}.str() == &symbol{"jabber:client"}.str());
}

TEST_CASE("a symbol outlives what its text was kept by") {
  const symbol kept{"urn:troupe:test:0"};

  for (int i = 1; i < 5000; ++i)
    CHECK(symbol{"urn:troupe:test:" + std::to_string(i)}.str().ends_with(
        std::to_string(i)));

  CHECK(kept.str() == "urn:troupe:test:0");
}

TEST_CASE("a moved symbol leaves an empty one") {
  symbol from{"urn:troupe:test:moved"};

  symbol to = std::move(from);
  CHECK(to.str() == "urn:troupe:test:moved");
  CHECK(from.str().empty()); // NOLINT: that is what is promised
  from = to;
  to = symbol{"x"};
  CHECK(from.str() == "urn:troupe:test:moved");
}

TEST_CASE("symbols go from thread to thread") {
  std::vector<symbol> made(4);
  std::vector<std::thread> threads;
  for (auto& x : made)
    threads.emplace_back([&x] {
      for (int i = 0; i < 1000; ++i)
        x = symbol{"urn:troupe:thread:" + std::to_string(i % 300)};
    });
  for (auto& t : threads)
    t.join();

  for (const auto& x : made)
    CHECK(x.str() == "urn:troupe:thread:99");
}

} // namespace troupe::xml
