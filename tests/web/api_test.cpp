// SPDX-License-Identifier: Apache-2.0
#include "tests/web/web_fixture.hpp"

namespace api_test {

using namespace troupe;
using namespace troupe::web::test;
using namespace std::chrono_literals;

TEST_CASE("nobody gets anything of the API without a login or a token") {
  web_fixture f;
  const auto [method, target] = GENERATE(table<std::string, std::string>({
      {"GET", "/api/v1/session"},
      {"DELETE", "/api/v1/session"},
      {"GET", "/api/v1/commands"},
      {"GET", "/api/v1/commands/status"},
      {"GET", "/api/v1/commands/none"},
      {"POST", "/api/v1/commands/adduser"},
      {"GET", "/api/v1/follow/trace"},
  }));
  INFO(method << ' ' << target);
  const std::string none
      = GENERATE(as<std::string>{}, "", "Cookie: troupe_session=\r\n",
                 "Cookie: troupe_session=abc\r\n", "Cookie: troupe_session\r\n",
                 "Authorization: Bearer\r\n", "Authorization: Bearer abc\r\n",
                 "Authorization: Basic YTpi\r\n");
  INFO(none);

  const auto came = f.ask(method, target, none);

  CHECK(came.status == 401);
  CHECK(came.code() == "not_authorized");
  CHECK(f.runner->runs.empty());
  CHECK(f.runner->follows.empty());
}

TEST_CASE("the catalogue has what the page makes its forms of") {
  web_fixture f;

  const auto all = f.get("/api/v1/commands", f.login()).body()["commands"];

  REQUIRE(all.size() == 5);
  CHECK(all[2]
        == json::parse(R"({"name":"adduser","help":"makes one","changes":true,
          "follows":false,"arguments":[
            {"name":"jid","help":"who","optional":false,"secret":false,
             "flag":false},
            {"name":"password","help":"its","optional":false,"secret":true,
             "flag":false}]})"));
  CHECK(all[3]["follows"] == true);
}

TEST_CASE("what changes nothing is read by GET") {
  web_fixture f;
  const auto login = f.login();

  const auto came = f.get("/api/v1/commands/rooms-list?host=a%40b", login);

  CHECK(came.status == 200);
  CHECK(came.body() == json::parse(R"({"result":{"fine":true}})"));
  REQUIRE(f.runner->runs.size() == 1);
  CHECK(f.runner->runs[0].name == "rooms list");
  CHECK(f.runner->runs[0].arguments == admin::given_arguments{{"host", "a@b"}});
  CHECK(f.get("/api/v1/commands/status?a=1&a=2", login).status == 400);
  CHECK(f.get("/api/v1/commands/adduser?jid=x", login).status == 405);
  // An address is logged on its way; what somebody writes is not to be.
  CHECK(f.get("/api/v1/commands/explain?stanza=x", login).status == 405);
  CHECK(f.get("/api/v1/commands/trace", login).status == 400);
  CHECK(f.get("/api/v1/commands/none", login).status == 404);
  CHECK(f.get("/api/v1/commands/status/x", login).status == 404);
  CHECK(f.get("/api/v1/none", login).status == 404);
  CHECK(f.runner->runs.size() == 1);
}

TEST_CASE("arguments come as an object of plain values") {
  web_fixture f;
  const auto login = f.login_with_csrf();
  const auto to = "/api/v1/commands/adduser";

  CHECK(f.post(to,
               {{"jid", "a"},
                {"n", 5},
                {"yes", true},
                {"no", false},
                {"none", nullptr}},
               login)
            .status
        == 200);
  CHECK(f.ask("POST", to, login).status == 200);
  REQUIRE(f.runner->runs.size() == 2);
  CHECK(f.runner->runs[0].arguments
        == admin::given_arguments{{"jid", "a"}, {"n", "5"}, {"yes", "true"}});
  CHECK(f.runner->runs[1].arguments.empty());

  CHECK(f.post(to, json::array(), login).status == 400);
  CHECK(f.post(to, {{"jid", {"a"}}}, login).status == 400);
  CHECK(f.ask("POST", to, login + web_fixture::json_type, "{").status == 400);
  CHECK(f.ask("POST", to, login + "Content-Type: text/plain\r\n", "{}").status
        == 415);
  CHECK(f.post("/api/v1/commands/trace", json::object(), login).status == 400);
  CHECK(f.runner->runs.size() == 2);
}

TEST_CASE("each failure of a command has its status") {
  web_fixture f;
  const auto [code, status] = GENERATE(table<std::string, unsigned>({
      {"usage", 400},
      {"not_found", 404},
      {"conflict", 409},
      {"bad_password", 422},
      {"configuration", 422},
      {"busy", 503},
      {"not_running", 503},
      {"failed", 500},
  }));
  f.runner->answer
      = json{{"error", {{"code", code}, {"message", "so"}}}}.dump();

  const auto came = f.get("/api/v1/commands/status", f.login());

  CHECK(came.status == status);
  CHECK(came.code() == code);
}

TEST_CASE("methods that a place has not are named with those it has") {
  web_fixture f;

  CHECK(f.ask("PUT", "/api/v1/session").headers.at("Allow")
        == "GET, POST, DELETE");
  CHECK(f.ask("OPTIONS", "/api/v1/commands").headers.at("Allow") == "GET");
  CHECK(f.ask("POST", "/").headers.at("Allow") == "GET, HEAD");
  const auto head = f.ask("HEAD", "/api/v1/commands", f.login());
  CHECK(head.status == 200);
  CHECK(head.text.empty());
  CHECK(f.ask("HEAD", "/api/v1/follow/trace").status == 405);
}

TEST_CASE("a token needs neither cookie nor the page") {
  web_fixture f;
  const auto token = f.bearer("grafana");

  const auto came = f.post("/api/v1/commands/adduser", {{"jid", "a"}},
                           token + "Origin: http://elsewhere.example\r\n");

  CHECK(came.status == 200);
  CHECK(f.runner->runs.at(0).who == "token:grafana");
  CHECK(f.get("/api/v1/session", token).status == 401);
}

TEST_CASE("a token ends with its day, and soon after it is deleted") {
  web_fixture f;
  const auto past = std::chrono::system_clock::now() - 1s;

  CHECK(f.get("/api/v1/commands", f.bearer("old", past)).status == 401);
  f.now += 1s;
  const auto token = f.bearer("new", past + 1h);
  CHECK(f.get("/api/v1/commands", token).status == 200);
  const auto reads = f.door->reads;
  CHECK(f.get("/api/v1/commands", token).status == 200);
  CHECK(f.door->reads == reads);

  f.door->tokens->clear();
  f.now += 1s;
  CHECK(f.get("/api/v1/commands", token).status == 401);
}

TEST_CASE("a store that does not answer lets no token in") {
  web_fixture f;
  const auto token = f.bearer("grafana");
  f.door->tokens.reset();

  CHECK(f.get("/api/v1/commands", token).status == 401);
}

TEST_CASE("health is for everybody") {
  web_fixture f;

  CHECK(f.get("/healthz").status == 200);
  CHECK(f.get("/readyz").status == 200);
  f.missing = "store: disk full";
  CHECK(f.get("/readyz").status == 503);
  CHECK(f.get("/readyz").text == "store: disk full\n");
  CHECK(f.get("/healthz").status == 200);
}

TEST_CASE("metrics are for this machine, for tokens, or for nobody") {
  web_fixture f;
  const auto token = f.bearer("prometheus");

  const auto came = f.get("/metrics");
  CHECK(came.status == 200);
  CHECK(came.text == "up 1\n# EOF\n");
  CHECK(came.headers.at("Content-Type")
        == "application/openmetrics-text; version=1.0.0; charset=utf-8");
  for (const auto* proxied :
       {"X-Forwarded-For: 192.0.2.1\r\n", "X-Forwarded-For: 127.0.0.1\r\n",
        "X-Real-IP: 127.0.0.1\r\n", "Forwarded: for=127.0.0.1\r\n",
        "Via: 1.1 proxy\r\n"}) {
    INFO(proxied);
    CHECK(f.get("/metrics", proxied).status == 401);
  }
  f.host = "inspect.example.org"; // a proxy is on this machine, too
  CHECK(f.get("/metrics").status == 401);
  CHECK(f.get("/metrics", token).status == 200);

  f.host = "localhost";
  f.config.web.metrics = "token";
  f.reload();
  CHECK(f.get("/metrics").status == 401);
  CHECK(f.get("/metrics", token).status == 200);

  f.config.web.metrics = "off";
  f.reload();
  CHECK(f.get("/metrics", token).status == 404);
}

} // namespace api_test
