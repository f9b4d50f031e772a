// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "tests/net/http_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
using namespace std::chrono_literals;

namespace {

const std::string hello = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

} // namespace

TEST_CASE("a request comes with all it has, an answer with what protects it") {
  http_fixture f;

  const auto got = f.ask("POST /caf%C3%A9/x?a=1&b=%26+c&a=2&d HTTP/1.1\r\n"
                         "Host: localhost:5281\r\nX-Custom: one\r\n"
                         "Content-Length: 4\r\nConnection: close\r\n\r\nbody");

  REQUIRE(f.requests.size() == 1);
  const auto& r = f.requests[0];
  CHECK(r.method == "POST");
  CHECK(r.path == "/café/x");
  CHECK(r.query
        == http_fields{{"a", "1"}, {"b", "& c"}, {"a", "2"}, {"d", ""}});
  CHECK(r.header("x-custom") == "one");
  CHECK(r.header("x-other").empty());
  CHECK(r.body == "body");
  CHECK(r.peer == "127.0.0.1");
  CHECK(r.loopback);
  CHECK(got.starts_with("HTTP/1.1 200 OK\r\n"));
  for (const auto* line :
       {"Cache-Control: no-store", "Content-Type: text/plain",
        "Content-Length: 13", "Connection: close",
        "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
        "Cross-Origin-Opener-Policy: same-origin",
        "Cross-Origin-Resource-Policy: same-origin",
        "Content-Security-Policy: default-src 'none'"}) {
    INFO(line);
    CHECK(has(got, "\r\n" + std::string{line}));
  }
  CHECK(got.ends_with("\r\n\r\nPOST /café/x"));
}

TEST_CASE("requests of one connection are answered in their order") {
  http_fixture f;
  std::vector<http_responder> waiting;
  f.on_request = [&](auto&, auto& to) { waiting.push_back(to); };
  http_wire wire{f.io, f.port()};
  wire.listen();

  wire.send(hello + hello + get("/last"));
  REQUIRE(f.until([&] { return waiting.size() == 1; }));
  f.settle();
  CHECK(waiting.size() == 1); // the second waits for the first's answer
  waiting[0].answer({200, "", "first", {}});
  waiting[0].answer({200, "", "first again", {}});
  REQUIRE(f.until([&] { return waiting.size() == 2; }));
  waiting[1].answer({200, "", "second", {}});
  REQUIRE(f.until([&] { return waiting.size() == 3; }));
  waiting[2].answer({200, "", "third", {}});

  REQUIRE(f.until([&] { return wire.closed; }));
  CHECK(wire.count("HTTP/1.1 200 OK") == 3);
  CHECK(wire.count("Connection: keep-alive") == 2);
  CHECK(wire.got.find("first") < wire.got.find("second"));
  CHECK(wire.got.find("second") < wire.got.find("third"));
  CHECK_FALSE(wire.has("again"));
}

TEST_CASE("a connection without requests is closed after a while") {
  http_options options;
  options.idle_time = 20ms;
  http_fixture f{options};
  http_wire wire{f.io, f.port()};
  wire.listen();
  wire.send(hello);

  REQUIRE(f.until([&] { return wire.closed; }));
  CHECK(wire.count("HTTP/1.1") == 1);
}

TEST_CASE("HTTP/1.0 closes unless asked to stay, and needs no Host") {
  http_fixture f;

  CHECK(has(f.ask("GET / HTTP/1.0\r\n\r\n"), "Connection: close"));

  http_wire wire{f.io, f.port()};
  wire.listen();
  wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  REQUIRE(f.until([&] { return wire.has("GET /"); }));
  CHECK(wire.has("Connection: keep-alive"));
}

TEST_CASE("the answer to HEAD has no body") {
  http_fixture f;

  const auto got = f.ask("HEAD /abc HTTP/1.1\r\nHost: localhost\r\n"
                         "Connection: close\r\n\r\n");

  CHECK(has(got, "Content-Length: 9"));
  CHECK(got.ends_with("\r\n\r\n"));
}

