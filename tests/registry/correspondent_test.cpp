// SPDX-License-Identifier: Apache-2.0
#include "actors/registry/correspondent.hpp"
#include "tests/support/core_fixture.hpp"

namespace correspondent_test {

using namespace troupe;
using namespace std::chrono_literals;
using support::chat;

namespace {

struct correspondent_fixture : support::core_fixture {
  correspondent_fixture() {
    add_account("alice@example.org");
    add_account("bob@example.org");
    config.limits.user_idle_seconds = 5;
    start();
    log_in("alice@example.org", "desk"); // her actor stays
  }

  /// Bob logs in, writes to alice and leaves; nobody holds his actor then.
  caf::weak_actor_ptr come_and_go() {
    auto& c = open("bob@example.org", "once");
    say(c, chat("alice@example.org", "hello"));
    run();
    auto bob = caf::actor_cast<caf::weak_actor_ptr>(c.bound.user);
    c.bound.user = actors::user_actor{};
    caf::anon_send_exit(c.stream.handle(), caf::exit_reason::user_shutdown);
    advance(11s);
    return bob;
  }
};

} // namespace

TEST_CASE_METHOD(correspondent_fixture,
                 "an actor that has left holds no memory of those that stay") {
  const auto bob = come_and_go();

  CHECK(figure(core.registry, "users") == "1");
  CHECK(bob.lock() == nullptr);
  CHECK(bob->weak_refs == 1); // ours
}

} // namespace correspondent_test
