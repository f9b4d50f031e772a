// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/admin/fake_server.hpp"

namespace commands_test {

using namespace troupe;
using namespace troupe::admin;
using namespace troupe::admin::test;
using nlohmann::json;

namespace {

actors::session_facts session(const char* jid) {
  return {jid, "192.0.2.1", true, true, 5, 1'700'000'000};
}

} // namespace

TEST_CASE("each command has a name of its own, a help and a handler") {
  std::set<std::string_view> names;
  for (const auto& each : commands()) {
    INFO(each.name);
    CHECK(names.insert(each.name).second);
    CHECK_FALSE(each.help.empty());
    CHECK((each.run != nullptr) != (each.follow != nullptr));
    CHECK(find_command(each.name) == &each);
  }
  CHECK(names.size() == 37);
  CHECK(find_command("none") == nullptr);
}

TEST_CASE("wrong commands and arguments are refused with what is wrong") {
  struct refused {
    const char* command;
    given_arguments given;
    const char* message;
  };
  const auto all = {
      refused{"fly", {}, "there is no command \"fly\""},
      refused{"passwd",
              {{"jid", "a@example.org"}},
              "passwd needs the argument \"password\""},
      refused{"log follow", {}, "log follow goes on: it has to be followed"},
      refused{"sessions",
              {{"host", "example.org"}},
              "sessions has no argument \"host\""},
  };
  fake_server server;
  for (const auto& [command, given, message] : all) {
    auto answer = server.run(command, given);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == failure_code::usage);
    CHECK(answer.error().message == message);
  }
}

TEST_CASE("accounts are changed by their enforced names") {
  struct changed {
    const char* command;
    actors::account_change what;
    given_arguments given;
    const char* jid;
    const char* key;
  };
  using actors::account_change;
  constexpr auto create = account_change::create;
  constexpr auto set_password = account_change::set_password;
  constexpr auto remove = account_change::remove;
  const auto all = {
      changed{"adduser",
              create,
              {{"jid", "Alice@Example.ORG"}, {"password", "x"}},
              "alice@example.org",
              "added"},
      changed{"passwd",
              set_password,
              {{"jid", "a@xn--e1afmkfd.example"}, {"password", "x"}},
              "a@пример.example",
              "changed"},
      changed{"deluser",
              remove,
              {{"jid", "a@example.org"}},
              "a@example.org",
              "removed"},
      changed{"disable",
              actors::account_change::disable,
              {{"jid", "A@example.org"}},
              "a@example.org",
              "disabled"},
      changed{"enable",
              actors::account_change::enable,
              {{"jid", "A@example.org"}},
              "a@example.org",
              "enabled"},
  };
  for (const auto& each : all) {
    fake_server server;

    auto answer = server.run(each.command, each.given);

    REQUIRE(answer);
    CHECK(*answer == json{{each.key, each.jid}});
    REQUIRE(server.changes.size() == 1);
    CHECK(server.changes[0].account.str() == each.jid);
    CHECK(server.changes[0].what == each.what);
    const auto password = each.given.find("password");
    CHECK(server.changes[0].password
          == (password != each.given.end() ? password->second : ""));
    CHECK(server.changes[0].address.empty());
  }
}

TEST_CASE("an account's failure is the command's") {
  fake_server server;
  server.error = failure{failure_code::conflict, "exists"};
  for (const auto* name : {"adduser", "passwd"}) {
    auto answer
        = server.run(name, {{"jid", "a@example.org"}, {"password", "x"}});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().message == "exists");
  }
  CHECK(server.run("deluser", {{"jid", "a@example.org"}}).error().code
        == failure_code::conflict);
}

TEST_CASE("addresses that name no account here are refused") {
  struct refused {
    const char* jid;
    failure_code code;
  };
  const auto all = {
      refused{"alice", failure_code::usage},
      refused{"example.org", failure_code::usage},
      refused{"@example.org", failure_code::usage},
      refused{"a b@example.org", failure_code::usage},
      refused{"", failure_code::usage},
      refused{"alice@example.org/phone", failure_code::usage},
      refused{"alice@example.net", failure_code::not_found},
  };
  fake_server server;
  for (const auto& [jid, code] : all) {
    INFO(jid);
    CHECK(server.run("deluser", {{"jid", jid}}).error().code == code);
  }
  CHECK(server.changes.empty());
}

