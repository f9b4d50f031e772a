// SPDX-License-Identifier: Apache-2.0
#include "tests/web/web_fixture.hpp"

#include <boost/asio/post.hpp>

#include "actors/web/request_checks.hpp"

namespace troupe::web::test {

answer parse_answer(const std::string& bytes) {
  answer a;
  const auto end = bytes.find("\r\n\r\n");
  REQUIRE(end != bytes.npos);
  a.status = static_cast<unsigned>(std::stoul(bytes.substr(9, 3)));
  a.text = bytes.substr(end + 4);
  for (auto at = bytes.find("\r\n") + 2; at < end + 2;) {
    const auto line = bytes.substr(at, bytes.find("\r\n", at) - at);
    at += line.size() + 2;
    const auto colon = line.find(": ");
    a.headers[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return a;
}

web_fixture::web_fixture() {
  auto& first = config.hosts.emplace_back();
  first.name = "localhost";
  first.admins = {"alice@localhost"};
  config.web.origins = {"https://inspect.example.org"};
  api_setup setup;
  setup.config = std::make_shared<const config::server_config>(config);
  setup.runner = runner;
  setup.door = door;
  setup.post = [this](std::function<void()> f) {
    boost::asio::post(io, std::move(f));
  };
  setup.metrics = [] { return std::string{"up 1\n# EOF\n"}; };
  setup.missing = [this] { return missing; };
  setup.now = [this] { return now; };
  made = std::make_shared<api>(std::move(setup));
  net::http_options options;
  options.is_own_host
      = [this](std::string_view name) { return is_own_host(config.web, name); };
  auto opened = net::http_server::open(
      io, {{"127.0.0.1", 0}},
      [this](net::http_request r, const net::http_responder& to) {
        made->handle(std::move(r), to);
      },
      std::move(options));
  REQUIRE(opened);
  server = std::move(*opened);
}

web_fixture::~web_fixture() {
  server.reset();
  made.reset();
}

answer web_fixture::ask(const std::string& method, const std::string& target,
                        const std::string& headers, const std::string& body) {
  net::test::http_wire wire{io, port()};
  wire.listen();
  wire.send(method + ' ' + target + " HTTP/1.1\r\nHost: " + host + "\r\n"
            + headers + "Connection: close\r\nContent-Length: "
            + std::to_string(body.size()) + "\r\n\r\n" + body);
  REQUIRE(until([&] { return wire.closed; }));
  return parse_answer(wire.got);
}

std::string web_fixture::login() {
  const auto came = log_in("alice@localhost", "right");
  REQUIRE(came.status == 200);
  const auto cookie = came.headers.at("Set-Cookie");
  return "Cookie: other=1; " + cookie.substr(0, cookie.find(';')) + "\r\n";
}

std::string web_fixture::login_with_csrf() {
  const auto cookie = login();
  const auto session = get("/api/v1/session", cookie).body();
  return cookie + "X-Troupe-Csrf: " + session["csrf"].get<std::string>()
         + "\r\n";
}

std::string
web_fixture::bearer(const std::string& name,
                    std::optional<std::chrono::system_clock::time_point> end) {
  const auto secret = make_secret();
  door->tokens->push_back(
      {name, digest_of(secret), std::chrono::system_clock::now(), end});
  return "Authorization: Bearer " + secret + "\r\n";
}

void web_fixture::reload() {
  made->use(std::make_shared<const config::server_config>(config));
}

} // namespace troupe::web::test
