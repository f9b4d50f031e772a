// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/address_book.hpp"
#include "actors/registry/holders.hpp"
#include "tests/support/core_fixture.hpp"

namespace holders_test {

using namespace troupe;
using namespace troupe::registry;
using actors::addressable;

namespace {

struct holders_fixture : support::actor_fixture {
  caf::actor_addr address() {
    return caf::actor_cast<caf::actor_addr>(sink.handle());
  }

  support::probe<addressable> sink{*this};
};

} // namespace

TEST_CASE_METHOD(holders_fixture, "holders are given credit in steps") {
  holders all;
  auto one = caf::actor_cast<caf::strong_actor_ptr>(sink.handle());
  CHECK(all.handled(one) == 0); // no holder
  all.add(one);
  all.add(one);
  CHECK(all.size() == 1);

  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t i = 1; i < credit_step; ++i)
      REQUIRE(all.handled(one) == 0);
    CHECK(all.handled(one) == credit_step);
  }
  CHECK(all.handled(nullptr) == 0);
}

TEST_CASE_METHOD(holders_fixture, "holders that are gone are not alive") {
  holders all;
  {
    auto gone = system().spawn(
        support::probing::behavior<addressable, addressable::signatures>::make,
        std::make_shared<support::probing::mailbox>());
    all.add(caf::actor_cast<caf::strong_actor_ptr>(gone));
    caf::anon_send_exit(gone, caf::exit_reason::user_shutdown);
  }
  run();
  all.add(caf::actor_cast<caf::strong_actor_ptr>(sink.handle()));
  all.add(nullptr);
  REQUIRE(all.alive().size() == 1);
  CHECK(all.alive().front() == sink.handle());
  CHECK(all.size() == 2);

  all.remove(address());
  CHECK(all.size() == 1);
  all.remove(caf::actor_addr{});
  CHECK_FALSE(all.empty());
  all.clear();
  CHECK(all.empty());
}

} // namespace holders_test
