// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>
#include <openssl/evp.h>

#include "net/tls_context.hpp"
#include "tests/net/test_certificates.hpp"

using namespace troupe::net;
using namespace troupe::net::test;
using Catch::Contains;
using std::filesystem::perms;

namespace {

std::string error_of(const certificate_files& files) {
  const auto loaded = tls_context::load({files});
  return loaded ? "" : loaded.error();
}

std::vector<std::string> warnings_of(const certificate_files& files) {
  const auto loaded = tls_context::load({files});
  REQUIRE(loaded.has_value());
  return (*loaded)->warnings();
}

/// Gives up root's right to read everything for its lifetime.
struct as_nobody {
  as_nobody() { root = geteuid() == 0 && seteuid(65534) == 0; }
  ~as_nobody() {
    if (root && seteuid(0) != 0)
      std::abort();
  }
  bool root;
};

} // namespace

TEST_CASE("a good pair loads without a warning and shows its facts", "[tls]") {
  const scratch_directory where;
  const auto kind = GENERATE(as<std::string>{}, "P-256", "RSA", "Ed25519");
  const auto files
      = make_certificate(where, {.host = "a.example", .key = kind});

  const auto loaded = tls_context::load({files});

  REQUIRE(loaded.has_value());
  CHECK((*loaded)->warnings().empty());
  REQUIRE((*loaded)->certificates().size() == 1);
  const auto& facts = (*loaded)->certificates().front();
  const auto left = facts.not_after - std::chrono::system_clock::now();
  CHECK(facts.host == "a.example");
  CHECK(facts.names == std::vector<std::string>{"a.example"});
  CHECK(facts.sha256.size() == 64);
  CHECK(left > std::chrono::hours{89 * 24});
  CHECK(left < std::chrono::hours{90 * 24});
}

TEST_CASE("a chain file may hold intermediate certificates", "[tls]") {
  const scratch_directory where;
  auto files = make_certificate(where, {"a.example"});
  const auto other = make_certificate(where, {"ca.example"});
  files.chain = where.write("chain.pem",
                            content_of(files.chain) + content_of(other.chain));

  CHECK(error_of(files).empty());

  files.chain = where.write("broken.pem", content_of(files.chain)
                                              + "-----BEGIN CERTIFICATE-----\n"
                                                "AAAA\n"
                                                "-----END CERTIFICATE-----\n");
  CHECK_THAT(error_of(files), Contains("damaged certificate no. 3"));
}

TEST_CASE("an error of a pair names the file and the remedy", "[tls]") {
  const scratch_directory where;
  const auto good = make_certificate(where, {"a.example"});
  const auto other = make_certificate(where, {"b.example"});
  const auto text = where.write("text", "not PEM at all\n");
  const auto empty = where.write("empty", "");
  const auto cut = where.write("cut", content_of(good.chain).substr(0, 120));
  const auto missing = where / "missing";
  const auto error = [&](const auto& chain, const auto& key) {
    return error_of({"a.example", chain, key});
  };

  CHECK_THAT(error(missing, good.key), Contains("missing: no such file"));
  CHECK_THAT(error(good.chain, missing), Contains("missing: no such file"));
  CHECK_THAT(error(text, good.key),
             Contains("text: has no certificate; expected PEM"));
  CHECK_THAT(error(empty, good.key), Contains("empty: has no certificate"));
  CHECK_THAT(error(good.key, good.key), Contains("key: has no certificate"));
  CHECK_THAT(error(cut, good.key), Contains("cut: damaged certificate"));
  CHECK_THAT(error(good.chain, text),
             Contains("text: has no private key; expected PEM"));
  CHECK_THAT(error(good.chain, empty), Contains("empty: has no private key"));
  CHECK_THAT(error(good.chain, good.chain),
             Contains("crt: no usable private key"));
  CHECK_THAT(error(good.chain, other.key),
             Contains("b.example.key: does not match the first certificate in")
                 && Contains("a.example.crt"));
  CHECK_THAT(error(missing.parent_path(), good.key),
             Contains("is a directory"));
}

