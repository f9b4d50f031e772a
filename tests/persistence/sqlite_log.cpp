// SPDX-License-Identifier: Apache-2.0
// What a page costs, in steps of SQLite's machine: no clock decides.
#include "persistence/sqlite_log.hpp"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "persistence/sqlite_schema.hpp"
#include "temporary_directory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

namespace {

constexpr int size = 20000;

/// One owner's log of `size` entries, ids and times 1 to `size`, ten peers.
struct long_log {
  temporary_directory where;
  sqlite_connection db = opened(where / "log");
  sqlite_log log{db, {}};

  static sqlite_connection opened(const std::filesystem::path& file) {
    write_file(file, "");
    auto db = std::move(*sqlite_connection::open(file));
    REQUIRE(db.script("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"));
    REQUIRE(migrate(db, sqlite_migrations()));
    return db;
  }

  long_log() {
    REQUIRE(db.script("BEGIN"));
    for (int i = 1; i <= size; ++i)
      REQUIRE(
          log.append("a", "l",
                     {std::to_string(i), i, std::string(1, char('0' + i % 10)),
                      "b", "word w" + std::to_string(i)}));
    REQUIRE(db.script("COMMIT"));
  }

  std::uint64_t cost(const log_query& query) {
    auto before = db.steps();
    auto page = log.page("a", "l", query);
    REQUIRE(page);
    REQUIRE(page->entries.size() == query.limit);
    REQUIRE_FALSE(page->complete);
    return db.steps() - before;
  }
};

} // namespace

TEST_CASE("a page costs the same wherever in a log it is") {
  long_log of;
  auto costs_at = [&](int at) {
    auto id = std::to_string(at);
    auto end = std::to_string(at + 1000);
    const log_query queries[] = {
        {.after = id, .limit = 50},
        {.before = end, .limit = 50, .newest = true},
        {.start = at, .limit = 50},
        {.end = at + 1000, .limit = 50, .newest = true},
        {.start = at, .end = at + 1000, .limit = 50},
        {.peer = "3", .after = id, .limit = 50},
        {.peer = "3", .before = end, .limit = 50, .newest = true},
        {.start = at, .end = at + 1000, .peer = "3", .limit = 50},
        {.after = id, .limit = 50, .words = "word"},
        {.start = at, .end = at + 1000, .limit = 50, .words = "word"},
    };
    std::vector<std::uint64_t> costs;
    for (const auto& query : queries)
      costs.push_back(of.cost(query));
    return costs;
  };

  auto first = costs_at(60);
  CHECK(*std::ranges::max_element(first) < 400);
  for (int at : {size / 2, size - 1060}) {
    auto costs = costs_at(at);
    for (std::size_t i = 0; i < costs.size(); ++i) {
      INFO("at " << at << ", query " << i);
      CHECK(costs[i] < first[i] * 3 / 2);
    }
  }
}

TEST_CASE("a page that ends by time does not read what comes after") {
  long_log of;

  auto before = of.db.steps();
  auto page = of.log.page("a", "l", {.start = 100, .end = 120});

  REQUIRE(page);
  CHECK(page->entries.size() == 21);
  CHECK(page->complete);
  CHECK(of.db.steps() - before < 100);
}

TEST_CASE("an append and an expiry cost nothing for what they leave") {
  long_log of;

  auto before = of.db.steps();
  REQUIRE(of.log.append("a", "l", {"new", size + 1, "1", "b"}));
  REQUIRE(*of.log.expire("a", "l", 11, 100) == 10);

  CHECK(of.db.steps() - before < 1000);
}

namespace {

/// How often the log's file holds `text`, in rows of entries that are recent.
std::int64_t recent_rows_with(const temporary_directory& where,
                              const std::string& text) {
  auto db = std::move(*sqlite_connection::open(where / sqlite_file_name));
  auto count = db.number("SELECT count(*) FROM log_recent WHERE instr(blob, ?)",
                         {blob_view{text}});
  REQUIRE(count);
  return count->value_or(-1);
}

} // namespace

TEST_CASE("rows of entries in blocks go, however short each run is") {
  temporary_directory where;
  for (int run = 0; run < 9; ++run) {
    auto db = std::move(*open_sqlite(where.path(), {.logs = {.full_log = 10}}));
    REQUIRE(db->begin());
    for (int i = 0; i < 55; ++i)
      REQUIRE(db->append("a", "l",
                         {std::to_string(100 * run + i), i, "", "of a", "w"}));
    REQUIRE(db->commit());
  }
  { auto db = std::move(*open_sqlite(where.path())); }

  CHECK(recent_rows_with(where, "of a") < 10);
}

TEST_CASE("rows of entries in blocks go, also where much is undone") {
  temporary_directory where;
  {
    auto db = std::move(*open_sqlite(
        where.path(), {.logs = {.full_log = 5, .generation = 20}}));
    for (int i = 0; i < 300; ++i) {
      REQUIRE(db->begin());
      REQUIRE(db->append("a", "l", {std::to_string(i), i, "", "of a"}));
      REQUIRE(db->commit());
      REQUIRE(db->begin());
      db->rollback();
    }
  }

  CHECK(recent_rows_with(where, "of a") < 60);
}

TEST_CASE("a log that is removed leaves no row") {
  temporary_directory where;
  {
    auto db = std::move(*open_sqlite(where.path(), {.logs = {.full_log = 10}}));
    for (auto* owner : {"a", "b"})
      for (int i = 0; i < 25; ++i)
        REQUIRE(
            db->append(owner, "l",
                       {std::to_string(i), i, "", "of " + std::string{owner}}));
    REQUIRE(db->remove_owner("a"));
    CHECK(*db->count("b", "l") == 25);
  }

  CHECK(recent_rows_with(where, "of a") == 0);
  CHECK(recent_rows_with(where, "of b") >= 5);
}

} // namespace troupe::persistence
