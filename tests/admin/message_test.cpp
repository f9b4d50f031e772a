// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/admin/fake_server.hpp"

namespace message_test {

using namespace troupe;
using namespace troupe::admin;
using admin::test::fake_server;
using nlohmann::json;

namespace {

constexpr auto id = "00000000000000ff";
constexpr auto alice = "alice@example.org";

} // namespace

TEST_CASE("what accounts did with a message is told in the order of time") {
  fake_server server;
  server.events
      = {{alice, 1'700'000'001'000'000, "sent", "to it", "phone"},
         {"bob@example.org", 1'700'000'000'000'000, "delivered", "to all", ""}};

  const auto answer = server.run("message", {{"id", id}});

  REQUIRE(answer);
  CHECK(server.traces == std::vector<std::uint64_t>{255});
  CHECK((*answer)["id"] == id);
  CHECK((*answer)["events"] == json::parse(R"([
    {"time": "2023-11-14T22:13:20Z", "account": "bob@example.org",
     "what": "delivered", "reason": "to all", "resource": ""},
    {"time": "2023-11-14T22:13:21Z", "account": "alice@example.org",
     "what": "sent", "reason": "to it", "resource": "phone"}])"));
  CHECK((*answer)["stored"].empty());
}

TEST_CASE("the stores of an account are looked into") {
  fake_server server;
  server.devices = {{"t1", "…"}};
  server.stored[alice].entries = {{id, 1, "bob@example.org", "<message/>"}};

  const auto answer = server.run("message", {{"id", id}, {"account", alice}});

  REQUIRE(answer);
  std::vector<std::string> logs;
  for (const auto& each : (*answer)["stored"])
    logs.push_back(each["log"]);
  CHECK(logs
        == std::vector<std::string>{"unacknowledged t1", "offline", "archive"});
}

TEST_CASE("a message that nobody knows is not found") {
  fake_server server;

  CHECK(server.run("message", {{"id", id}}).error().code
        == failure_code::not_found);
  CHECK(server.run("message", {{"id", id}, {"account", alice}}).error().code
        == failure_code::not_found);
}

TEST_CASE("what is wrong with the arguments of message is told") {
  fake_server server;

  for (auto wrong : {"", "x", "0000000000000000"})
    CHECK(server.run("message", {{"id", wrong}}).error().code
          == failure_code::usage);
  CHECK(server.run("message", {{"id", id}, {"account", "a@example.net"}})
            .error()
            .code
        == failure_code::not_found);
  server.error = failure{failure_code::failed, "no disk"};
  CHECK(server.run("message", {{"id", id}, {"account", alice}}).error().message
        == "no disk");
}

} // namespace message_test
