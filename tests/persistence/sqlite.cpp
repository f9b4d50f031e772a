// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite.hpp"

#include <catch2/catch.hpp>

#include "child.hpp"
#include "persistence/operation.hpp"
#include "persistence/sqlite_connection.hpp"
#include "temporary_directory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

namespace {

namespace fs = std::filesystem;
using text = std::optional<std::string>;

/// A closed database with some content.
void make_database(const fs::path& where, int entries = 3) {
  auto db = open_sqlite(where);
  REQUIRE(db);
  REQUIRE((*db)->begin());
  for (int i = 0; i < entries; ++i)
    REQUIRE((*db)->append("a", "l",
                          {std::to_string(i), i, "p", std::string(100, 'x')}));
  REQUIRE((*db)->put_document("a", "d", "kept"));
  REQUIRE((*db)->commit());
}

/// Opening is refused so, names the file, and leaves every byte of it.
void check_refused(const fs::path& where, store_errc code,
                   const std::string& reason) {
  auto file = where / sqlite_file_name;
  auto before = bytes_of_file(file);

  auto opened = open_sqlite(where);

  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == code);
  CHECK_THAT(opened.error().message, Catch::Contains(file.string()));
  CHECK_THAT(opened.error().message, Catch::Contains(reason));
  CHECK(bytes_of_file(file) == before);
}

fs::perms rights(const fs::path& path) {
  return fs::status(path).permissions();
}

} // namespace

TEST_CASE("what is made is for its owner alone") {
  temporary_directory where;
  auto made = where / "deep/down";

  auto db = open_sqlite(made);

  REQUIRE(db);
  constexpr auto file = fs::perms::owner_read | fs::perms::owner_write;
  CHECK(rights(made) == fs::perms::owner_all);
  for (auto* name : {"troupe.sqlite", "troupe.sqlite-wal", "troupe.lock"})
    CHECK(rights(made / name) == file);
}

TEST_CASE("a directory that cannot be made is named") {
  temporary_directory where;
  write_file(where / "file", "");

  auto opened = open_sqlite(where / "file/data");

  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == store_errc::unavailable);
  CHECK_THAT(opened.error().message,
             Catch::Contains((where / "file/data").string()));
}

TEST_CASE("committed data is there when the store is opened again") {
  temporary_directory where;
  make_database(where.path());

  auto db = open_sqlite(where.path());

  REQUIRE(db);
  CHECK(*(*db)->document("a", "d") == text{"kept"});
  CHECK(*(*db)->count("a", "l") == 3);
}

TEST_CASE("a transaction that was open when the store closed is gone") {
  temporary_directory where;
  {
    auto db = open_sqlite(where.path());
    REQUIRE((*db)->begin());
    REQUIRE((*db)->put_document("a", "d", "1"));
  }
  CHECK(*(*open_sqlite(where.path()))->document("a", "d") == text{});
}

TEST_CASE("a second user of the directory is refused") {
  temporary_directory where;
  auto first = open_sqlite(where.path());
  REQUIRE(first);

  child other{[&](int pipe) {
    auto second = open_sqlite(where.path());
    tell(pipe,
         !second && second.error().code == store_errc::in_use ? 'y' : 'n');
    return 0;
  }};
  char said = 0;
  REQUIRE(other.read(said));
  CHECK(said == 'y');
  other.wait(); // until then it shares the lock that it was forked with
  CHECK(open_sqlite(where.path()).error().code == store_errc::in_use);

  CHECK((*first)->put_document("a", "d", "still works"));
  first->reset();
  CHECK(open_sqlite(where.path()));
}

