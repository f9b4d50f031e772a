// SPDX-License-Identifier: Apache-2.0
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include "tests/admin/lone_admin.hpp"

namespace admin_test {

using namespace troupe;
using namespace troupe::admin;
using namespace troupe::admin::test;
using nlohmann::json;

TEST_CASE("what is no request is answered with what one is") {
  lone_admin admin;
  for (const auto* line :
       {"", "hello", "[]", "\"status\"", "{", "{}", "{\"command\": 1}",
        "{\"command\": \"kick\", \"arguments\": []}",
        "{\"command\": \"kick\", \"arguments\": {\"jid\": 1}}", "\xff\xfe",
        "{\"command\": \"\xff\"}"}) {
    INFO(line);
    CHECK(admin.ask(line)["error"]["code"] == "usage");
  }
  CHECK(admin.ask("", true)["error"]["message"] == "the request is too long");
}

TEST_CASE("a command is carried out and its answer comes back") {
  lone_admin admin;

  auto answer = admin.ask(R"({"command": "reload"})");

  CHECK(answer["result"]["restart_needed"] == json{"workers"});
}

TEST_CASE("what is the local machine's matter is not done by the server") {
  lone_admin admin;

  auto answer = admin.ask(
      R"({"command": "cert", "arguments": {"host": "example.org"}})");

  CHECK(answer["error"]["code"] == "usage");
}

TEST_CASE("another actor can have a command run") {
  lone_admin admin;
  caf::scoped_actor self{admin.system};
  std::string answer;

  self->request(
          admin.actor, caf::infinite,
          actors::run_command{"alice@example.org", "ad-hoc", "reload", {}})
      .receive([&](actors::command_done& d) { answer = d.answer; },
               [](const caf::error&) {});

  CHECK(json::parse(answer)["result"]["reloaded"] == true);
}

TEST_CASE("a file can be named on the machine only") {
  lone_admin admin;
  caf::scoped_actor self{admin.system};
  std::string answer;

  self->request(admin.actor, caf::infinite,
                actors::run_command{"alice@example.org",
                                    "ad-hoc",
                                    "config plan",
                                    {{"file", "/etc/passwd"}}})
      .receive([&](actors::command_done& d) { answer = d.answer; },
               [](const caf::error&) {});

  CHECK(json::parse(answer)["error"]["code"] == "usage");
  CHECK(admin
            .ask(R"({"command": "config plan",)"
                 R"( "arguments": {"file": "/etc/passwd"}})")
            .contains("result"));
}

TEST_CASE("the log says who asked for what, and never a password") {
  lone_admin admin;
  admin.ask(R"({"command": "passwd", "arguments":)"
            R"( {"jid": "a\nb", "password": "secret"}})");
  admin.ask(R"({"command": "passwd", "arguments": {"pasword": "secret"}})");
  admin.ask(R"({"command": "x\ny"})");
  spdlog::default_logger()->flush();

  const auto text = admin.log.str();
  CHECK_THAT(text, Catch::Contains(R"(who=uid:1000 from="control socket")"
                                   R"( command="passwd")"
                                   R"( arguments={"jid":"a\nb"})"
                                   R"( outcome=usage)"));
  CHECK_THAT(text, !Catch::Contains("secret"));
  CHECK(std::ranges::count(text, '\n') == 3);
}

} // namespace admin_test
