// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "net/memory_transport.hpp"
#include "tests/net/recorder.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
namespace asio = boost::asio;

namespace {

struct memory_fixture {
  explicit memory_fixture(memory_settings settings = {})
      : pair(make_memory_transport(std::move(settings))) {
    server->attach(events);
  }

  memory_pair pair;
  std::unique_ptr<transport>& server = pair.server;
  memory_peer& peer = pair.peer;
  recorder events;
};

using calls = std::vector<std::string>;

} // namespace

TEST_CASE("a memory transport carries bytes both ways", "[memory]") {
  memory_fixture m;

  m.peer.send("ping");
  m.server->write("pong");

  CHECK(m.events.bytes == "ping");
  CHECK(m.peer.take() == "pong");
  CHECK(m.peer.take().empty());
}

TEST_CASE("a memory transport shows the address that it was given",
          "[memory]") {
  memory_fixture m{{.address = "192.0.2.7", .is_loopback = false}};

  CHECK(m.server->peer_address() == "192.0.2.7");
  CHECK_FALSE(m.server->is_loopback());
}

TEST_CASE("events wait for the pump and are not nested", "[memory]") {
  memory_fixture m;
  bool inside = false;
  m.events.when_bytes = [&](std::string_view bytes) {
    CHECK_FALSE(inside);
    inside = true;
    if (bytes == "first")
      m.peer.send("second"); // a simulated peer answers at once
    else
      m.server->close();
    inside = false;
  };

  m.peer.send("first");

  CHECK(m.events.calls == calls{"bytes", "bytes", "closed"});
}

TEST_CASE("a close by the server is told at the next pump, once", "[memory]") {
  memory_fixture m;
  m.server->write("bye");
  m.server->close();
  m.server->write("too late");
  CHECK_FALSE(m.events.closed);

  m.peer.pump();
  m.peer.pump();

  CHECK(m.events.calls == calls{"closed"});
  CHECK_FALSE(*m.events.closed);
  CHECK(m.peer.is_closed());
  CHECK_FALSE(m.peer.is_aborted());
  CHECK(m.peer.take() == "bye");
}

TEST_CASE("an abort drops what waits", "[memory]") {
  memory_fixture m{{.socket_buffer = 2}};
  m.server->write("abcd");
  m.server->abort();
  m.peer.pump();

  CHECK(*m.events.closed == asio::error::operation_aborted);
  CHECK(m.peer.is_aborted());
  CHECK(m.server->unsent() == 2);
  CHECK(m.peer.take() == "ab");
  CHECK(m.peer.take().empty());
}

TEST_CASE("the peer's end comes after its bytes", "[memory]") {
  memory_fixture m;
  m.server->pause_reading();
  m.peer.send("last");
  m.peer.end();
  CHECK(m.events.calls.empty());
  CHECK(m.peer.is_paused());

  m.server->resume_reading();
  m.peer.pump();

  CHECK(m.events.calls == calls{"bytes", "closed"});
  CHECK(*m.events.closed == asio::error::eof);
}

TEST_CASE("a small socket buffer makes bytes unsent until they are taken",
          "[memory]") {
  memory_fixture m{{.socket_buffer = 4}};
  m.server->write("abcdefghij");
  CHECK(m.server->unsent() == 6);

  CHECK(m.peer.take() == "abcd");
  CHECK(m.server->unsent() == 2);
  CHECK(m.events.drained == 0);

  CHECK(m.peer.take() == "efgh");
  CHECK(m.server->unsent() == 0);
  CHECK(m.events.drained == 1);
  CHECK(m.peer.take() == "ij");

  m.server->write("k");
  CHECK(m.peer.take() == "k");
  CHECK(m.events.drained == 1);
}

TEST_CASE("a close waits for unsent bytes, or for the linger time",
          "[memory]") {
  memory_fixture m{{.socket_buffer = 2}};
  m.server->write("abcd");
  m.server->close();
  m.peer.pump();
  CHECK_FALSE(m.events.closed);

  if (GENERATE(false, true)) {
    m.peer.take();
    CHECK_FALSE(*m.events.closed);
  } else {
    m.peer.expire_linger();
    CHECK(*m.events.closed == asio::error::timed_out);
  }
}

TEST_CASE("start_tls is accepted with the facts that were set", "[memory]") {
  memory_settings settings;
  settings.tls.exporter = "exported";
  memory_fixture m{settings};
  m.events.when_bytes = [&](std::string_view bytes) {
    if (bytes == "<starttls/>")
      m.server->start_tls();
    CHECK(m.server->is_secure() == (bytes == "secret"));
  };

  m.peer.send("<starttls/>");
  CHECK(m.peer.is_secure());
  m.peer.send("secret");

  CHECK(m.events.calls == calls{"bytes", "secured", "bytes"});
  CHECK(m.events.secured->exporter == "exported");
  CHECK(m.server->tls().exporter == "exported");
}

TEST_CASE("bytes in clear before the handshake vanish", "[memory]") {
  memory_fixture m;
  m.server->pause_reading();
  m.peer.send("injected");
  m.server->start_tls();
  m.server->resume_reading();
  m.peer.send("secret");

  CHECK(m.events.calls == calls{"secured", "bytes"});
  CHECK(m.events.bytes == "secret");
}

TEST_CASE("direct TLS is secure from the first event", "[memory]") {
  memory_fixture m{{.direct_tls = true}};
  m.peer.send("hello");

  CHECK(m.events.calls == calls{"secured", "bytes"});
}

TEST_CASE("the simulation is woken by what the server's side does",
          "[memory]") {
  memory_fixture m;
  int woken = 0;
  m.peer.on_activity([&] { ++woken; });

  m.server->write("x");
  CHECK(woken == 1);
  m.server->close();
  CHECK(woken == 2);
  m.peer.pump();
  CHECK(m.events.closed);
}

TEST_CASE("a memory transport may go before its peer", "[memory]") {
  memory_fixture m;
  m.server.reset();

  m.peer.send("nobody reads this");

  CHECK(m.peer.is_aborted());
  CHECK(m.events.calls.empty());
}

TEST_CASE("a detached memory transport keeps bytes for the next", "[memory]") {
  memory_fixture m;
  m.server->detach();
  m.peer.send("kept");
  recorder next;
  m.server->attach(next);
  m.peer.end();

  CHECK(m.events.calls.empty());
  CHECK(next.calls == calls{"bytes", "closed"});
}