TEST_CASE("what was reported as committed outlives kill -9") {
  temporary_directory where;
  child server{[&](int pipe) {
    auto db = open_sqlite(where.path());
    for (int batch = 0; db && batch < 100000; ++batch) {
      auto id = std::to_string(batch);
      auto got = run_batch(**db, {{append{"a", "l", {id, batch, "p", id}}},
                                  {put_document{"a", id, id}}});
      if (!got[0] || !got[1])
        return 1;
      tell(pipe, '.');
    }
    return 1;
  }};

  char said = 0;
  std::uint64_t reported = 0;
  while (reported < 60 && server.read(said))
    ++reported;
  server.kill();
  while (server.read(said))
    ++reported;

  REQUIRE(reported >= 60);
  auto db = open_sqlite(where.path());
  REQUIRE(db);
  auto log = (*db)->page("a", "l", {.limit = SIZE_MAX});
  REQUIRE(log);
  CHECK(log->entries.size() >= reported);
  CHECK(log->entries.size() <= reported + 1);
  for (std::uint64_t at = 0; at < reported; ++at) {
    CHECK(log->entries.at(at).id == std::to_string(at));
    CHECK(*(*db)->document("a", std::to_string(at))
          == text{std::to_string(at)});
  }
}

TEST_CASE("a file of garbage is refused and left as it is") {
  temporary_directory where;
  write_file(where / sqlite_file_name, std::string(9000, 'g'));

  check_refused(where.path(), store_errc::corrupt, "not a database");
}

TEST_CASE("a truncated database is refused and left as it is") {
  auto kept = GENERATE(50u, 100u, 4096u, 20000u);
  INFO("bytes kept " << kept);
  temporary_directory where;
  make_database(where.path(), 2000);
  auto file = where / sqlite_file_name;
  REQUIRE(fs::file_size(file) > 100000);

  fs::resize_file(file, kept);

  check_refused(where.path(), store_errc::corrupt, "restore a backup");
}

TEST_CASE("a damaged page is found before the store is used") {
  temporary_directory where;
  make_database(where.path(), 2000);
  auto file = where / sqlite_file_name;
  auto bytes = bytes_of_file(file);
  auto middle = bytes.size() / 2 / 4096 * 4096;
  bytes.replace(middle, 4096, std::string(4096, 'g'));
  write_file(file, bytes);

  check_refused(where.path(), store_errc::corrupt, "restore a backup");
}

TEST_CASE("a log without its database is refused") {
  temporary_directory where;
  write_file(where / "troupe.sqlite-wal", "committed entries");

  auto opened = open_sqlite(where.path());

  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == store_errc::corrupt);
  CHECK(bytes_of_file(where / "troupe.sqlite-wal") == "committed entries");
  CHECK_FALSE(fs::exists(where / sqlite_file_name));
}

TEST_CASE("a database that is not ours or not whole is refused") {
  struct row {
    std::string damage;
    store_errc code;
    std::string reason;
  };
  auto [damage, code, reason] = GENERATE(values<row>({
      {"PRAGMA application_id = 7", store_errc::corrupt, "another program"},
      {"PRAGMA application_id = 0", store_errc::corrupt, "another program"},
      {"DROP TABLE map", store_errc::corrupt, "lacks a readable table 'map'"},
      {"PRAGMA user_version = 99", store_errc::newer_schema,
       "has schema version 99"},
  }));
  temporary_directory where;
  make_database(where.path());
  REQUIRE(sqlite_connection::open(where / sqlite_file_name)->script(damage));

  check_refused(where.path(), code, reason);
}

TEST_CASE("a database that is locked by a backup is busy, then goes on") {
  temporary_directory where;
  auto db = open_sqlite(where.path());
  auto other = sqlite_connection::open(where / sqlite_file_name);
  REQUIRE(other);
  REQUIRE(other->script("BEGIN IMMEDIATE"));

  auto refused = (*db)->begin();

  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == store_errc::unavailable);
  CHECK_THAT(refused.error().message, Catch::Contains("locked"));
  REQUIRE(other->script("COMMIT"));
  CHECK((*db)->put_document("a", "d", "1"));
}

} // namespace troupe::persistence
