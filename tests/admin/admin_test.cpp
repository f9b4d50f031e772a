// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <sstream>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "actors/admin/admin.hpp"

using namespace troupe;
using namespace troupe::admin;
using nlohmann::json;

namespace {

/// The actor with a server behind it of which only the reload works.
struct lone_admin {
  lone_admin() {
    auto config = std::make_shared<config::server_config>();
    config->hosts.emplace_back().name = "example.org";
    server_setup setup;
    setup.config = config;
    setup.facts = [] { return process_facts{}; };
    setup.reload = [](reply<std::vector<std::string>> done) {
      std::thread{[done] { done(std::vector<std::string>{"workers"}); }}.join();
    };
    actor = system.spawn(admin::admin, std::move(setup));
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log);
    before = spdlog::default_logger();
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
  }
  ~lone_admin() {
    caf::anon_send_exit(actor, caf::exit_reason::kill);
    system.await_all_actors_done();
    spdlog::set_default_logger(before);
  }

  json ask(std::string line, bool too_long = false) {
    auto answer = std::make_shared<std::promise<std::string>>();
    using answer_function = const std::function<void(std::string)>;
    caf::anon_send(
        actor, actors::control_line{
                   1000, std::move(line), too_long,
                   std::make_shared<answer_function>([answer](std::string x) {
                     answer->set_value(std::move(x));
                   })});
    return json::parse(answer->get_future().get());
  }

  caf::actor_system_config settings;
  caf::actor_system system{settings};
  actors::admin_actor actor;
  std::ostringstream log;
  std::shared_ptr<spdlog::logger> before;
};

} // namespace

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

  self->request(admin.actor, caf::infinite,
                actors::run_command{"alice@example.org", "reload", {}})
      .receive([&](actors::command_done& d) { answer = d.answer; },
               [](const caf::error&) {});

  CHECK(json::parse(answer)["result"]["reloaded"] == true);
}

TEST_CASE("the log says who asked for what, and never a password") {
  lone_admin admin;
  admin.ask(R"({"command": "passwd", "arguments":)"
            R"( {"jid": "a\nb", "password": "secret"}})");
  admin.ask(R"({"command": "passwd", "arguments": {"pasword": "secret"}})");
  admin.ask(R"({"command": "x\ny"})");
  spdlog::default_logger()->flush();

  const auto text = admin.log.str();
  CHECK_THAT(text, Catch::Contains(R"(who=uid:1000 command="passwd")"
                                   R"( arguments={"jid":"a\nb"})"
                                   R"( outcome=usage)"));
  CHECK_THAT(text, !Catch::Contains("secret"));
  CHECK(std::ranges::count(text, '\n') == 3);
}
