// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/tls_error.hpp"
#include "tests/net/tcp_segments.hpp"
#include "tests/net/tls_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
namespace asio = boost::asio;

namespace {

std::string digest(X509* certificate, const EVP_MD* hash) {
  std::string bytes(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  X509_digest(certificate, hash, reinterpret_cast<unsigned char*>(bytes.data()),
              &size);
  bytes.resize(size);
  return bytes;
}

std::string first_name(X509* certificate) {
  for (auto host : {"one.example", "two.example"})
    if (X509_check_host(certificate, host, 0, 0, nullptr) == 1)
      return host;
  return "neither";
}

} // namespace

TEST_CASE("direct TLS carries bytes both ways", "[tls]") {
  const auto [version, name] = GENERATE(std::pair{TLS1_2_VERSION, "TLSv1.2"},
                                        std::pair{TLS1_3_VERSION, "TLSv1.3"});
  tls_pair p{true};
  REQUIRE(p.handshake({.server_name = "one.example", .version = version}));

  p.tls->send("ping");
  REQUIRE(p.until([&] { return p.events.bytes == "ping"; }));
  p.server->write("pong");
  REQUIRE(p.until([&] { return p.tls->received == "pong"; }));

  CHECK(p.server->is_secure());
  CHECK(p.server->tls().version == name);
  CHECK(p.server->tls().cipher == SSL_get_cipher_name(p.tls->native()));
  CHECK(p.server->tls().server_name == "one.example");
  CHECK(p.events.calls.front() == "secured");
}

TEST_CASE("bytes beyond many records arrive whole in both directions",
          "[tls]") {
  tls_pair p{true};
  REQUIRE(p.handshake({}));
  std::string big(3'000'000, ' ');
  for (std::size_t i = 0; i < big.size(); ++i)
    big[i] = static_cast<char>('a' + i % 23);

  p.tls->send(big);
  REQUIRE(p.until([&] { return p.events.bytes.size() >= big.size(); }));
  p.server->write(big);
  REQUIRE(p.until([&] { return p.tls->received.size() >= big.size(); }));

  CHECK(p.events.bytes == big);
  CHECK(p.tls->received == big);
  CHECK(p.server->unsent() == 0);
}

TEST_CASE("two writes in one turn leave as one record in one segment",
          "[tls]") {
  tls_pair p{true};
  REQUIRE(p.handshake({.version = TLS1_2_VERSION}));
  p.settle();
  const auto socket = p.client.socket.native_handle();
  const auto segments = data_segments_received(socket);
  const auto bytes = p.client.received.size();

  p.server->write("<a/>");
  p.server->write("<b/>");
  REQUIRE(p.until([&] { return p.tls->received == "<a/><b/>"; }));

  CHECK(data_segments_received(socket) == segments + 1);
  // Header, explicit nonce, content and tag of AES-GCM (RFC 5288).
  CHECK(p.client.received.size() - bytes == 5 + 8 + 8 + 16);
}

TEST_CASE("SNI chooses the certificate", "[tls]") {
  const auto [asked, got] = GENERATE(table<std::string, std::string>({
      {"one.example", "one.example"},
      {"two.example", "two.example"},
      {"TWO.Example", "two.example"},
      {"unknown.example", "one.example"},
      {"", "one.example"},
  }));
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  CAPTURE(asked, version);
  tls_pair p{true};

  REQUIRE(p.handshake({.server_name = asked, .version = version}));

  CHECK(first_name(p.tls->certificate().get()) == got);
  CHECK(p.server->tls().server_name == asked);
}

TEST_CASE("both sides export the same tls-exporter binding", "[tls]") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  tls_pair p{true};

  REQUIRE(p.handshake({.version = version}));

  CHECK(p.server->tls().exporter.size() == 32);
  CHECK(p.server->tls().exporter == p.tls->exporter());
}

TEST_CASE("TLS 1.2 without extended master secret has no tls-exporter",
          "[tls]") {
  tls_pair p{true};

  REQUIRE(p.handshake({.version = TLS1_2_VERSION,
                       .options = SSL_OP_NO_EXTENDED_MASTER_SECRET}));

  CHECK(p.server->tls().exporter.empty());
  CHECK_FALSE(p.server->tls().server_end_point.empty());
}

TEST_CASE("tls-server-end-point hashes the certificate that was sent",
          "[tls]") {
  const auto [host, hash] = GENERATE(std::pair{"one.example", "SHA256"},
                                     std::pair{"two.example", "SHA384"});
  tls_pair p{true};

  REQUIRE(p.handshake({.server_name = host}));

  CHECK(p.server->tls().server_end_point
        == digest(p.tls->certificate().get(), EVP_get_digestbyname(hash)));
}

TEST_CASE("a resumed session has its own exporter and the same end point",
          "[tls]") {
  tls_pair first{true};
  REQUIRE(first.handshake({.server_name = "two.example"}));
  first.server->write("x"); // brings the ticket with it
  REQUIRE(first.until([&] { return first.tls->received == "x"; }));
  const std::unique_ptr<SSL_SESSION, openssl_free<SSL_SESSION_free>> session{
      SSL_get1_session(first.tls->native())};

  tls_pair second{true};
  REQUIRE(second.handshake(
      {.server_name = "two.example", .resume = session.get()}));

  CHECK(SSL_session_reused(second.tls->native()) == 1);
  CHECK(second.server->tls().exporter == second.tls->exporter());
  CHECK(second.server->tls().exporter != first.server->tls().exporter);
  CHECK(second.server->tls().server_end_point
        == first.server->tls().server_end_point);
}

