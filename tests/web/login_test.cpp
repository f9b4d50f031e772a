// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "actors/auth/sasl_condition.hpp"
#include "actors/observe/counters.hpp"
#include "tests/web/web_fixture.hpp"

namespace login_test {

using namespace troupe;
using namespace troupe::web::test;
using namespace std::chrono_literals;

namespace {

/// What is logged meanwhile: "warning web.login_failed …" lines.
class logged {
public:
  logged() {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
    sink->set_pattern("%l %v");
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", sink));
  }
  ~logged() { spdlog::set_default_logger(before_); }
  logged(const logged&) = delete;
  logged& operator=(const logged&) = delete;

  std::string text() const { return text_.str(); }

private:
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::ostringstream text_;
};

/// Logins at the page with that result, of all that were counted.
std::uint64_t counted(std::size_t result) {
  namespace place = observe::place;
  return observe::totals::now().at(
      place::of(place::sasl, observe::mechanism::web,
                observe::sasl_result_names.size(), result));
}

std::size_t failed(auth::sasl_condition why) {
  return 1 + static_cast<std::size_t>(why);
}

} // namespace

TEST_CASE("an administrator logs in with a cookie that scripts cannot read") {
  web_fixture f;

  const auto came = f.log_in("Alice@LOCALHOST", "right");

  CHECK(came.status == 200);
  CHECK(came.body()["jid"] == "alice@localhost");
  CHECK(came.body()["csrf"].get<std::string>().size() == 64);
  const auto cookie = came.headers.at("Set-Cookie");
  CHECK(cookie.starts_with("troupe_session="));
  CHECK(cookie.substr(15 + 64) == "; HttpOnly; SameSite=Strict; Path=/");
  CHECK(came.headers.at("Cache-Control") == "no-store");
  CHECK(f.door->checks.at(0).may_enter);
  CHECK(f.door->checks.at(0).address == "127.0.0.1");
}

TEST_CASE("whoever may not log in learns nothing but that") {
  web_fixture f;
  const auto wrong = f.log_in("alice@localhost", "wrong");

  CHECK(wrong.status == 401);
  CHECK(wrong.code() == "not_authorized");
  CHECK_FALSE(wrong.headers.contains("Set-Cookie"));
  for (const auto* jid : {"bob@localhost", "nobody@elsewhere", "localhost",
                          "alice@localhost/phone", "@", ""}) {
    INFO(jid);
    const auto other = f.log_in(jid, "right");
    CHECK(other.status == 401);
    CHECK(other.text == wrong.text);
    CHECK_FALSE(other.headers.contains("Set-Cookie"));
  }
  // The password of somebody who is no administrator is checked all the same.
  REQUIRE(f.door->checks.size() == 3);
  CHECK(f.door->checks[1].jid == "bob@localhost");
  CHECK_FALSE(f.door->checks[1].may_enter);
  CHECK_FALSE(f.door->checks[2].may_enter);
}

TEST_CASE("who is locked out is told to come back later") {
  web_fixture f;
  f.door->locked = true;

  const auto came = f.log_in("alice@localhost", "right");

  CHECK(came.status == 429);
  CHECK(came.headers.at("Retry-After") == "60");
}

TEST_CASE("who fails to log in is in the log, the password is not") {
  web_fixture f;
  const logged log;

  f.log_in("alice@localhost", "hunter2");
  f.log_in("no jid\nweb.login jid=", "hunter2");
  f.door->locked = true;
  f.log_in("bob@localhost", "hunter2");

  CHECK(log.text()
        == "warning web.login_failed jid=alice@localhost address=127.0.0.1\n"
           "warning web.login_failed jid= address=127.0.0.1\n"
           "warning web.login_refused jid=bob@localhost address=127.0.0.1\n");
}

TEST_CASE("logins are counted with those of clients") {
  web_fixture f;
  const auto wrong = failed(auth::sasl_condition::not_authorized);
  const auto later = failed(auth::sasl_condition::temporary_auth_failure);
  const auto before = std::array{counted(0), counted(wrong), counted(later)};

  f.log_in("alice@localhost", "right");
  f.log_in("alice@localhost", "wrong");
  f.log_in("bob@localhost", "right");
  f.door->locked = true;
  f.log_in("alice@localhost", "right");

  CHECK(counted(0) == before[0] + 1);
  CHECK(counted(wrong) == before[1] + 2);
  CHECK(counted(later) == before[2] + 1);
}

TEST_CASE("who administers a part of the server is told that it is not all") {
  web_fixture f;
  f.config.hosts.emplace_back().name = "example.org";
  f.config.hosts.emplace_back().name = "example.net";
  f.reload();

  const auto right = f.log_in("alice@localhost", "right");
  CHECK(right.status == 403);
  CHECK(right.code() == "forbidden");
  CHECK(right.text.find("example.org, example.net") != std::string::npos);
  CHECK_FALSE(right.headers.contains("Set-Cookie"));
  // Nobody else learns what she is.
  CHECK(f.log_in("alice@localhost", "wrong").status == 401);
  CHECK(f.log_in("bob@localhost", "right").status == 401);

  for (auto& host : f.config.hosts)
    host.admins = {"alice@localhost"};
  f.reload();
  CHECK(f.log_in("alice@localhost", "right").status == 200);
}

TEST_CASE("a login that makes no sense is refused before any password") {
  web_fixture f;

  CHECK(f.ask("POST", "/api/v1/session", web_fixture::json_type, "[]").status
        == 400);
  CHECK(f.ask("POST", "/api/v1/session", web_fixture::json_type, "{").status
        == 400);
  CHECK(f.ask("POST", "/api/v1/session", "Content-Type: text/plain\r\n", "{}")
            .status
        == 415);
  CHECK(f.door->checks.empty());
}

TEST_CASE("another page cannot log anybody in, nor use a login") {
  web_fixture f;
  const auto cookie = f.login_with_csrf();
  const std::string foreign = GENERATE(
      as<std::string>{}, "Origin: http://evil.example\r\n",
      "Origin: http://localhost:8080\r\n", "Origin: https://localhost\r\n",
      "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n",
      "Sec-Fetch-Site: same-site\r\n");
  INFO(foreign);
  const auto checks = f.door->checks.size();

  CHECK(f.log_in("alice@localhost", "right", foreign).status == 403);
  CHECK(f.door->checks.size() == checks);
  CHECK(f.get("/api/v1/commands/status", cookie + foreign).status == 403);
  CHECK(f.get("/api/v1/follow/trace", cookie + foreign).status == 403);
  CHECK(f.post("/api/v1/commands/adduser", {}, cookie + foreign).status == 403);
  CHECK(f.runner->runs.empty());
}

TEST_CASE("the own page may, directly or through the proxy") {
  web_fixture f;
  const std::string same = "Sec-Fetch-Site: same-origin\r\n";

  CHECK(f.log_in("alice@localhost", "right",
                 same + "Origin: http://localhost\r\n")
            .status
        == 200);
  f.host = "127.0.0.1:5281";
  CHECK(
      f.log_in("alice@localhost", "right", "Origin: http://127.0.0.1:5281\r\n")
          .status
      == 200);

  f.host = "Inspect.example.org";
  const auto proxied
      = f.log_in("alice@localhost", "right",
                 same
                     + "Origin: https://inspect.example.org\r\n"
                       "X-Forwarded-For: 10.9.9.9, 192.0.2.7\r\n");
  CHECK(proxied.status == 200);
  CHECK(proxied.headers.at("Set-Cookie").ends_with("; Secure"));
  CHECK(f.door->checks.back().address == "192.0.2.7");
}

TEST_CASE("a client that is not behind the proxy cannot name its address") {
  web_fixture f;

  f.log_in("alice@localhost", "wrong", "X-Forwarded-For: 192.0.2.7\r\n");

  CHECK(f.door->checks.back().address == "127.0.0.1");
}

TEST_CASE("what changes something needs the token of the login") {
  web_fixture f;
  const auto right = f.login_with_csrf();
  const auto cookie = right.substr(0, right.find("X-Troupe"));
  const json alice{{"jid", "a@localhost"}};

  CHECK(f.post("/api/v1/commands/adduser", alice, cookie).status == 403);
  CHECK(f.post("/api/v1/commands/adduser", alice,
               cookie + "X-Troupe-Csrf: " + std::string(64, '0') + "\r\n")
            .status
        == 403);
  // That of another login.
  const auto other = f.login_with_csrf();
  CHECK(f.post("/api/v1/commands/adduser", alice,
               cookie + other.substr(other.find("X-Troupe")))
            .status
        == 403);
  CHECK(f.ask("DELETE", "/api/v1/session", cookie).status == 403);
  CHECK(f.runner->runs.empty());

  CHECK(f.post("/api/v1/commands/adduser", alice, right).status == 200);
  REQUIRE(f.runner->runs.size() == 1);
  CHECK(f.runner->runs[0].who == "alice@localhost");
  CHECK(f.runner->runs[0].from == "web 127.0.0.1");
}

TEST_CASE("a login ends at the logout") {
  web_fixture f;
  const auto login = f.login_with_csrf();

  const auto out = f.ask("DELETE", "/api/v1/session", login);

  CHECK(out.status == 204);
  CHECK(out.headers.at("Set-Cookie").find("Max-Age=0") != std::string::npos);
  CHECK(f.get("/api/v1/session", login).status == 401);
  CHECK(f.get("/api/v1/commands", login).status == 401);
}

TEST_CASE("a login ends when it is not used, and after half a day") {
  web_fixture f;
  const auto login = f.login();

  for (int i = 0; i < 3; ++i) {
    f.now += 59min;
    CHECK(f.get("/api/v1/session", login).status == 200);
  }
  SECTION("unused") {
    f.now += 60min;
    CHECK(f.get("/api/v1/session", login).status == 401);
  }
  SECTION("used") {
    for (int i = 0; i < 9; ++i) {
      f.now += 59min;
      CHECK(f.get("/api/v1/session", login).status == 200);
    }
    f.now += 59min; // more than 12 hours in all
    CHECK(f.get("/api/v1/session", login).status == 401);
  }
}

TEST_CASE("a login ends when its owner is no administrator any more") {
  web_fixture f;
  const auto login = f.login();
  REQUIRE(f.get("/api/v1/session", login).status == 200);

  f.config.hosts[0].admins = {"bob@localhost"};
  f.reload();
  CHECK(f.get("/api/v1/session", login).status == 401);

  f.config.hosts[0].admins = {"alice@localhost"};
  f.reload();
  CHECK(f.get("/api/v1/session", login).status == 401);
}

TEST_CASE("a login ends when its account has changed") {
  web_fixture f;
  f.config.hosts[0].admins.emplace_back("bob@localhost");
  f.reload();
  const auto alices = f.login();
  const auto other = f.login();
  const auto came = f.log_in("bob@localhost", "right");
  const auto cookie = came.headers.at("Set-Cookie");
  const auto bobs = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";

  f.made->end_logins_of("carol@localhost"); // not known here
  CHECK(f.get("/api/v1/session", alices).status == 200);
  f.made->end_logins_of("alice@localhost");

  CHECK(f.get("/api/v1/session", alices).status == 401);
  CHECK(f.get("/api/v1/session", other).status == 401);
  CHECK(f.get("/api/v1/session", bobs).status == 200);
  CHECK(f.log_in("alice@localhost", "right").status == 200);
}

TEST_CASE("nobody is let in whose account changes meanwhile") {
  web_fixture f;
  f.door->meanwhile = [&] { f.made->end_logins_of("alice@localhost"); };

  CHECK(f.log_in("alice@localhost", "right").status == 401);
  CHECK(f.log_in("alice@localhost", "right").status == 200);
}

TEST_CASE("logins are bounded; the one unused for the longest time goes") {
  web::session_table table;
  std::chrono::steady_clock::time_point now;
  const auto first = web::digest_of(table.open("first", now));
  const auto second = web::digest_of(table.open("second", now));
  for (std::size_t i = 2; i < web::session_table::most; ++i)
    table.open("more", now += 1s);
  CHECK(table.use(first, 60min, now) == "first");

  table.open("one too many", now);

  CHECK(table.size() == web::session_table::most);
  CHECK(table.use(first, 60min, now) == "first");
  CHECK(table.use(second, 60min, now).empty());
  CHECK(table.is_open(first, 60min, now + 59min));
  CHECK_FALSE(table.is_open(first, 60min, now + 60min)); // it was not used
}

} // namespace login_test
