// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <catch2/catch.hpp>

#include "actors/configuration_effects.hpp"

namespace configuration_effects_test {

using namespace troupe;
using namespace troupe::actors;
using texts = std::vector<std::string>;

namespace {

config::server_config with_host(std::string name) {
  config::server_config config;
  config.hosts.emplace_back().name = std::move(name);
  return config;
}

const config::server_config running = with_host("a.example");

/// The change of the one key that is another one.
configuration_change only_change(const config::server_config& before,
                                 const config::server_config& after) {
  auto changes = changes_between(before, after);
  REQUIRE(changes.size() == 1);
  return changes.front();
}

} // namespace

TEST_CASE("each key of the configuration has its effect") {
  texts keys;
  for (const auto& effect : configuration_effects())
    keys.emplace_back(effect.key);
  auto expected = config::difference_keys();

  std::ranges::sort(keys);
  std::ranges::sort(expected);

  CHECK(keys == expected);
}

TEST_CASE("each effect says who goes by the key, or that is found out") {
  const texts computed = {"c2s.listen", "c2s.direct_tls", "http.listen",
                          "web.enabled", "web.listen"};
  for (const auto& effect : configuration_effects()) {
    INFO(effect.key);
    CHECK(effect.touches.empty()
          == (std::ranges::count(computed, effect.key) == 1));
  }
}

TEST_CASE("a change that takes effect at once is told with whom it touches") {
  auto wanted = running;
  wanted.limits.roster_items = 7;

  auto change = only_change(running, wanted);

  CHECK(change.what == config::difference{"limits.roster_items", "5000", "7"});
  CHECK_FALSE(change.needs_restart);
  CHECK(change.touches == texts{"all user actors, at once"});
}

TEST_CASE("each listener that would be opened or closed is named") {
  auto wanted = running;
  wanted.c2s.listen = {"127.0.0.1:5222", "127.0.0.1:6222"};
  auto change = only_change(running, wanted);
  CHECK(change.needs_restart);
  CHECK(change.touches == texts{"listener c2s 127.0.0.1:6222: opened"});

  CHECK(only_change(wanted, running).touches
        == texts{"listener c2s 127.0.0.1:6222: closed"});

  wanted = running;
  wanted.c2s.direct_tls = {"[::1]:5223"};
  CHECK(only_change(running, wanted).touches
        == texts{"listener c2s-tls 127.0.0.1:5223: closed",
                 "listener c2s-tls [::1]:5223: opened"});
}

TEST_CASE("a host that comes or goes takes its actors along") {
  auto two = running;
  two.hosts.emplace_back().name = "b.example";

  CHECK(only_change(running, two).touches.size() == 1);
  CHECK(only_change(running, two).what.key == "host[\"b.example\"]");
  CHECK(only_change(two, running).touches.size() == 2);
  CHECK_FALSE(only_change(two, running).needs_restart);
}

TEST_CASE("the page's listeners are named where they are open") {
  auto wanted = running;
  wanted.web.listen = {"127.0.0.1:5281", "[::1]:5281"};
  auto change = only_change(running, wanted);
  CHECK(change.needs_restart);
  CHECK(change.touches == texts{"listener web [::1]:5281: opened"});

  auto off = running;
  off.web.enabled = false;
  CHECK(only_change(running, off).touches
        == texts{"listener web 127.0.0.1:5281: closed"});
  CHECK(only_change(off, running).touches
        == texts{"listener web 127.0.0.1:5281: opened"});

  wanted.web.enabled = false;
  CHECK(only_change(off, wanted).touches.empty());
}

TEST_CASE("with the first certificate direct TLS needs a restart") {
  auto wanted = running;
  wanted.hosts[0].certificate = "a.crt";

  auto changes = changes_between(running, wanted);

  REQUIRE(changes.size() == 2);
  CHECK(restart_keys(changes) == texts{"c2s.direct_tls"});
  auto direct = std::ranges::find_if(
      changes, [](const auto& each) { return each.needs_restart; });
  CHECK(direct->what
        == config::difference{"c2s.direct_tls", "[]", "[\"127.0.0.1:5223\"]"});
  CHECK(direct->touches == texts{"listener c2s-tls 127.0.0.1:5223: opened"});

  // And so it is told again the next time.
  auto now = in_force(running, wanted, changes);
  CHECK(now.hosts[0].certificate == "a.crt");
  CHECK(restart_keys(changes_between(now, wanted)) == texts{"c2s.direct_tls"});

  wanted.c2s.direct_tls.clear();
  CHECK(restart_keys(changes_between(running, wanted)).empty());
}

TEST_CASE("a certificate that takes another's place needs no restart") {
  auto before = running;
  before.hosts[0].certificate = "a.crt";
  auto wanted = before;
  wanted.hosts[0].certificate = "b.crt";

  auto change = only_change(before, wanted);

  CHECK_FALSE(change.needs_restart);
  CHECK(change.touches == texts{"TLS handshakes from then on"});
  CHECK(changes_between(running, running).empty());
}

TEST_CASE("what needs a restart stays as it is until then") {
  auto wanted = running;
  wanted.workers = 3;
  wanted.limits.storage_queue = 9;
  wanted.limits.connections = 9;
  wanted.hosts.emplace_back().name = "b.example";
  auto changes = changes_between(running, wanted);

  auto now = in_force(running, wanted, changes);

  CHECK(restart_keys(changes) == texts{"workers", "limits.storage_queue"});
  CHECK(now.workers == running.workers);
  CHECK(now.limits.storage_queue == running.limits.storage_queue);
  CHECK(now.limits.connections == 9);
  CHECK(now.hosts.size() == 2);
  // And so it is told again the next time.
  CHECK(restart_keys(changes_between(now, wanted)) == restart_keys(changes));
}

TEST_CASE("no reload opens logins in clear at a port that others reach") {
  auto open = running;
  open.c2s.listen = {"*:5222"};
  auto wanted = running;
  wanted.c2s.require_encryption = false;

  auto changes = changes_between(open, wanted);

  CHECK(restart_keys(changes) == texts{"c2s.listen", "c2s.require_encryption"});
  CHECK(in_force(open, wanted, changes).c2s.require_encryption);
  CHECK_FALSE(only_change(running, wanted).needs_restart);
}

} // namespace configuration_effects_test
