// SPDX-License-Identifier: Apache-2.0
#include "tests/web/web_fixture.hpp"

namespace follow_test {

using namespace troupe;
using namespace troupe::web::test;
using namespace std::chrono_literals;

namespace {

/// A client that follows a command.
struct followed : web_fixture {
  void begin(const std::string& headers) {
    wire.emplace(io, port());
    wire->listen();
    wire->send("GET /api/v1/follow/trace?jid=a%40b HTTP/1.1\r\n"
               "Host: localhost\r\n"
               + headers + "\r\n");
    REQUIRE(until([&] { return runner->follows.size() == 1; }));
  }

  std::optional<net::test::http_wire> wire;
};

} // namespace

TEST_CASE("a command that goes on is an event stream") {
  followed f;
  f.begin(f.login());
  const auto& asked = f.runner->follows.at(0);
  CHECK(asked.name == "trace");
  CHECK(asked.who == "alice@localhost");
  CHECK(asked.arguments == admin::given_arguments{{"jid", "a@b"}});

  f.runner->followed.event({{"id", 1}});
  REQUIRE(f.until(
      [&] { return f.wire->has("event: event\ndata: {\"id\":1}\n\n"); }));
  CHECK(f.wire->has("Content-Type: text/event-stream"));
  f.runner->followed.ended({{"result", {{"traces", 1}}}});

  REQUIRE(f.until([&] { return f.wire->closed; }));
  CHECK(f.wire->got.ends_with(
      "event: ended\ndata: {\"result\":{\"traces\":1}}\n\n"));
  f.settle();
  CHECK(f.runner->ended == 0);
}

TEST_CASE("a command ends when its client goes") {
  followed f;
  f.begin(f.login());

  f.wire->socket.close();

  CHECK(f.until([&] { return f.runner->ended == 1; }));
}

TEST_CASE("a command ends when the server does") {
  followed f;
  f.begin(f.login());
  f.settle();

  f.server.reset();

  CHECK(f.runner->ended == 1);
}

TEST_CASE("a command ends with the login that began it") {
  followed f;
  const auto login = f.login_with_csrf();
  f.begin(login);

  SECTION("logged out") {
    CHECK(f.ask("DELETE", "/api/v1/session", login).status == 204);
  }
  SECTION("no administrator any more") {
    f.config.hosts[0].admins.clear();
    f.reload();
  }
  SECTION("another password") {
    f.made->end_logins_of("alice@localhost");
  }
  SECTION("too long") {
    f.now += 12h;
    f.made->check_followers();
  }
  REQUIRE(f.until([&] { return f.wire->closed; }));
  CHECK(f.wire->has("event: ended\ndata: {\"error\":{\"code\":"
                    "\"not_authorized\""));
  CHECK(f.runner->ended == 1);
}

TEST_CASE("a command ends with the token that began it") {
  followed f;
  f.begin(f.bearer("grafana"));
  f.now += 1s;
  f.made->check_followers();
  f.settle();
  CHECK(f.runner->ended == 0);

  f.door->tokens->clear();
  f.now += 1s;
  f.made->check_followers();

  REQUIRE(f.until([&] { return f.wire->closed; }));
  CHECK(f.runner->ended == 1);
}

TEST_CASE("what ends at once is not followed") {
  web_fixture f;
  const auto login = f.login();

  CHECK(f.get("/api/v1/follow/status", login).status == 400);
  CHECK(f.get("/api/v1/follow/none", login).status == 404);
  CHECK(f.runner->follows.empty());
}

} // namespace follow_test
