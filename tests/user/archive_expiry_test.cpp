// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/print_store_result.hpp"
#include "tests/user/archive_account.hpp"

namespace archive_expiry_test {

using namespace troupe;
using namespace std::chrono_literals;
using test::archive_account;

namespace {

constexpr auto day = std::chrono::hours{24};

struct expiring_account : archive_account {
  /// Old entries that were there before the account was started.
  void fill(int count) {
    for (int i = 1; i <= count; ++i)
      REQUIRE(store().append(self().str(), "archive",
                             {"old" + std::to_string(i), i, "p", "", "w"}));
  }
  std::uint64_t size() { return logged("archive"); }
};

} // namespace

TEST_CASE("entries leave the archive by their age, a chunk at a time") {
  expiring_account ctx;
  ctx.fill(1'200);
  ctx.config.archive.keep_days = 30;

  ctx.receives("new");
  CHECK(ctx.size() == 1 + 1'200 - 500);
  ctx.advance(150ms);
  CHECK(ctx.size() == 1 + 1'200 - 1'000);
  ctx.advance(1s);

  CHECK(ctx.ids() == "1");
}

TEST_CASE("the oldest leave the archive where there are too many") {
  expiring_account ctx;
  ctx.fill(1'200);
  ctx.config.archive.keep_messages = 100;

  ctx.receives("new");
  ctx.advance(1s);

  CHECK(ctx.size() == 100);
  CHECK(ctx.entries().back().id == ctx.id(1));
}

TEST_CASE("what is too old is not shown even before it is removed") {
  archive_account ctx;
  ctx.receives("old");
  ctx.advance(40 * day);
  ctx.receives("new");
  ctx.config.archive.keep_days = 30;

  CHECK(ctx.asks("") == "2 | complete");
  CHECK(ctx.asks("start", "2000-01-01T00:00:00Z") == "2 | complete");
}

TEST_CASE("an archive is looked at when a session comes, and hourly") {
  expiring_account ctx;
  ctx.config.archive.keep_days = 30;
  ctx.fill(3);

  ctx.log_in("desk");
  CHECK(ctx.size() == 0);
  ctx.fill(3);
  ctx.log_in("tablet");
  CHECK(ctx.size() == 3);
  ctx.advance(2h);
  ctx.log_in("laptop");
  CHECK(ctx.size() == 0);
}

TEST_CASE("many new entries do not wait for the hour") {
  expiring_account ctx;
  ctx.config.archive.keep_messages = 50;
  for (int i = 0; i < 160; ++i)
    ctx.receives("x");
  ctx.advance(1s);

  CHECK(ctx.size() <= 160);
  CHECK(ctx.size() >= 50);
  for (int i = 0; i < 1'000; ++i)
    ctx.receives("x");
  CHECK(ctx.size() <= 50 + 101);
}

TEST_CASE("a store that fails stops a round, not the next") {
  expiring_account ctx;
  ctx.config.archive.keep_days = 30;
  ctx.fill(3);
  ctx.fail_stores(persistence::store_errc::unavailable);

  ctx.log_in("desk");
  CHECK(ctx.size() == 3);
  ctx.advance(2h);
  ctx.log_in("tablet");

  CHECK(ctx.size() == 0);
}

TEST_CASE("without a bound nothing leaves") {
  expiring_account ctx;
  ctx.fill(3);
  ctx.log_in("desk");
  ctx.receives("new");

  CHECK(ctx.size() == 4);
}

} // namespace archive_expiry_test
