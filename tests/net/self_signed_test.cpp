// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <openssl/x509v3.h>

#include "net/self_signed.hpp"
#include "tests/net/tls_fixture.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
using Catch::Contains;

TEST_CASE("a self-signed certificate serves a handshake", "[tls]") {
  const scratch_directory where;
  const certificate_files files{"localhost", where / "crt", where / "key"};
  REQUIRE(make_self_signed(files.host, files.chain, files.key).has_value());

  const auto loaded = tls_context::load({files});
  REQUIRE(loaded.has_value());
  CHECK((*loaded)->warnings().empty());
  tls_pair p{true, *loaded};
  REQUIRE(p.handshake({.server_name = "localhost"}));

  const auto seen = p.tls->certificate();
  CHECK(X509_check_host(seen.get(), "localhost", 0, 0, nullptr) == 1);
  CHECK(X509_check_ip_asc(seen.get(), "127.0.0.1", 0) == 1);
  CHECK(X509_check_ip_asc(seen.get(), "::1", 0) == 1);
  CHECK(EVP_PKEY_get_base_id(X509_get0_pubkey(seen.get())) == EVP_PKEY_EC);
}

TEST_CASE("a self-signed certificate is valid for 825 days", "[tls]") {
  const scratch_directory where;
  const certificate_files files{"münchen.example", where / "crt",
                                where / "key"};
  REQUIRE(make_self_signed(files.host, files.chain, files.key).has_value());

  const auto loaded = tls_context::load({files});

  REQUIRE(loaded.has_value());
  const auto& facts = (*loaded)->certificates().front();
  const auto left = facts.not_after - std::chrono::system_clock::now();
  CHECK((*loaded)->warnings().empty());
  CHECK(facts.names == std::vector<std::string>{"xn--mnchen-3ya.example"});
  CHECK(left > std::chrono::hours{824 * 24});
  CHECK(left < std::chrono::hours{826 * 24});
}

TEST_CASE("a self-signed key is its owner's alone", "[tls]") {
  const scratch_directory where;
  REQUIRE(
      make_self_signed("localhost", where / "crt", where / "key").has_value());

  CHECK(std::filesystem::status(where / "key").permissions()
        == std::filesystem::perms{0600});
}

TEST_CASE("existing files are not overwritten", "[tls]") {
  const scratch_directory where;
  const auto taken = where.write("taken", "precious");

  const auto by_key = make_self_signed("localhost", where / "crt", taken);
  const auto by_chain = make_self_signed("localhost", taken, where / "key");

  REQUIRE_FALSE(by_key.has_value());
  CHECK_THAT(by_key.error(), Contains("taken: exists already"));
  REQUIRE_FALSE(by_chain.has_value());
  CHECK_THAT(by_chain.error(), Contains("taken: exists already"));
  CHECK(content_of(taken) == "precious");
  CHECK_FALSE(std::filesystem::exists(where / "crt"));
  CHECK_FALSE(std::filesystem::exists(where / "key"));
}

TEST_CASE("what is no host name gets no certificate", "[tls]") {
  const scratch_directory where;
  const auto host = GENERATE(as<std::string>{}, "", "a,DNS:b", "a b");

  CHECK_FALSE(make_self_signed(host, where / "crt", where / "key").has_value());
  CHECK_FALSE(std::filesystem::exists(where / "key"));
}