TEST_CASE("ALPN: xmpp-client is chosen where it is offered", "[tls]") {
  const auto [offered, chosen] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"\x0bxmpp-client", "xmpp-client"},
      {"\x02h2\x0bxmpp-client", "xmpp-client"},
  }));
  tls_pair p{true};

  REQUIRE(p.handshake({.alpn = offered}));

  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(p.tls->native(), &name, &size);
  CHECK(std::string(reinterpret_cast<const char*>(name), size) == chosen);
}

TEST_CASE("what is not up to date is refused", "[tls]") {
  struct refusal {
    tls_client_settings offer;
    std::string server_says, client_says;
  };
  const auto [offer, server_says, client_says] = GENERATE(
      refusal{{.version = TLS1_1_VERSION, .ciphers = "ALL:@SECLEVEL=0"},
              "unsupported protocol",
              "tlsv1 alert protocol version"},
      refusal{
          {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-SHA256"},
          "no shared cipher",
          "sslv3 alert handshake failure"},
      refusal{{.alpn = "\x08http/1.1"},
              "no application protocol",
              "tlsv1 alert no application protocol"},
      refusal{{.alpn = "\x0bxmpp-server"},
              "no application protocol",
              "tlsv1 alert no application protocol"});
  tls_pair p{true};

  CHECK_FALSE(p.handshake(offer));

  REQUIRE(p.until([&] { return !p.tls->failure.empty(); }));
  CHECK(p.tls->failure == client_says);
  p.client.end();
  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(p.events.closed->message() == server_says);
  CHECK(p.events.calls == std::vector<std::string>{"closed"});
}

TEST_CASE("plain text on a port of TLS is answered by the end", "[tls]") {
  const auto text = GENERATE(
      as<std::string>{},
      "<?xml version='1.0'?><stream:stream to='one.example'>",
      "GET / HTTP/1.1\r\n\r\n", std::string("\x16\x03\x01\x00\x05hello", 10),
      std::string(4000, '\xff'));
  CAPTURE(text);
  tls_pair p{true};

  p.client.send(text);
  REQUIRE(p.until([&] { return p.client.ended.failed(); }));
  p.client.socket.close();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(p.events.closed->category() == tls_category());
  CHECK(p.events.calls == std::vector<std::string>{"closed"});
}

TEST_CASE("a handshake cut short is told as such", "[tls]") {
  const std::string begun = GENERATE("", "\x16\x03\x01");
  tls_pair p{true};

  p.client.send(begun);
  p.settle();
  CHECK_FALSE(p.closed());
  p.client.end();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(*p.events.closed == tls_errc::cut_short);
}

TEST_CASE("a record that was tampered with ends the session", "[tls]") {
  tls_pair p{true};
  REQUIRE(p.handshake({}));

  std::string forged("\x17\x03\x03\x00\x20", 5);
  p.client.send(forged + std::string(32, 'x'));
  REQUIRE(p.until([&] { return !p.tls->failure.empty(); }));
  p.client.socket.close();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(p.tls->failure == "sslv3 alert bad record mac");
  CHECK(p.events.closed->category() == tls_category());
  CHECK(p.events.bytes.empty());
}

TEST_CASE("a client cannot renegotiate", "[tls]") {
  tls_pair p{true};
  REQUIRE(p.handshake({.version = TLS1_2_VERSION}));

  SSL_renegotiate(p.tls->native());
  SSL_do_handshake(p.tls->native());
  p.tls->start();

  REQUIRE(p.until([&] { return !p.tls->failure.empty(); }));
  CHECK(p.tls->failure == "no renegotiation");
  CHECK(p.events.count("secured") == 1);
}

TEST_CASE("close says close_notify before the end", "[tls]") {
  const int version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION);
  tls_pair p{true};
  REQUIRE(p.handshake({.version = version}));

  p.server->write("</stream:stream>");
  p.server->close();

  REQUIRE(p.until([&] { return p.client.ended == asio::error::eof; }));
  CHECK(p.tls->received == "</stream:stream>");
  CHECK(p.tls->ended);
  p.client.end();
  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK_FALSE(*p.events.closed);
}

TEST_CASE("the peer's close_notify is an orderly end and is answered",
          "[tls]") {
  tls_pair p{true};
  REQUIRE(p.handshake({}));

  p.tls->send("bye");
  p.tls->end();
  REQUIRE(p.until([&] { return p.tls->ended; }));
  p.client.end();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(p.events.bytes == "bye");
  CHECK(*p.events.closed == asio::error::eof);
}

TEST_CASE("closing during the handshake ends it", "[tls]") {
  const auto how = GENERATE(&transport::close, &transport::abort);
  tls_pair p{true};
  p.client.send("\x16\x03\x01");
  p.settle();

  p.server->write("never sent");
  (p.server.get()->*how)();

  REQUIRE(p.until([&] { return p.client.ended.failed(); }));
  CHECK(p.client.received.empty());
  p.client.socket.close();
  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(p.events.calls == std::vector<std::string>{"closed"});
}

TEST_CASE("closing from inside on_secured stops what follows", "[tls]") {
  const auto how = GENERATE(&transport::close, &transport::abort);
  tls_pair p{true};
  p.events.when_secured = [&] { (p.server.get()->*how)(); };
  p.tls.emplace(p.client, tls_client_settings{.version = TLS1_2_VERSION});
  p.tls->start();
  REQUIRE(p.until([&] { return p.events.secured.has_value(); }));
  p.tls->send("too late");
  p.settle();
  p.client.socket.close();

  REQUIRE(p.until([&] { return p.closed(); }));
  CHECK(p.events.calls == std::vector<std::string>{"secured", "closed"});
}