TEST_CASE("a key that the server may not read is an error", "[tls]") {
  const scratch_directory where;
  const auto files = make_certificate(where, {"a.example"});
  std::filesystem::permissions(files.key, perms::none);
  std::filesystem::permissions(files.key.parent_path(), perms{0755});
  const as_nobody nobody;

  CHECK_THAT(error_of(files), Contains("a.example.key: permission denied"));
}

TEST_CASE("a key with a passphrase is refused, not asked for", "[tls]") {
  const scratch_directory where;
  auto files = make_certificate(where, {"a.example"});
  files.key = make_locked_key(where);

  CHECK_THAT(error_of(files),
             Contains("locked: the key has a passphrase; remove it with"));
}

TEST_CASE("no certificate at all is an error", "[tls]") {
  const auto loaded = tls_context::load({});

  REQUIRE_FALSE(loaded.has_value());
  CHECK_THAT(loaded.error(), Contains("no certificate is configured"));
}

TEST_CASE("a usable pair that clients may refuse gives a warning", "[tls]") {
  const scratch_directory where;
  const auto warning = [&](const certificate_wish& wish) {
    const auto found = warnings_of(make_certificate(where, wish));
    REQUIRE(found.size() == 1);
    return found.front();
  };

  CHECK_THAT(warning({.host = "past.example", .days = -1}),
             Contains("past.example.crt: expired on 20"));
  CHECK_THAT(warning({.host = "soon.example", .days = 13}),
             Contains("soon.example.crt: expires on 20"));
  CHECK(warnings_of(make_certificate(where, {.host = "c.example", .days = 15}))
            .empty());
}

TEST_CASE("a certificate for another name gives a warning", "[tls]") {
  const scratch_directory where;
  const auto warnings_for = [&](const char* in_certificate, const char* host) {
    auto files = make_certificate(where, {in_certificate});
    files.host = host;
    return warnings_of(files);
  };

  CHECK(warnings_for("*.one.example", "a.one.example").empty());
  CHECK(warnings_for("xn--mnchen-3ya.example", "münchen.example").empty());
  REQUIRE(warnings_for("a.example", "b.example").size() == 1);
  CHECK_THAT(warnings_for("a.example", "b.example").front(),
             Contains("a.example.crt: is not valid for b.example"));
}

TEST_CASE("a key that everyone can read gives a warning", "[tls]") {
  const scratch_directory where;
  const auto files = make_certificate(where, {"a.example"});
  std::filesystem::permissions(files.key, perms{0644});

  const auto found = warnings_of(files);

  REQUIRE(found.size() == 1);
  CHECK_THAT(found.front(), Contains("a.example.key: everyone can read"));
}

TEST_CASE("the end point hash follows the signature's hash (RFC 5929 §4.1)",
          "[tls]") {
  const auto [key, hash, size]
      = GENERATE(table<std::string, std::string, std::size_t>({
          {"P-256", "SHA256", 32},
          {"P-256", "SHA384", 48},
          {"P-256", "SHA512", 64},
          {"RSA", "SHA256", 32},
          {"RSA", "SHA1", 32}, // too weak: SHA-256 instead
          {"RSA", "MD5", 32},
          {"Ed25519", "", 0}, // undefined
      }));
  const scratch_directory where;
  CAPTURE(key, hash);

  const auto loaded = tls_context::load({make_certificate(
      where, {.host = "a.example", .key = key, .hash = hash})});

  REQUIRE(loaded.has_value());
  CHECK((*loaded)->end_point_hash("a.example").size() == size);
}

TEST_CASE("the name of an internationalized host is found by its A-labels",
          "[tls]") {
  const scratch_directory where;
  auto idn = make_certificate(where, {"xn--mnchen-3ya.example"});
  idn.host = "münchen.example";
  const auto loaded
      = tls_context::load({make_certificate(where, {"a.example"}), idn});
  REQUIRE(loaded.has_value());
  const auto hash
      = [&](const char* name) { return (*loaded)->end_point_hash(name); };

  CHECK(hash("xn--mnchen-3ya.example") == hash("MÜNCHEN.example"));
  CHECK(hash("xn--mnchen-3ya.example") != hash("a.example"));
  CHECK(hash("nobody.example") == hash("a.example"));
}
