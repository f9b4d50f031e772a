// SPDX-License-Identifier: Apache-2.0
#include "persistence/directory_lock.hpp"

#include <catch2/catch.hpp>

#include "child.hpp"
#include "temporary_directory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

TEST_CASE("a directory has one holder, whose process id can be asked") {
  temporary_directory where;
  CHECK_FALSE(directory_lock::holder(where.path()));
  {
    auto first = directory_lock::take(where.path());
    REQUIRE(first);
    CHECK(directory_lock::holder(where.path()) == getpid());

    auto second = directory_lock::take(where.path());

    REQUIRE_FALSE(second);
    CHECK(second.error().code == store_errc::in_use);
    CHECK_THAT(second.error().message,
               Catch::Contains(where.path().string() + " is in use by process "
                               + std::to_string(getpid())));
  }
  CHECK_FALSE(directory_lock::holder(where.path()));
  CHECK(directory_lock::take(where.path()));
}

TEST_CASE("a lock ends with its process, however that ends") {
  temporary_directory where;
  child other{[&](int pipe) {
    auto held = directory_lock::take(where.path());
    tell(pipe, held ? 'y' : 'n');
    pause();
    return 0;
  }};
  char said = 0;
  REQUIRE(other.read(said));
  REQUIRE(said == 'y');
  CHECK(directory_lock::holder(where.path()).value_or(0) > 0);
  CHECK_FALSE(directory_lock::take(where.path()));

  other.kill();

  CHECK_FALSE(directory_lock::holder(where.path()));
  CHECK(directory_lock::take(where.path()));
}

TEST_CASE("a directory that is not there cannot be locked") {
  temporary_directory where;

  auto held = directory_lock::take(where / "missing");

  REQUIRE_FALSE(held);
  CHECK(held.error().code == store_errc::unavailable);
  CHECK_FALSE(directory_lock::holder(where / "missing"));
}

} // namespace troupe::persistence