TEST_CASE("what is no request of ours is refused by its kind") {
  http_fixture f;
  const auto [request, status] = GENERATE(table<std::string, std::string>({
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n", "400"},
      {"GET /../etc HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
      {"GET /a/%2e%2E/b HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
      {"GET /a%2f..%2fb HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
      {"GET /a%5c..%5cb HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
      {"GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
      {"GET /%4 HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
      {"GET /?a=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
      {"GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nbad line\r\n\r\n", "400"},
      {"\x16\x03\x01\x02\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
       "Transfer-Encoding: chunked\r\n\r\nabc",
       "400"},
      {"POST / HTTP/1.0\r\nHost: localhost\r\n"
       "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "400"},
      {"POST / HTTP/1.1\r\nHost: localhost\r\n"
       "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
       "501"},
      {"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", "411"},
      {"PUT / HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n"
       "Content-Length: 1\r\n\r\n",
       "417"},
      {"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421"},
      {"GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", "421"},
      {"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "421"},
      {"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", "501"},
      {"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", "501"},
      {"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", "505"},
  }));
  INFO(request);

  http_wire wire{f.io, f.port()};
  wire.listen();
  wire.send(request);
  REQUIRE(f.until([&] { return !wire.got.empty(); }));

  CHECK(wire.status().substr(0, 12) == "HTTP/1.1 " + status);
  CHECK(f.requests.empty());
}

TEST_CASE("loopback names are ours with any port, others if they are listed") {
  http_fixture f;
  for (const auto* host : {"localhost", "LocalHost:1", "127.0.0.1:5281",
                           "127.1.2.3", "[::1]:80", "[::1]"}) {
    INFO(host);
    CHECK(is_loopback_host(host));
  }
  for (const auto* host : {"", ":80", "localhost:", "localhost:x", "[::1", "[]",
                           "128.0.0.1", "localhost@evil", "127.0.0.1.evil"}) {
    INFO(host);
    CHECK_FALSE(is_loopback_host(host));
  }

  http_options options;
  options.is_own_host = [](auto host) { return host == "inspect.example.org"; };
  http_fixture other{options};
  CHECK(other.status_of("GET / HTTP/1.0\r\nHost: inspect.example.org\r\n\r\n")
        == "HTTP/1.1 200 OK");
  CHECK(other.status_of("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
        == "HTTP/1.1 421 Misdirected Request");
}

TEST_CASE("what is too large is refused, whether it is told or comes") {
  http_fixture f;
  const std::string host = "Host: localhost\r\n";
  const auto post = "POST / HTTP/1.1\r\n" + host;

  CHECK(f.status_of("GET /" + std::string(8200, 'a') + " HTTP/1.1\r\n" + host
                    + "\r\n")
        == "HTTP/1.1 414 URI Too Long");
  CHECK(f.status_of("GET /" + std::string(200'000, 'a'))
        == "HTTP/1.1 414 URI Too Long");
  CHECK(f.status_of("GET / HTTP/1.1\r\n" + host
                    + "X: " + std::string(200'000, 'a') + "\r\n\r\n")
        == "HTTP/1.1 431 Request Header Fields Too Large");
  CHECK(f.status_of(post + "Content-Length: 65537\r\n\r\n")
        == "HTTP/1.1 413 Content Too Large");
  CHECK(f.status_of(post + "Content-Length: 900000\r\n\r\n"
                    + std::string(900'000, 'a'))
        == "HTTP/1.1 413 Content Too Large");
  CHECK(f.status_of(post + "Transfer-Encoding: chunked\r\n\r\n20000\r\n"
                    + std::string(0x20000, 'a') + "\r\n0\r\n\r\n")
        == "HTTP/1.1 413 Content Too Large");
  CHECK(f.requests.empty());
}

TEST_CASE("the largest body is taken, in one piece or in chunks") {
  http_fixture f;
  const std::string whole(65'536, 'a');
  const std::string post
      = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

  f.ask(post + "Content-Length: 65536\r\n\r\n" + whole);
  f.ask(post + "Transfer-Encoding: chunked\r\n\r\n8000\r\n"
        + whole.substr(0x8000) + "\r\n8000\r\n" + whole.substr(0x8000)
        + "\r\n0\r\n\r\n");

  REQUIRE(f.requests.size() == 2);
  CHECK(f.requests[0].body == whole);
  CHECK(f.requests[1].body == whole);
}

TEST_CASE("a client that asks whether to go on is told to") {
  http_fixture f;
  http_wire wire{f.io, f.port()};
  wire.listen();

  wire.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            "Content-Length: 4\r\n\r\n");
  REQUIRE(f.until([&] { return wire.has("100 Continue\r\n\r\n"); }));
  wire.send("body");

  REQUIRE(f.until([&] { return wire.has("200 OK"); }));
  CHECK(f.requests.at(0).body == "body");
}

TEST_CASE("who sends a request too slowly is cut off") {
  http_options options;
  options.request_time = 30ms;
  options.sizes.header = 100'000'000; // not what is tried here
  http_fixture f{options};

  SECTION("within the head") {
    CHECK(f.status_of("GET / HTTP/1.1\r\nHost: local")
          == "HTTP/1.1 408 Request Timeout");
  }
  SECTION("within the body") {
    CHECK(f.status_of("POST / HTTP/1.1\r\nHost: localhost\r\n"
                      "Content-Length: 10\r\n\r\nabc")
          == "HTTP/1.1 408 Request Timeout");
  }
  SECTION("before the first byte, without a word") {
    CHECK(f.ask("").empty());
  }
  SECTION("though it keeps sending") {
    http_wire wire{f.io, f.port()};
    wire.listen();
    wire.send("GET / HTTP/1.1\r\n");
    CHECK(f.until([&] {
      if (!wire.closed && wire.got.empty())
        wire.send("X: y\r\n");
      return wire.closed;
    }));
    CHECK(wire.status() == "HTTP/1.1 408 Request Timeout");
  }
  CHECK(f.requests.empty());
}

TEST_CASE("connections are bounded, of an address and in all") {
  http_options options;
  (GENERATE(true, false) ? options.connections
                         : options.connections_per_address)
      = 2;
  http_fixture f{options};
  http_wire one{f.io, f.port()};
  http_wire two{f.io, f.port()};
  REQUIRE(f.until([&] { return f.server->counts().connections == 2; }));

  http_wire three{f.io, f.port()};
  three.listen();
  REQUIRE(f.until([&] { return three.closed; }));
  CHECK(f.server->counts().refused == 1);

  one.socket.close();
  REQUIRE(f.until([&] { return f.server->counts().connections == 1; }));
  CHECK(f.status_of(get("/")) == "HTTP/1.1 200 OK");
}

TEST_CASE("requests of an address are bounded by a rate") {
  auto now = std::make_shared<std::chrono::steady_clock::time_point>();
  http_options options;
  options.requests_per_second = 0.5;
  options.burst = 2;
  options.now = [now] { return *now; };
  http_fixture f{options};

  CHECK(f.status_of(get("/")) == "HTTP/1.1 200 OK");
  CHECK(f.status_of(get("/")) == "HTTP/1.1 200 OK");
  const auto refused = f.ask(get("/"));
  CHECK(refused.starts_with("HTTP/1.1 429 Too Many Requests"));
  CHECK(has(refused, "Retry-After: 2\r\n"));
  *now += 1s;
  CHECK(has(f.ask(get("/")), "Retry-After: 1\r\n"));
  *now += 1s;
  CHECK(f.status_of(get("/")) == "HTTP/1.1 200 OK");
  CHECK(f.server->counts().limited == 2);
}

TEST_CASE("an answer may come from another thread, too late, or never") {
  http_fixture f;
  std::vector<http_responder> kept;
  f.on_request = [&](auto&, auto& to) { kept.push_back(to); };
  http_wire wire{f.io, f.port()};
  wire.listen();
  wire.send(hello);
  REQUIRE(f.until([&] { return kept.size() == 1; }));

  SECTION("another thread") {
    std::thread{[to = kept[0]] { to.answer({204, "", "", {}}); }}.join();
    REQUIRE(f.until([&] { return wire.has("204 No Content"); }));
    CHECK_FALSE(wire.has("Content-Length"));
  }
  SECTION("the client has gone") {
    wire.socket.close();
    kept[0].answer({});
    CHECK(f.until([&] { return f.server->counts().connections == 0; }));
  }
  SECTION("the server has gone") {
    f.server.reset();
    kept[0].answer({});
    REQUIRE(f.until([&] { return wire.closed; }));
    CHECK(wire.got.empty());
  }
  SECTION("never") {
    kept.clear();
    REQUIRE(f.until([&] { return wire.has("500 Internal Server Error"); }));
  }
}
