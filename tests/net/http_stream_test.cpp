// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <thread>

#include "tests/net/http_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
using namespace std::chrono_literals;

namespace {

/// A server with one client that has an event stream.
struct one_stream : http_fixture {
  explicit one_stream(http_options options = {})
      : http_fixture(std::move(options)) {
    on_request
        = [this](auto&, auto& to) { stream = to.stream([this] { ++gone; }); };
  }

  void open(http_wire& wire) {
    wire.send("GET /s HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REQUIRE(until([&] { return stream.has_value(); }));
  }

  std::optional<http_stream> stream;
  int gone = 0;
};

} // namespace

TEST_CASE("events arrive as they are sent, and the end behind them") {
  one_stream f;
  http_wire wire{f.io, f.port()};
  wire.listen();
  f.open(wire);

  CHECK(f.stream->send("event", R"({"a":1})"));
  REQUIRE(f.until([&] { return wire.has("\n\n"); }));
  std::thread{[s = *f.stream] { s.send("event", "two\nlines"); }}.join();
  f.stream->end("ended", "{}");
  CHECK_FALSE(f.stream->send("event", "too late"));

  REQUIRE(f.until([&] { return wire.closed; }));
  CHECK(wire.status() == "HTTP/1.1 200 OK");
  CHECK(wire.has("Content-Type: text/event-stream\r\n"));
  CHECK(wire.has("Cache-Control: no-store\r\n"));
  CHECK(wire.got.ends_with("\r\n\r\nevent: event\ndata: {\"a\":1}\n\n"
                           "event: event\ndata: two\ndata: lines\n\n"
                           "event: ended\ndata: {}\n\n"));
  CHECK(f.gone == 0);
}

TEST_CASE("who sends events learns that the client has left") {
  one_stream f;
  http_wire wire{f.io, f.port()};
  f.open(wire);

  SECTION("the client closes") {
    wire.socket.close();
    REQUIRE(f.until([&] { return f.gone == 1; }));
  }
  SECTION("the server closes") {
    f.settle();
    f.server.reset();
    CHECK(f.gone == 1);
  }
  CHECK_FALSE(f.stream->send("event", "nobody is there"));
  f.stream->end();
  f.settle();
  CHECK(f.gone == 1);
}

TEST_CASE("a slow reader misses events and is told how many") {
  http_options options;
  options.stream_bytes = 10'000;
  one_stream f{options};
  http_wire wire{f.io, f.port()};
  f.open(wire);
  f.settle();

  // The sockets' buffers take a lot before anything waits here.
  const std::string text(1'000, 'x');
  std::size_t sent = 0;
  std::size_t dropped = 0;
  while (dropped < 5) {
    (f.stream->send("event", text) ? sent : dropped) += 1;
    f.settle();
    REQUIRE(sent < 100'000);
  }
  wire.listen();

  REQUIRE(f.until([&] { return wire.has("data: {\"dropped\":5}\n\n"); }));
  CHECK(wire.count("event: event\n") == sent);
  CHECK(f.stream->send("event", "again"));
  REQUIRE(f.until([&] { return wire.has("data: again\n\n"); }));
  CHECK(f.gone == 0);
}

TEST_CASE("an event that is longer than the bound is sent, one at a time") {
  http_options options;
  options.stream_bytes = 100;
  one_stream f{options};
  http_wire wire{f.io, f.port()};
  wire.listen();
  f.open(wire);
  f.settle();
  const std::string long_one(1'000, 'x');

  CHECK(f.stream->send("event", long_one));
  CHECK_FALSE(f.stream->send("event", "no room"));

  REQUIRE(f.until([&] { return wire.has("data: {\"dropped\":1}\n\n"); }));
  CHECK(wire.has("data: " + long_one + "\n\n"));
  CHECK_FALSE(wire.has("no room"));
}

TEST_CASE("a reader that takes nothing at all is closed") {
  http_options options;
  options.write_time = 30ms;
  one_stream f{options};
  http_wire wire{f.io, f.port()};
  f.open(wire);

  const std::string text(100'000, 'x');
  CHECK(f.until([&] {
    f.stream->send("event", text);
    return f.gone == 1;
  }));
}

TEST_CASE("a quiet stream is kept alive by comments") {
  http_options options;
  options.keep_alive = 10ms;
  one_stream f{options};
  http_wire wire{f.io, f.port()};
  wire.listen();
  f.open(wire);

  CHECK(f.until([&] { return wire.count(":\n\n") >= 2; }));
  CHECK(f.gone == 0);
}

TEST_CASE("what a client sends into a stream is passed over") {
  one_stream f;
  http_wire wire{f.io, f.port()};
  wire.listen();
  f.open(wire);
  wire.send("GET /s HTTP/1.1\r\nHost: localhost\r\n\r\n");
  f.settle();

  CHECK(f.requests.size() == 1);
  CHECK(f.gone == 0);
}
