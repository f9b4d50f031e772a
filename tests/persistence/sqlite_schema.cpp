// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_schema.hpp"

#include <catch2/catch.hpp>

#include "persistence/sqlite.hpp"
#include "temporary_directory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

namespace {

using steps = std::vector<const char*>;

steps released() {
  auto all = sqlite_migrations();
  return {all.begin(), all.end()};
}

sqlite_connection open_file(const temporary_directory& where) {
  auto file = where / sqlite_file_name;
  if (!std::filesystem::exists(file))
    write_file(file, "");
  return std::move(*sqlite_connection::open(file));
}

std::int64_t version(sqlite_connection& db) {
  return (*db.number("PRAGMA user_version")).value_or(-1);
}

std::int64_t rows(sqlite_connection& db) {
  return (*db.number("SELECT count(*) FROM documents")).value_or(-1);
}

constexpr auto add_column
    = "ALTER TABLE documents ADD COLUMN size INTEGER NOT NULL DEFAULT 7;";

} // namespace

TEST_CASE("an empty file gets the newest schema") {
  temporary_directory where;
  auto db = open_file(where);
  REQUIRE(check_schema(db, sqlite_migrations()));

  REQUIRE(migrate(db, sqlite_migrations()));

  CHECK(version(db) == static_cast<std::int64_t>(sqlite_migrations().size()));
  CHECK(*db.number("PRAGMA application_id") == sqlite_application_id);
  CHECK(check_schema(db, sqlite_migrations()));
  CHECK(migrate(db, sqlite_migrations()));
}

TEST_CASE("a step keeps the rows of the version before") {
  temporary_directory where;
  auto db = open_file(where);
  REQUIRE(migrate(db, released()));
  REQUIRE(db.script("INSERT INTO documents VALUES('a', 'd', x'01')"));
  auto longer = released();
  longer.push_back(add_column);

  REQUIRE(migrate(db, longer));

  CHECK(version(db) == static_cast<std::int64_t>(longer.size()));
  CHECK(*db.number("SELECT size FROM documents WHERE owner = 'a'") == 7);
  CHECK(check_schema(db, released()).error().code == store_errc::newer_schema);
}

TEST_CASE("a step that fails undoes all steps of the start") {
  temporary_directory where;
  auto db = open_file(where);
  REQUIRE(migrate(db, released()));
  REQUIRE(db.script("INSERT INTO documents VALUES('a', 'd', x'01')"));
  auto longer = released();
  longer.push_back(add_column);
  longer.push_back("DELETE FROM documents; SELECT * FROM no_such_table;");

  auto done = migrate(db, longer);

  REQUIRE_FALSE(done);
  CHECK_THAT(done.error().message, Catch::Contains("no_such_table"));
  CHECK_FALSE(db.in_transaction());
  CHECK(version(db) == static_cast<std::int64_t>(released().size()));
  CHECK(rows(db) == 1);
  CHECK_FALSE(db.number("SELECT size FROM documents"));
}

TEST_CASE("every schema that was released opens today with all its rows") {
  auto released_version
      = GENERATE(range(1, static_cast<int>(sqlite_migrations().size()) + 1));
  temporary_directory where;
  auto dump = std::filesystem::path{TROUPE_SOURCE_DIR}
              / "tests/persistence/schemas"
              / (std::to_string(released_version) + ".sql");
  {
    auto old = open_file(where);
    REQUIRE(old.script(bytes_of_file(dump)));
    REQUIRE(version(old) == released_version);
  }

  auto db = open_sqlite(where.path());

  REQUIRE(db);
  CHECK((*db)->document("alice@example.org", "vcard")->value() == "<vCard/>");
  CHECK(*(*db)->owners("vcard", "", 9)
        == std::vector<std::string>{"alice@example.org", "bob@example.org"});
  CHECK(*(*db)->entries("alice@example.org", "roster")
        == map_entries{{"bob@example.org", "both"}, {"x@example.org", ""}});
  const log_entry first{"m1", 1000, "bob@example.org", "<message/>"};
  const log_entry second{"m2", 900, "carol@example.org", "<late/>"};
  const log_entry third{"m3", 1100, "bob@example.org", ""};
  using entries = std::vector<log_entry>;
  CHECK((*db)->page("alice@example.org", "archive", {})->entries
        == entries{first, second, third});
  CHECK((*db)->page("alice@example.org", "archive", {.end = 950})->entries
        == entries{second});
  if (released_version > 1) // before there was nothing to be found by
    for (auto [word, id] : {std::pair{"hello", "m1"}, {"goodbye", "m3"}})
      CHECK((*db)
                ->page("alice@example.org", "archive", {.words = word})
                ->entries.at(0)
                .id
            == id);
  CHECK((*db)->append("alice@example.org", "archive",
                      {"m4", 1, "", "", "last words"}));
  CHECK((*db)
            ->page("alice@example.org", "archive", {.words = "last"})
            ->entries.at(0)
            .id
        == "m4");
}

// In the dump of version 2 the numbers of logs and of waiting words are alike.
TEST_CASE("words that waited for their index stay with their entries") {
  temporary_directory where;
  {
    auto old = open_file(where);
    REQUIRE(old.script(bytes_of_file(std::filesystem::path{TROUPE_SOURCE_DIR}
                                     / "tests/persistence/schemas/2.sql")));
    REQUIRE(old.script(
        "DELETE FROM log_new_words;"
        "INSERT INTO log VALUES('bob@x', 'archive', 1, 'b1', 1, 1, '', x''),"
        "                      ('bob@x', 'archive', 2, 'b2', 2, 2, '', x'');"
        "INSERT INTO log_numbers VALUES(2, 'bob@x', 'archive');"
        "INSERT INTO log_new_words VALUES"
        " (1, 2 * 68719476736 + 2, 'second'), (2, 68719476736 + 3, 'third');"));
  }
  auto db = std::move(*open_sqlite(where.path()));
  auto found = [&](std::string owner, std::string words) {
    std::string ids;
    auto page = db->page(owner, "archive", {.words = words});
    REQUIRE(page);
    for (const auto& e : page->entries)
      ids += e.id;
    return ids;
  };

  CHECK(found("bob@x", "second") == "b2");
  CHECK(found("bob@x", "third").empty());
  CHECK(found("alice@example.org", "third") == "m3");
  CHECK(found("alice@example.org", "second").empty());
}

} // namespace troupe::persistence
