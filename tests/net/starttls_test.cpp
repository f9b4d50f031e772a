// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

#include "net/tls_error.hpp"
#include "tests/net/tls_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::test;

namespace {

/// Answers `<starttls/>` as a session does.
struct starttls_pair : tls_pair {
  explicit starttls_pair(std::shared_ptr<const tls_context> context
                         = two_hosts())
      : tls_pair(false, std::move(context)) {
    events.when_bytes = [this](std::string_view bytes) {
      if (server->is_secure() || !bytes.starts_with("<starttls/>"))
        return;
      server->write("<proceed/>");
      server->start_tls();
    };
  }

  bool proceeded() {
    return until([&] { return client.received == "<proceed/>"; });
  }
};

} // namespace

TEST_CASE("STARTTLS secures a stream that began in clear", "[tls]") {
  starttls_pair p;
  p.client.send("<stream>");
  REQUIRE(p.until([&] { return p.events.bytes == "<stream>"; }));
  p.server->write("<features/>");
  REQUIRE(p.until([&] { return p.client.received == "<features/>"; }));
  p.client.received.clear();
  p.client.send("<starttls/>");
  REQUIRE(p.proceeded());
  CHECK_FALSE(p.server->is_secure());
  p.events.bytes.clear();

  REQUIRE(p.handshake({.server_name = "two.example"}));
  p.tls->send("secret");

  REQUIRE(p.until([&] { return p.events.bytes == "secret"; }));
  CHECK(p.events.secured->server_name == "two.example");
}

TEST_CASE("what is written after start_tls waits for the handshake", "[tls]") {
  starttls_pair p;
  p.client.send("<starttls/>");
  REQUIRE(p.proceeded());

  p.server->write("<features/>");
  p.settle();
  CHECK(p.client.received == "<proceed/>");
  CHECK(p.server->unsent() == 11);

  REQUIRE(p.handshake({}));
  REQUIRE(p.until([&] { return p.tls->received == "<features/>"; }));
  CHECK(p.server->unsent() == 0);
}

TEST_CASE("bytes in clear that follow start_tls never become events", "[tls]") {
  starttls_pair p;
  p.client.send("<starttls/>");
  REQUIRE(p.proceeded());
  p.events.calls.clear();

  p.client.send("<auth mechanism='PLAIN'>injected</auth>");
  REQUIRE(p.until([&] { return p.client.ended.failed(); }));
  p.client.socket.close();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(p.events.calls == std::vector<std::string>{"closed"});
  CHECK(p.events.closed->category() == tls_category());
}

TEST_CASE("bytes in clear that come with starttls are in that event and in no "
          "later one",
          "[tls]") {
  starttls_pair p;
  p.client.send("<starttls/><iq>injected</iq>");
  REQUIRE(p.proceeded());
  p.events.bytes.clear();

  REQUIRE(p.handshake({}));
  p.tls->send("clean");

  REQUIRE(p.until([&] { return !p.events.bytes.empty(); }));
  CHECK(p.events.bytes == "clean");
}

TEST_CASE("start_tls without any certificate ends with an error", "[tls]") {
  starttls_pair p{nullptr};
  p.client.send("<starttls/>");
  REQUIRE(p.until([&] { return p.client.ended.failed(); }));
  p.client.socket.close();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(*p.events.closed == tls_errc::no_certificate);
}

TEST_CASE("a peer that leaves after starttls has cut the handshake short",
          "[tls]") {
  starttls_pair p;
  p.client.send("<starttls/>");
  REQUIRE(p.proceeded());

  p.client.end();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(*p.events.closed == tls_errc::cut_short);
}

TEST_CASE("back-pressure works under TLS", "[tls]") {
  starttls_pair p;
  p.client.send("<starttls/>");
  REQUIRE(p.proceeded());
  REQUIRE(p.handshake({}));
  p.events.bytes.clear();

  p.server->pause_reading();
  p.tls->send("held back");
  p.settle();
  CHECK(p.events.bytes.empty());

  p.server->resume_reading();
  REQUIRE(p.until([&] { return p.events.bytes == "held back"; }));
}
