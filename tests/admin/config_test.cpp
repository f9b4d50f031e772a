// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/admin/fake_server.hpp"

namespace config_test {

using namespace troupe;
using namespace troupe::admin;
using namespace troupe::admin::test;
using nlohmann::json;
using step = configuration_wish::step;

namespace {

const json workers{{"key", "workers"},
                   {"old", "0"},
                   {"new", "2"},
                   {"restart", true},
                   {"touches", {"the event loops"}}};
const json roster{{"key", "limits.roster_items"},
                  {"old", "1"},
                  {"new", "2"},
                  {"restart", false},
                  {"touches", json::array()}};

/// One key that needs a restart, and one that does not.
const actors::configuration_changes both
    = {{{"workers", "0", "2"}, true, {"the event loops"}},
       {{"limits.roster_items", "1", "2"}, false, {}}};

} // namespace

TEST_CASE("a plan tells each key with its values and whom it touches") {
  fake_server server;
  server.changed = both;

  auto plan = server.run("config plan");

  REQUIRE(plan);
  CHECK(*plan == json{{"changes", {workers, roster}}});
  REQUIRE(server.wishes.size() == 1);
  CHECK(server.wishes[0].what == step::plan);
  CHECK(server.wishes[0].file.empty());
}

TEST_CASE("a plan without changes is an empty list") {
  fake_server server;
  server.changed.clear();

  CHECK(*server.run("config plan") == json{{"changes", json::array()}});
}

TEST_CASE("another file than the server's own can be tried") {
  fake_server server;

  CHECK(server.run("config plan", {{"file", "/etc/new.toml"}}));
  CHECK(server.run("config plan", {{"file", "new.toml"}}).error().code
        == failure_code::usage);

  REQUIRE(server.wishes.size() == 1);
  CHECK(server.wishes[0].file == "/etc/new.toml");
}

TEST_CASE("a configuration is applied as a whole, or as far as is told") {
  fake_server server;
  server.changed = both;

  auto whole = server.run("config apply");
  auto part = server.run("config apply", {{"except-restart", "true"}});

  CHECK(server.wishes.at(0).what == step::apply);
  CHECK(server.wishes.at(1).what == step::reload);
  REQUIRE(part);
  CHECK(*part == json{{"applied", {roster}}, {"restart_needed", {"workers"}}});
  CHECK(whole);
}

TEST_CASE("a reload names the keys that need a restart") {
  fake_server server;
  server.changed = both;

  auto answer = server.run("reload");

  REQUIRE(answer);
  CHECK((*answer)["restart_needed"] == json{"workers"});
  CHECK(server.wishes.at(0).what == step::reload);
}

TEST_CASE("what is wrong with a configuration is told by all three") {
  fake_server server;
  server.error = failure{failure_code::configuration, "t.toml:1: x: unknown"};
  for (const auto* name : {"config plan", "config apply", "reload"}) {
    auto answer = server.run(name);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().message == "t.toml:1: x: unknown");
  }
}

} // namespace config_test
