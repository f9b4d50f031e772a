// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

#include "net/tcp_transport.hpp"
#include "tests/net/recorder.hpp"
#include "tests/net/tcp_segments.hpp"
#include "tests/net/test_client.hpp"
#include "tests/net/test_loop.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct plain_pair : test_loop {
  plain_pair()
      : ends(connected()),
        client(std::move(ends.second)),
        server(
            make_tcp_transport(std::move(ends.first), turn, nullptr, false)) {
    server->attach(events);
  }

  bool closed() const { return events.closed.has_value(); }

  std::pair<tcp::socket, tcp::socket> ends;
  test_client client;
  recorder events;
  std::unique_ptr<transport> server;
};

} // namespace

TEST_CASE("a transport carries bytes both ways") {
  plain_pair p;
  p.client.read();

  p.client.send("ping");
  p.server->write("pong");

  REQUIRE(p.until([&] { return p.events.bytes == "ping"; }));
  REQUIRE(p.until([&] { return p.client.received == "pong"; }));
  CHECK(p.server->unsent() == 0);
  CHECK_FALSE(p.server->is_secure());
}

TEST_CASE("a transport knows its peer's address") {
  plain_pair p;

  CHECK(p.server->peer_address() == "127.0.0.1");
  CHECK(p.server->is_loopback());
}

TEST_CASE("what is written in one turn leaves in one segment") {
  plain_pair p;
  p.client.read();

  p.server->write("<a/>");
  p.server->write("<b/>");

  CHECK(p.server->unsent() == 8);
  CHECK(p.turn.waiting() == 1);
  REQUIRE(p.until([&] { return p.client.received == "<a/><b/>"; }));
  CHECK(p.turn.flushes == 1);
  CHECK(data_segments_received(p.client.socket.native_handle()) == 1);
}

TEST_CASE("a peer that does not read makes unsent bytes grow, then drains") {
  plain_pair p;
  const std::string block(1024 * 1024, 'x');
  std::size_t written = 0;
  while (p.server->unsent() == 0) {
    p.server->write(block);
    written += block.size();
    p.settle();
  }

  CHECK(p.events.drained == 0);
  const auto unsent = p.server->unsent();
  p.server->write("end");
  p.settle();
  CHECK(p.server->unsent() == unsent + 3);

  p.client.read();
  REQUIRE(p.until([&] { return p.events.drained > 0; }));
  CHECK(p.server->unsent() == 0);
  REQUIRE(p.until([&] { return p.client.received.size() == written + 3; }));
  CHECK(p.client.received.ends_with("xend"));
  CHECK(p.events.drained == 1);
}

TEST_CASE("a paused transport leaves bytes to the kernel") {
  plain_pair p;
  p.server->pause_reading();
  p.client.send("later");
  p.settle();
  CHECK(p.events.bytes.empty());

  p.server->resume_reading();

  REQUIRE(p.until([&] { return p.events.bytes == "later"; }));
}

TEST_CASE("the peer's orderly end is told once, as end of file") {
  plain_pair p;

  p.client.send("bye");
  REQUIRE(p.until([&] { return p.events.bytes == "bye"; }));
  p.client.end();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(*p.events.closed == asio::error::eof);
  p.settle();
  CHECK(p.events.count("closed") == 1);
}

TEST_CASE("what is written in answer to the last bytes reaches a peer that has "
          "ended its side") {
  plain_pair p;
  p.client.read();
  p.events.when_bytes = [&](auto) { p.server->write("</stream:stream>"); };

  p.client.send("</stream:stream>");
  p.settle();
  p.client.end();

  REQUIRE(p.until([&] { return p.closed(); }));
  REQUIRE(p.until([&] { return p.client.ended == asio::error::eof; }));
  CHECK(p.client.received == "</stream:stream>");
}

TEST_CASE("a reset by the peer is told as an error") {
  plain_pair p;

  p.client.socket.set_option(tcp::socket::linger(true, 0));
  p.client.socket.close();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(*p.events.closed == asio::error::connection_reset);
}

TEST_CASE("a paused transport learns of the peer's reset when it writes") {
  plain_pair p;
  p.server->pause_reading();
  p.client.socket.set_option(tcp::socket::linger(true, 0));
  p.client.socket.close();
  p.settle();
  REQUIRE_FALSE(p.closed());

  p.server->write("anyone there?");

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(p.events.closed->failed());
  CHECK(p.events.count("closed") == 1);
}

TEST_CASE("close sends what is written, ends the stream and waits for the "
          "peer") {
  plain_pair p;
  p.client.read();

  p.server->write("last words");
  p.server->close();
  p.server->write("too late");
  CHECK_FALSE(p.closed());

  REQUIRE(p.until([&] { return p.client.ended == asio::error::eof; }));
  CHECK(p.client.received == "last words");
  CHECK_FALSE(p.closed());

  p.client.send("ignored");
  p.settle();
  p.client.end();
  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK_FALSE(*p.events.closed);
  CHECK(p.events.bytes.empty());
  CHECK(p.events.count("closed") == 1);
}