TEST_CASE("users are listed over all pages, of one host or of all") {
  fake_server server;
  for (int i = 10'000; i < 12'500; ++i)
    server.users.push_back("u" + std::to_string(i) + "@example.org");
  server.users.emplace_back("v@пример.example");

  CHECK((*server.run("users"))["users"] == server.users);
  CHECK((*server.run("users", {{"host", "Example.ORG"}}))["users"].size()
        == 2'500);
  CHECK((*server.run("users", {{"host", "xn--e1afmkfd.example"}}))["users"]
        == json{"v@пример.example"});
  CHECK(server.run("users", {{"host", "example.net"}}).error().code
        == failure_code::not_found);
}

TEST_CASE("users are listed with who is disabled where that is wanted") {
  fake_server server;
  server.users = {"a@example.org", "b@example.org", "c@пример.example"};
  server.disabled = {"b@example.org"};

  CHECK((*server.run("users"))["users"] == server.users);
  CHECK((*server.run("users",
                     {{"details", "true"}, {"host", "example.org"}}))["users"]
        == json{{{"jid", "a@example.org"}, {"disabled", false}},
                {{"jid", "b@example.org"}, {"disabled", true}}});
}

TEST_CASE("the last entries of the audit log are shown") {
  fake_server server;
  for (int i = 0; i < 30; ++i)
    server.noted.push_back({{"number", i}});

  CHECK((*server.run("audit"))["entries"].size() == 20);
  CHECK((*server.run("audit", {{"limit", "2"}}))["entries"]
        == json{{{"number", 28}}, {{"number", 29}}});
  for (const auto* limit : {"0", "-1", "many", ""})
    CHECK(server.run("audit", {{"limit", limit}}).error().code
          == failure_code::usage);
}

TEST_CASE("what changes something says so") {
  std::set<std::string_view> names;
  for (const auto& each : commands())
    if (each.changes)
      names.insert(each.name);
  CHECK(names
        == std::set<std::string_view>{
            "adduser", "announce", "passwd", "deluser", "disable", "enable",
            "kick", "reload", "cert", "rooms create", "rooms destroy",
            "rooms kick", "rooms mute", "rooms ban", "rooms affiliation",
            "config apply", "token create", "token delete"});
}

TEST_CASE("sessions are listed by address") {
  fake_server server;
  server.sessions = {session("b@example.org/x"), session("a@example.org/x")};

  auto answer = server.run("sessions");

  REQUIRE(answer);
  auto& all = (*answer)["sessions"];
  REQUIRE(all.size() == 2);
  CHECK(all[0]
        == json{{"jid", "a@example.org/x"},
                {"address", "192.0.2.1"},
                {"secure", true},
                {"available", true},
                {"priority", 5},
                {"since", "2023-11-14T22:13:20Z"}});
}

TEST_CASE("a kick ends one session or all of an account") {
  fake_server server;
  server.sessions = {session("a@example.org/x"), session("a@example.org/y")};

  CHECK((*server.run("kick", {{"jid", "A@example.org"}}))["sessions"] == 2);
  CHECK((*server.run("kick", {{"jid", "a@example.org/y"}}))["sessions"] == 1);
  CHECK(server.run("kick", {{"jid", "b@example.org"}}).error().code
        == failure_code::not_found);
  REQUIRE(server.ended.size() == 3);
  CHECK(server.ended[0].error.condition
        == xml::stream_condition::policy_violation);
}

TEST_CASE("the status has what an operator looks for") {
  fake_server server;
  server.users = {"a@example.org", "b@example.org"};
  server.sessions = {session("a@example.org/x")};
  const auto now = std::chrono::system_clock::now();
  server.facts = {"1.2.3",
                  now - std::chrono::seconds{90},
                  {{"c2s", "127.0.0.1:5222"}},
                  {{"example.org", {}, now + std::chrono::hours{60}, "ab"}}};
  actors::description storage{"storage", {}, {}};
  storage.add("largest batch", "17");
  server.actors = {{"registry", {}, {}}, storage};

  auto answer = server.run("status");

  REQUIRE(answer);
  auto& status = *answer;
  CHECK(status["version"] == "1.2.3");
  CHECK(status["uptime_seconds"] == 90);
  CHECK(status["pid"] == getpid());
  CHECK(status["memory_bytes"] > 100'000);
  CHECK(status["users"] == 2);
  CHECK(status["sessions"] == 1);
  CHECK(status["listening"]
        == json{{{"service", "c2s"}, {"address", "127.0.0.1:5222"}}});
  CHECK(status["storage"] == json{{"driver", "sqlite"}, {"largest_batch", 17}});
  CHECK(status["certificates"][0]["days_left"] == 2);
}

TEST_CASE("a reload says what needs a restart, or what is wrong") {
  fake_server server;
  CHECK((*server.run("reload"))["restart_needed"] == json{"workers"});

  server.error = failure{failure_code::configuration, "line 3"};
  CHECK(server.run("reload").error().message == "line 3");
}

TEST_CASE("actors are described as a tree") {
  fake_server server;
  actors::description registry{"registry", {}, {}};
  registry.add("users", "3").add("idle", "1");
  server.actors = {registry};

  CHECK(*server.run("describe") == json::parse(R"({"actors": [
      {"name": "registry", "children": [
          {"name": "users", "value": "3", "children": [
              {"name": "idle", "value": "1"}]}]}]})"));
}

TEST_CASE("answers are one line of valid text") {
  CHECK(to_line(to_json(failure{failure_code::busy, "a\nb\xff"}))
        == "{\"error\":{\"code\":\"busy\",\"message\":\"a\\nb\xef\xbf\xbd\"}}");
  CHECK(to_line(to_json(success({{"a", 1}}))) == R"({"result":{"a":1}})");
}

TEST_CASE("a stanza is explained as somebody of a configured host") {
  fake_server server;
  const given_arguments given{{"stanza", "<presence/>"},
                              {"as", "Alice@example.org/desk"}};

  CHECK(server.run("explain", given));
  REQUIRE(server.rehearsed.size() == 1);
  CHECK(server.rehearsed[0].stanza == "<presence/>");
  CHECK(server.rehearsed[0].as.str() == "alice@example.org/desk");
  CHECK_FALSE(server.rehearsed[0].payload);

  for (const auto* who : {"alice@elsewhere.example", "example.org", "@", ""}) {
    INFO(who);
    CHECK_FALSE(
        server.run("explain", {{"stanza", "<presence/>"}, {"as", who}}));
  }
  CHECK(server.rehearsed.size() == 1);
  CHECK_FALSE(find_command("explain")->changes);
}

} // namespace commands_test
