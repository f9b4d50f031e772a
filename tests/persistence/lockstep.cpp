// SPDX-License-Identifier: Apache-2.0
// The drivers against each other: the same random calls, the same answers.
#include <functional>
#include <random>

#include <catch2/catch.hpp>

#include "persistence/memory.hpp"
#include "persistence/operation.hpp"
#include "persistence/sqlite.hpp"
#include "temporary_directory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

namespace {

/// Random calls out of few names, so that they meet.
class random_calls {
public:
  explicit random_calls(std::uint32_t seed) : engine_{seed} {}

  std::size_t below(std::size_t end) { return engine_() % end; }

  operation next() {
    switch (below(15)) {
    case 0:
      return put_document{owner(), name(), blob()};
    case 1:
      return below(3) ? operation{get_document{owner(), name()}}
                      : operation{remove_document{owner(), name()}};
    case 2:
      return put_entry{owner(), name(), key(), blob()};
    case 3:
      return remove_entry{owner(), name(), key()};
    case 4:
      return below(5) ? operation{get_entries{owner(), name()}}
                      : operation{remove_map{owner(), name()}};
    case 5:
      return remove_logged{owner(), name(), key()};
    case 6:
      return rare();
    case 7:
      return list_owners{name(), owner(), below(4)};
    case 8:
    case 9:
    case 10:
      return get_page{owner(), name(), query()};
    default:
      return append{owner(), name(), {key(), time(), peer(), blob(), words()}};
    }
  }

private:
  operation rare() {
    switch (below(8)) {
    case 0:
      return remove_log{owner(), name()};
    case 1:
      return remove_owner{owner()};
    case 2:
    case 3:
      return get_count{owner(), name()};
    default:
      return expire{owner(), name(), time(), below(4)};
    }
  }

  log_query query() {
    log_query q{.limit = below(12), .newest = below(2) == 0};
    if (below(3) == 0)
      q.start = time();
    if (below(3) == 0)
      q.end = time();
    if (below(3) == 0)
      q.peer = peer();
    if (below(4) == 0)
      q.after = key();
    if (below(4) == 0)
      q.before = key();
    if (below(9) == 0)
      q.page_after = key();
    if (below(9) == 0)
      q.page_before = key();
    if (below(4) == 0)
      q.words = words();
    else if (below(6) == 0)
      q.ids.assign(below(4), key());
    return q;
  }

  std::string owner() { return std::string(1 + below(2), 'a'); }
  std::string name() { return below(2) ? "m" : "mm"; }
  std::string key() { return std::to_string(below(60)); }
  std::string peer() { return std::string(below(3), 'p'); }
  std::string blob() { return std::string(below(9), char(below(256))); }
  std::string words() {
    const char* all[] = {"", "a", "b", "a b", "b a c", "ab", "a \u00e9"};
    return all[below(std::size(all))];
  }
  /// Grows, but is now and then far ahead or behind.
  std::int64_t time() {
    auto now = static_cast<std::int64_t>(clock_++ / 8);
    return below(6) ? now : now - 30 + static_cast<std::int64_t>(below(60));
  }

  std::mt19937 engine_;
  std::size_t clock_ = 0;
};

/// The answer, or the error's kind: messages may differ.
using outcome = std::variant<answer, store_errc>;

outcome outcome_of(const result<answer>& got) {
  return got ? outcome{*got} : outcome{got.error().code};
}

struct pair_of_stores {
  temporary_directory where;
  std::unique_ptr<store> memory = open_memory();
  std::unique_ptr<store> sqlite;

  /// Few names have few entries: `sizes` decides whether they meet in blocks.
  explicit pair_of_stores(const log_sizes& sizes)
      : sqlite{std::move(*open_sqlite(where.path(), {.logs = sizes}))} {}

  bool agree(const std::function<bool(store&)>& call) {
    return call(*memory) == call(*sqlite);
  }

  /// One step; within transactions mostly, for each commit goes to the disk.
  bool step(random_calls& random) {
    switch (random.below(60)) {
    case 0:
      return agree([](store& s) { return s.commit().has_value(); })
             && agree([](store& s) { return s.begin().has_value(); });
    case 1:
      return agree([](store& s) { return s.rollback(), true; });
    case 2:
    case 3:
      return agree([](store& s) { return s.begin_nested().has_value(); });
    case 4:
      return agree([](store& s) { return s.commit_nested().has_value(); });
    case 5:
      return agree([](store& s) { return s.rollback_nested().has_value(); });
    case 6:
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
      return agree([](store& s) { return s.begin().has_value(); });
    default:
      auto op = random.next();
      return outcome_of(run(*memory, op)) == outcome_of(run(*sqlite, op));
    }
  }

  bool same_content() {
    for (std::string owner : {"a", "aa"})
      for (std::string name : {"m", "mm"})
        if (memory->page(owner, name, {.limit = SIZE_MAX})->entries
                != sqlite->page(owner, name, {.limit = SIZE_MAX})->entries
            || *memory->entries(owner, name) != *sqlite->entries(owner, name)
            || *memory->document(owner, name) != *sqlite->document(owner, name))
          return false;
    return true;
  }
};

/// Now all in blocks soon, now a generation ahead, now as released.
log_sizes sizes_of(int seed) {
  switch (seed % 4) {
  case 0:
    return {.full_log = 2, .generation = 5, .block_entries = 3};
  case 1:
    return {.full_log = 9, .generation = 40, .block_entries = 8};
  case 2:
    return {.full_log = 100, .generation = 7, .block_entries = 64};
  default:
    return {};
  }
}

} // namespace

TEST_CASE("memory and sqlite give the same answer to every call") {
  auto seed = GENERATE(take(4, random(1, 1 << 30)), 1, 2, 3, 4);
  INFO("seed " << seed);
  pair_of_stores stores{sizes_of(seed)};
  random_calls random{static_cast<std::uint32_t>(seed)};

  for (int step = 0; step < 3000; ++step) {
    INFO("step " << step);
    REQUIRE(stores.step(random));
  }

  CHECK(stores.same_content());
}

TEST_CASE("memory and sqlite give the same answers to every batch") {
  auto seed = GENERATE(take(2, random(1, 1 << 30)), 4, 5, 6);
  INFO("seed " << seed);
  pair_of_stores stores{sizes_of(seed)};
  random_calls random{static_cast<std::uint32_t>(seed)};

  for (int step = 0; step < 120; ++step) {
    INFO("batch " << step);
    std::vector<transaction> batch(random.below(8));
    for (auto& wanted : batch)
      for (auto left = random.below(5); left > 0; --left)
        wanted.push_back(random.next());
    auto expected = run_batch(*stores.memory, batch);
    auto got = run_batch(*stores.sqlite, batch);
    REQUIRE(got.size() == expected.size());
    for (std::size_t at = 0; at < got.size(); ++at) {
      REQUIRE(got[at].has_value() == expected[at].has_value());
      REQUIRE((got[at] ? *got[at] == *expected[at]
                       : got[at].error().code == expected[at].error().code));
    }
  }

  CHECK(stores.same_content());
}

} // namespace troupe::persistence