TEST_CASE("close gives up on a peer that does not end, after the linger time") {
  plain_pair p;
  p.client.read();
  const auto start = std::chrono::steady_clock::now();

  p.server->close();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK_FALSE(*p.events.closed);
  CHECK(std::chrono::steady_clock::now() - start >= std::chrono::seconds{2});
}

TEST_CASE("close of a peer that does not read times out") {
  plain_pair p;
  while (p.server->unsent() == 0) {
    p.server->write(std::string(1024 * 1024, 'x'));
    p.settle();
  }

  p.server->close();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(*p.events.closed == asio::error::timed_out);
}

TEST_CASE("what could not leave is told as unsent at the end") {
  plain_pair p;
  while (p.server->unsent() == 0) {
    p.server->write(std::string(1024 * 1024, 'x'));
    p.settle();
  }
  const auto unsent = p.server->unsent();
  p.client.socket.set_option(tcp::socket::linger(true, 0));
  p.client.socket.close();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(p.server->unsent() == unsent);
  p.server->write("more");
  CHECK(p.server->unsent() == unsent + 4);
}

TEST_CASE("what is written behind a close is unsent for ever") {
  plain_pair p;
  p.client.read();
  p.server->write("first");
  p.server->close();

  p.server->write("second");

  REQUIRE(p.until([&] { return p.client.received == "first"; }));
  CHECK(p.server->unsent() == 6);
}

TEST_CASE("closing from inside an event is told after it has returned") {
  plain_pair p;
  const auto how = GENERATE(&transport::close, &transport::abort);
  bool inside = false;
  bool nested = false;
  p.events.when_bytes = [&](auto) {
    inside = true;
    (p.server.get()->*how)();
    nested = p.closed();
    inside = false;
  };
  p.client.send("x");
  p.settle();
  p.client.end();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK_FALSE(nested);
  CHECK(p.events.calls == std::vector<std::string>{"bytes", "closed"});
}

TEST_CASE("abort drops what is unsent and resets") {
  plain_pair p;
  p.client.read();

  p.server->write("never seen");
  p.server->abort();
  p.server->close();
  p.server->abort();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(*p.events.closed == asio::error::operation_aborted);
  REQUIRE(p.until([&] { return p.client.ended.failed(); }));
  CHECK(p.client.ended == asio::error::connection_reset);
  CHECK(p.client.received.empty());
  p.settle();
  CHECK(p.events.count("closed") == 1);
}

TEST_CASE("no event comes after detach, and a later attach goes on") {
  plain_pair p;
  p.server->detach();
  p.client.send("for the next");
  p.settle();
  CHECK(p.events.calls.empty());

  recorder next;
  p.server->attach(next);

  REQUIRE(p.until([&] { return next.bytes == "for the next"; }));
  p.client.end();
  REQUIRE(p.until([&] { return next.closed.has_value(); }));
  CHECK(p.events.calls.empty());
}

TEST_CASE("an end that came while detached is told at the next attach") {
  plain_pair p;
  p.server->detach();
  p.server->abort();
  p.settle();

  recorder next;
  p.server->attach(next);

  CHECK_FALSE(next.closed.has_value());
  p.settle();
  CHECK(next.count("closed") == 1);
  CHECK(p.events.calls.empty());
}

TEST_CASE("destroying a transport aborts, without any event") {
  plain_pair p;
  p.client.read();
  p.server->write("never seen");

  p.server.reset();

  CHECK(p.turn.waiting() == 0);
  REQUIRE(p.until([&] { return p.client.ended.failed(); }));
  p.settle();
  CHECK(p.events.calls.empty());
}

TEST_CASE("a transport may go while it waits for a slow reader") {
  plain_pair p;
  while (p.server->unsent() == 0) {
    p.server->write(std::string(1024 * 1024, 'x'));
    p.settle();
  }

  p.server.reset();
  p.client.read();

  REQUIRE(p.until([&] { return p.client.ended.failed(); }));
  CHECK(p.client.ended == asio::error::connection_reset);
  CHECK(p.events.calls.empty());
}

TEST_CASE("another attach takes the events over") {
  plain_pair p;
  recorder next;
  p.events.when_bytes = [&](auto) { p.server->attach(next); };
  p.client.send("hello");
  REQUIRE(p.until([&] { return p.events.bytes == "hello"; }));
  p.client.send("session");
  p.settle();
  p.client.end();

  REQUIRE(p.until([&] { return next.closed.has_value(); }));
  CHECK(next.bytes == "session");
  CHECK(p.events.calls == std::vector<std::string>{"bytes"});
}

TEST_CASE("a transport may be written to before it is attached") {
  test_loop loop;
  auto ends = loop.connected();
  test_client client{std::move(ends.second)};
  client.read();
  auto server
      = make_tcp_transport(std::move(ends.first), loop.turn, nullptr, false);

  server->write("hello");

  REQUIRE(loop.until([&] { return client.received == "hello"; }));
}
