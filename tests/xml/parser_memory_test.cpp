// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstring>
#include <string_view>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "xml/parser_memory.hpp"

using troupe::xml::parser_memory;
using troupe::xml::parser_memory_scope;

namespace {

void* filled(parser_memory& from, std::size_t size, char with) {
  return std::memset(from.allocate(size), with, size);
}

bool is_filled(const void* piece, std::size_t size, char with) {
  return std::string_view{static_cast<const char*>(piece), size}
         == std::string(size, with);
}

} // namespace

TEST_CASE("pieces of a parser's memory lie apart and in line") {
  parser_memory memory;
  std::vector<void*> pieces;

  for (std::size_t size = 1; size <= 100; ++size)
    pieces.push_back(filled(memory, size, static_cast<char>(size)));

  for (std::size_t size = 1; size <= 100; ++size) {
    CHECK(reinterpret_cast<std::uintptr_t>(pieces[size - 1]) % 16 == 0);
    CHECK(is_filled(pieces[size - 1], size, static_cast<char>(size)));
    memory.free(pieces[size - 1]);
  }
}

TEST_CASE("a parser gets more than its block") {
  parser_memory memory;
  auto* first = filled(memory, 1'000, 'a');

  auto* large = filled(memory, 2 * parser_memory::block_bytes, 'b');
  auto* larger = memory.resize(large, 4 * parser_memory::block_bytes);

  CHECK(is_filled(first, 1'000, 'a'));
  CHECK(is_filled(larger, 2 * parser_memory::block_bytes, 'b'));
  memory.free(larger);
  memory.free(first);
}

TEST_CASE("a piece that is resized keeps what is in it") {
  parser_memory memory;
  auto* before = filled(memory, 100, 'a');
  auto is_last = GENERATE(true, false);
  auto* behind = is_last ? nullptr : filled(memory, 10, 'b');

  auto* after
      = memory.resize(before, GENERATE(std::size_t{100}, std::size_t{5'000},
                                       2 * parser_memory::block_bytes));

  CHECK(is_filled(after, 100, 'a'));
  memory.free(after);
  memory.free(behind);
}

TEST_CASE("a piece that has become smaller keeps its beginning") {
  parser_memory memory;
  auto* before = filled(memory, 100, 'a');

  auto* after = memory.resize(before, 10);

  CHECK(is_filled(after, 10, 'a'));
  memory.free(after);
}

TEST_CASE("nothing is resized or freed as well as something") {
  parser_memory memory;

  auto* piece = memory.resize(nullptr, 10);
  memory.free(nullptr);

  CHECK(piece != nullptr);
  memory.free(piece);
}

TEST_CASE("parsers may go on another thread than they came on") {
  std::vector<std::unique_ptr<parser_memory>> all;
  for (int i = 0; i < 200; ++i) {
    all.push_back(std::make_unique<parser_memory>());
    all.back()->free(filled(*all.back(), 1'000, 'a'));
  }

  std::thread{[&all] { all.clear(); }}.join();

  parser_memory again;
  auto* piece = filled(again, 1'000, 'b');
  CHECK(is_filled(piece, 1'000, 'b'));
  again.free(piece);
}

TEST_CASE("within one parser's turn there may be another's") {
  parser_memory outer, inner;
  const parser_memory_scope a{outer};
  {
    const parser_memory_scope b{inner};
    CHECK(&parser_memory_scope::current() == &inner);
  }
  CHECK(&parser_memory_scope::current() == &outer);
}
