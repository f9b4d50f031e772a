// SPDX-License-Identifier: Apache-2.0
// What the host's actor asks for.
#include <caf/actor_registry.hpp>

#include "actors/admin/protocol.hpp"
#include "tests/support/core_fixture.hpp"

namespace ad_hoc_actor_test {

using namespace troupe;
using namespace troupe::actors;
using support::jid;

TEST_CASE_METHOD(support::core_fixture,
                 "who asks by a client is named with the resource") {
  config.hosts[0].admins = {"alice@example.org"};
  add_account("alice@example.org");
  start();
  support::probe<admin_actor> admin{*this};
  system().registry().put(administrator, admin.handle());
  auto& alice = log_in("alice@example.org", "desk");

  say(alice,
      xml::stanza{xml::stanza_kind::iq, "set", "x"}
          .with_to(jid("example.org"))
          .with(xml::element{"command", "http://jabber.org/protocol/commands"}
                    .with("node", "urn:troupe:admin#status")));
  run();
  system().registry().erase(administrator);

  auto asked = admin.expect<run_command>();
  CHECK(asked.name == "status");
  CHECK(asked.who == "alice@example.org");
  CHECK(asked.from == "ad-hoc desk");
}

} // namespace ad_hoc_actor_test
