// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "net/http_client.hpp"
#include "tests/net/http_stub.hpp"
#include "tests/net/test_certificates.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
using namespace std::chrono_literals;

namespace {

http_url at(const http_stub& server, const std::string& host,
            bool secure = false) {
  return {secure, host, server.port(), "/v1/traces?a=b"};
}

/// A server's TLS with a certificate of its own for localhost.
struct localhost_tls {
  localhost_tls() {
    const auto pair = make_certificate(where, {.host = "localhost"});
    context.use_certificate_chain_file(pair.chain.string());
    context.use_private_key_file(pair.key.string(),
                                 boost::asio::ssl::context::pem);
    certificate = content_of(pair.chain);
  }

  scratch_directory where;
  boost::asio::ssl::context context{boost::asio::ssl::context::tls_server};
  std::string certificate;
};

} // namespace

TEST_CASE("an http URL has a host, a port and a target") {
  const auto plain = parse_http_url("http://collector.example:4318/v1/traces");
  const auto bare = parse_http_url("https://collector.example");
  const auto six = parse_http_url("http://[::1]:8080?x=1#part");

  REQUIRE(plain.has_value());
  CHECK_FALSE(plain->secure);
  CHECK(plain->host == "collector.example");
  CHECK(plain->port == "4318");
  CHECK(plain->target == "/v1/traces");
  REQUIRE(bare.has_value());
  CHECK(bare->secure);
  CHECK(bare->port == "443");
  CHECK(bare->target == "/");
  REQUIRE(six.has_value());
  CHECK(six->host == "::1");
  CHECK(six->port == "8080");
  CHECK(six->target == "/?x=1");
}

TEST_CASE("what is no http URL is refused with a reason") {
  for (const std::string each :
       {"", "collector:4318", "ftp://host/", "http://", "http://:80/",
        "http://host:0/", "http://host:65536/", "http://host:port/",
        "http://[::1/", "http://[::1]x/", "http://me:secret@host/",
        "http://host/a b", "http://host/a\r\nX: y"}) {
    CAPTURE(each);
    const auto parsed = parse_http_url(each);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().size() > each.size() + 5);
  }
}

TEST_CASE("a body is posted and the answer read") {
  http_stub server{[](std::size_t) {
    auto made = http_stub::answered(429, "later");
    made.set("Retry-After", "7");
    return made;
  }};

  const auto came = http_post(at(server, "127.0.0.1"), "{\"a\":1}");

  REQUIRE(came.has_value());
  CHECK(came->status == 429);
  CHECK(came->body == "later");
  CHECK(came->retry_after == 7s);
  const auto seen = server.requests(1);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].target() == "/v1/traces?a=b");
  CHECK(seen[0]["Content-Type"] == "application/json");
  CHECK(seen[0]["Host"] == "127.0.0.1:" + server.port());
  CHECK(seen[0].body() == "{\"a\":1}");
}

TEST_CASE("a Retry-After that is a date is taken for nothing") {
  http_stub server{[](std::size_t) {
    auto made = http_stub::answered(503);
    made.set("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT");
    return made;
  }};

  const auto came = http_post(at(server, "127.0.0.1"), "{}");

  REQUIRE(came.has_value());
  CHECK_FALSE(came->retry_after.has_value());
}

TEST_CASE("a server that hangs up, or is not there, is an error with text") {
  std::optional<http_url> gone;
  {
    http_stub server{[](std::size_t) { return std::nullopt; }};
    gone = at(server, "127.0.0.1");

    const auto hung_up = http_post(*gone, "{}");

    REQUIRE_FALSE(hung_up.has_value());
    CHECK(hung_up.error().starts_with("no answer: "));
  }
  const auto refused = http_post(*gone, "{}");

  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() == "cannot connect: Connection refused");
}

TEST_CASE("an answer that does not come ends at the limit") {
  boost::asio::io_context loop;
  boost::asio::ip::tcp::acceptor silent{
      loop, {boost::asio::ip::address_v4::loopback(), 0}};
  http_post_options hasty;
  hasty.limit = 50ms;

  const auto came = http_post(
      {false, "127.0.0.1", std::to_string(silent.local_endpoint().port()), "/"},
      "{}", hasty);

  REQUIRE_FALSE(came.has_value());
  CHECK(came.error().starts_with("no answer: "));
}

TEST_CASE("an answer that is too long is an error") {
  http_stub server{[](std::size_t) {
    return http_stub::answered(200, std::string(70 * 1024, 'x'));
  }};

  CHECK_FALSE(http_post(at(server, "127.0.0.1"), "{}").has_value());
}

TEST_CASE("https is spoken with a server whose certificate is trusted") {
  localhost_tls tls;
  http_stub server{[](std::size_t) { return http_stub::answered(200, "ok"); },
                   &tls.context};
  http_post_options trusting;
  trusting.trusted = tls.certificate;

  const auto came = http_post(at(server, "localhost", true), "{}", trusting);

  INFO((came ? std::string{} : came.error()));
  REQUIRE(came.has_value());
  CHECK(came->body == "ok");
}

TEST_CASE("no body goes to a server that cannot be verified") {
  localhost_tls tls;
  http_stub server{[](std::size_t) { return http_stub::answered(200); },
                   &tls.context};
  http_post_options trusting;
  trusting.trusted = tls.certificate;

  const auto stranger = http_post(at(server, "localhost", true), "{}");
  const auto misnamed
      = http_post(at(server, "127.0.0.1", true), "{}", trusting);

  REQUIRE_FALSE(stranger.has_value());
  CHECK(stranger.error().starts_with("TLS: "));
  REQUIRE_FALSE(misnamed.has_value());
  CHECK(misnamed.error().starts_with("TLS: "));
  CHECK(server.requests(0).empty());
}
