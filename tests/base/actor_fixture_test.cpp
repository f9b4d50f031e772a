// SPDX-License-Identifier: Apache-2.0
#include "tests/support/actor_fixture.hpp"

namespace actor_fixture_test {

using namespace troupe;
using namespace troupe::actors;

TEST_CASE_METHOD(support::actor_fixture, "a probe notes what it gets") {
  support::probe<session_actor> session{*this};

  caf::anon_send(session.handle(), outbound_credit{7});
  run();

  CHECK(session.expect<outbound_credit>().count == 7);
  CHECK(session.empty());
}

TEST_CASE_METHOD(support::actor_fixture, "a probe answers as it is told") {
  support::probe<session_actor> session{*this};
  CHECK(ask<description>(session.handle(), describe{}).name.empty());
  session.answer<describe, description>([](const describe&) {
    return description{"a name", {}, {}};
  });

  CHECK(ask<description>(session.handle(), describe{}).name == "a name");
  CHECK(session.size() == 2);
}

TEST_CASE_METHOD(support::actor_fixture,
                 "time passes when a test says so, and fires timers") {
  support::probe<session_actor> session{*this};
  self()->delayed_send(session.handle(), std::chrono::seconds{30},
                       outbound_credit{1});

  advance(std::chrono::seconds{29});
  CHECK(session.empty());
  advance(std::chrono::seconds{2});
  CHECK(session.expect<outbound_credit>().count == 1);
}

} // namespace actor_fixture_test
