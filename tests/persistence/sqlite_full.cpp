// SPDX-License-Identifier: Apache-2.0
// A disk without room: the store says so, loses nothing and goes on.
#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "child.hpp"
#include "persistence/operation.hpp"
#include "persistence/sqlite.hpp"
#include "temporary_directory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

namespace {

using text = std::optional<std::string>;

const std::string large(20000, 'x');
constexpr sqlite_options small{.max_pages = 60};

} // namespace

TEST_CASE("a full database says so and undoes the transaction") {
  temporary_directory where;
  auto db = std::move(*open_sqlite(where.path(), small));
  REQUIRE(db->put_document("a", "small", "before"));
  REQUIRE(db->begin());
  REQUIRE(db->put_document("a", "small", "undone"));
  result<void> put;
  for (int i = 0; put && i < 100; ++i)
    put = db->put_document("a", std::to_string(i), large);
  REQUIRE_FALSE(put);
  CHECK(put.error().code == store_errc::full);
  CHECK_THAT(put.error().message, Catch::Contains("make room"));
  db->rollback();

  CHECK(*db->document("a", "small") == text{"before"});
  CHECK(*db->document("a", "0") == text{});
  CHECK(db->put_document("a", "small", "after"));
  CHECK(*db->document("a", "small") == text{"after"});
}

TEST_CASE("in a batch only what found no room is undone") {
  temporary_directory where;
  auto db = std::move(*open_sqlite(where.path(), small));
  transaction too_large;
  for (int i = 0; i < 100; ++i)
    too_large.push_back(put_document{"a", std::to_string(i), large});

  auto got = run_batch(*db, {{put_document{"a", "first", "1"}},
                             too_large,
                             {put_document{"a", "last", "1"}}});

  REQUIRE_FALSE(got[1]);
  CHECK(got[1].error().code == store_errc::full);
  CHECK(*db->document("a", "0") == text{});
  CHECK(*db->document("a", "first") == (got[0] ? text{"1"} : text{}));
  CHECK(*db->document("a", "last") == (got[2] ? text{"1"} : text{}));
  CHECK(run_batch(*db, {{put_document{"a", "later", "1"}}})[0]);
}

namespace {

/// The file size limit of this process, and a write past it as an error.
void limit_files(rlim_t bytes) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit limit{bytes, RLIM_INFINITY};
  setrlimit(RLIMIT_FSIZE, &limit);
}

/// What a child does whose disk is full for a while; 0 where all is right.
int survive_full_disk(const std::filesystem::path& where) {
  auto db = std::move(*open_sqlite(where));
  if (!run_batch(*db, {{put_document{"a", "small", "before"}}})[0])
    return 1;
  limit_files(200000);
  transaction too_large{put_document{"a", "small", "undone"}};
  for (int i = 0; i < 100; ++i)
    too_large.push_back(put_document{"a", std::to_string(i), large});
  auto got = run_batch(*db, {too_large, {get_document{"a", "small"}}});
  if (got[0] || got[0].error().code != store_errc::full)
    return 2;
  if (*db->document("a", "small") != text{"before"}
      || *db->document("a", "0") != text{})
    return 3;
  limit_files(RLIM_INFINITY);
  if (!run_batch(*db, {too_large})[0])
    return 4;
  return *db->document("a", "99") == text{large} ? 0 : 5;
}

} // namespace

TEST_CASE("a disk that fills up fails the batch; with room it goes on") {
  temporary_directory where;
  child server{[&](int) { return survive_full_disk(where.path()); }};

  REQUIRE(server.wait() == 0);

  auto db = open_sqlite(where.path());
  REQUIRE(db);
  CHECK(*(*db)->document("a", "small") == text{"undone"});
}

} // namespace troupe::persistence
