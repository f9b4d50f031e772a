// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/timestamp.hpp"

namespace timestamp_test {

using namespace troupe;

TEST_CASE("a time is written to the microsecond") {
  CHECK(part::precise_timestamp(part::from_microseconds(0))
        == "1970-01-01T00:00:00.000000Z");
  CHECK(part::precise_timestamp(part::from_microseconds(1'031'699'305'000'042))
        == "2002-09-10T23:08:25.000042Z");
  CHECK(part::precise_timestamp(part::from_microseconds(-1))
        == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("times of XEP-0082 are read, others are not") {
  struct row {
    const char* text;
    std::int64_t expected; ///< microseconds
  };
  const row rows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2002-09-10T23:08:25Z", 1'031'699'305'000'000},
      {"2002-09-10T23:08:25.5Z", 1'031'699'305'500'000},
      {"2002-09-10T23:08:25.000042Z", 1'031'699'305'000'042},
      {"2002-09-10T23:08:25.0000429999Z", 1'031'699'305'000'042},
      {"2002-09-11T01:08:25+02:00", 1'031'699'305'000'000},
      {"2002-09-10T19:38:25-03:30", 1'031'699'305'000'000},
      {"1969-12-31T23:59:59Z", -1'000'000},
      {"9999-12-31T23:59:59Z", 7'289'654'399'000'000},
  };
  for (const auto& [text, expected] : rows) {
    INFO(text);
    auto read = part::read_timestamp(text);
    REQUIRE(read);
    CHECK(part::microseconds(*read) == expected);
  }
  for (auto* text :
       {"", "now", "2002-09-10", "2002-09-10T23:08:25", "20020910T23:08:25",
        "2002-13-10T23:08:25Z", "2002-00-10T23:08:25Z", "2002-09-00T23:08:25Z",
        "2002-09-10T24:08:25Z", "2002-09-10T23:08:25.Z",
        "2002-09-10T23:08:25Z ", "2002-09-10T23:08:25+2:00",
        "+002-09-10T23:08:25Z"}) {
    INFO(text);
    CHECK_FALSE(part::read_timestamp(text));
  }
}

} // namespace timestamp_test
