// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/auth/lockout.hpp"

namespace troupe::auth {

using namespace std::chrono_literals;

namespace {

const lockout::time_point start{std::chrono::hours(1)};

lockout_options small_options() {
  lockout_options options;
  options.failures_per_account = 4;
  options.failures_per_address = 6;
  options.window = 60s;
  options.free_per_account = 1;
  options.free_per_address = 4;
  options.first_delay = 100ms;
  options.longest_delay = 300ms;
  options.most_entries = 3;
  return options;
}

} // namespace

TEST_CASE("an account is locked at its limit until a failure leaves") {
  lockout table(small_options());

  CHECK_FALSE(table.failed("bob", "a", start).locked);
  CHECK_FALSE(table.failed("bob", "b", start + 10s).locked);
  CHECK_FALSE(table.failed("bob", "c", start + 20s).locked);
  const auto fourth = table.failed("bob", "a", start + 30s);

  CHECK(fourth.locked);
  CHECK(fourth.retry_after == 30s);
  CHECK(table.check("bob", "z", start + 59s).retry_after == 1s);
  CHECK_FALSE(table.check("bob", "a", start + 60s).locked);
  CHECK_FALSE(table.check("eve", "a", start + 30s).locked);
}

TEST_CASE("the window slides: one more failure locks for what it adds") {
  lockout table(small_options());
  for (auto at : {0s, 10s, 20s, 30s})
    table.failed("bob", "a", start + at);

  CHECK_FALSE(table.check("bob", "b", start + 61s).locked);
  const auto again = table.failed("bob", "b", start + 61s);

  CHECK(again.locked);
  CHECK(again.retry_after == 9s);
}

TEST_CASE("an address is locked whatever the accounts it tries") {
  lockout table(small_options());
  for (auto account : {"a", "b", "c", "d", "e"})
    CHECK_FALSE(table.failed(account, "10.0.0.1", start).locked);

  CHECK(table.failed("f", "10.0.0.1", start).locked);
  CHECK(table.check("g", "10.0.0.1", start).locked);
  CHECK_FALSE(table.check("g", "10.0.0.2", start).locked);
}

TEST_CASE("names that no account can have count by address alone") {
  lockout table(small_options());
  for (int i = 0; i < 4; ++i)
    table.failed("", "10.0.0.1", start);

  CHECK(table.accounts() == 0);
  CHECK_FALSE(table.check("", "10.0.0.2", start).locked);
  CHECK_FALSE(table.check("", "10.0.0.1", start).locked);
  table.failed("", "10.0.0.1", start);
  CHECK(table.failed("", "10.0.0.1", start).locked);
}

TEST_CASE("the delay doubles with failures up to the longest") {
  lockout table(small_options());
  CHECK(table.check("bob", "a", start).delay == 0ms);

  CHECK(table.failed("bob", "a", start).delay == 0ms);
  CHECK(table.failed("bob", "b", start).delay == 100ms);
  CHECK(table.failed("bob", "c", start).delay == 200ms);
  CHECK(table.failed("bob", "a", start).delay == 300ms);
  CHECK(table.check("bob", "a", start + 60s).delay == 0ms);
}

TEST_CASE("an address has a delay of its own") {
  lockout table(small_options());
  for (auto account : {"a", "b", "c", "d"})
    CHECK(table.failed(account, "x", start).delay == 0ms);

  CHECK(table.failed("e", "x", start).delay == 100ms);
  CHECK(table.check("new", "x", start).delay == 100ms);
  CHECK(table.check("new", "y", start).delay == 0ms);
}

TEST_CASE("success clears the account and not the address") {
  lockout table(small_options());
  for (int i = 0; i < 3; ++i)
    table.failed("bob", "a", start);

  table.succeeded("bob");
  table.succeeded("nobody");

  CHECK(table.accounts() == 0);
  CHECK_FALSE(table.failed("bob", "a", start).locked);
  CHECK_FALSE(table.failed("eve", "a", start).locked);
  CHECK(table.failed("eve", "a", start).locked);
}

TEST_CASE("a full table forgets who has not failed for the longest time") {
  lockout table(small_options());
  for (int i = 0; i < 4; ++i)
    table.failed("bob", "b", start);
  table.failed("eve", "e", start + 1s);
  table.failed("joe", "j", start + 2s);
  table.failed("bob", "b", start + 3s);

  table.failed("new", "n", start + 4s);

  CHECK(table.accounts() == 3);
  CHECK(table.addresses() == 3);
  CHECK(table.check("bob", "x", start + 4s).locked);
  table.failed("eve", "e", start + 5s);
  CHECK(table.check("eve", "y", start + 5s).delay == 0ms); // counted anew
}

TEST_CASE("a flood of names does not outgrow the table") {
  auto options = small_options();
  options.most_entries = 100;
  lockout table(options);

  for (int i = 0; i < 10'000; ++i)
    table.failed("user" + std::to_string(i), "10.0.0." + std::to_string(i),
                 start + std::chrono::milliseconds(i));

  CHECK(table.accounts() == 100);
  CHECK(table.addresses() == 100);
}

TEST_CASE("what lies outside the window takes no room") {
  lockout table(small_options());
  table.failed("bob", "a", start);
  table.failed("eve", "b", start + 1s);

  table.failed("joe", "c", start + 61s);

  CHECK(table.accounts() == 1);
  CHECK(table.addresses() == 1);
}

TEST_CASE("a limit of zero never locks and still slows down") {
  auto options = small_options();
  options.failures_per_account = 0;
  options.failures_per_address = 0;
  lockout table(options);
  for (int i = 0; i < 1'000; ++i)
    table.failed("bob", "a", start);

  const auto verdict = table.check("bob", "a", start);

  CHECK_FALSE(verdict.locked);
  CHECK(verdict.retry_after == 0ms);
  CHECK(verdict.delay == 300ms);
}

TEST_CASE("addresses of one IPv6 network share their key") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"192.0.2.7", "192.0.2.7"},
      {"::ffff:192.0.2.7", "192.0.2.7"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
      {"2001:db8:1:2::1", "2001:db8:1:2::/64"},
      {"fe80::1%eth0", "fe80::/64"},
      {"::1", "::/64"},
      {"memory", "memory"},
      {"", ""},
  };

  for (const auto& [address, key] : rows)
    CHECK(address_key(address) == key);
}

} // namespace troupe::auth
