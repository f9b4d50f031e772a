// SPDX-License-Identifier: Apache-2.0
#include "persistence/open.hpp"

#include <catch2/catch.hpp>

#include "temporary_directory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

TEST_CASE("every driver that is named can be opened") {
  temporary_directory where;
  for (auto driver : drivers)
    CHECK(open(driver, where.path()));
}

TEST_CASE("an unknown driver is refused with the names of the known") {
  temporary_directory where;

  auto opened = open("postgres", where.path());

  REQUIRE_FALSE(opened);
  CHECK(opened.error().message
        == "there is no storage driver 'postgres'; known are: sqlite, memory");
  CHECK(std::filesystem::is_empty(where.path()));
}

} // namespace troupe::persistence
