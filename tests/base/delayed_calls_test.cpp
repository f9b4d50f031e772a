// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/base/delayed_calls.hpp"

namespace delayed_calls_test {

using troupe::base::delayed_calls;

TEST_CASE("a delayed call runs once") {
  delayed_calls calls;
  int count = 0;
  const auto id = calls.add([&] { ++count; });
  CHECK_FALSE(calls.empty());

  calls.fire(id);
  calls.fire(id);

  CHECK(count == 1);
  CHECK(calls.empty());
}

TEST_CASE("a delayed call that was dropped does not run") {
  delayed_calls calls;
  int count = 0;
  const auto dropped = calls.add([&] { ++count; });
  const auto kept = calls.add([&] { count += 10; });

  calls.drop(dropped);
  calls.fire(dropped);
  calls.fire(kept);

  CHECK(count == 10);
}

TEST_CASE("a delayed call may add another, and drop one") {
  delayed_calls calls;
  int count = 0;
  const auto victim = calls.add([&] { ++count; });
  std::uint64_t next = 0;
  const auto first = calls.add([&] {
    next = calls.add([&] { count += 10; });
    calls.drop(victim);
  });

  calls.fire(first);
  calls.fire(victim);
  CHECK(count == 0);
  calls.fire(next);

  CHECK(count == 10);
  CHECK(next != first);
}

TEST_CASE("an id that is not there fires nothing") {
  delayed_calls calls;
  const auto id = calls.add([] { FAIL("not asked for"); });

  calls.fire(id + 1);
  calls.drop(id + 1);

  CHECK_FALSE(calls.empty());
}

} // namespace delayed_calls_test
