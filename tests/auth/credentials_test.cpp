// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/auth/credentials.hpp"
#include "tests/auth/accounts.hpp"

namespace troupe::auth {

using test::pencil;
using test::value_of;

namespace {

std::string replaced(std::string text, const std::string& from,
                     const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

} // namespace

TEST_CASE("derived keys have their sizes and salts of their own") {
  const auto first = value_of(derive("pencil", 64));
  const auto second = value_of(derive("pencil", 64));

  CHECK(first.sha1.stored_key.size() == 20);
  CHECK(first.sha1.server_key.size() == 20);
  CHECK(first.sha256.stored_key.size() == 32);
  CHECK(first.sha256.server_key.size() == 32);
  CHECK(first.sha256.iterations == 64);
  CHECK(first.sha1.salt.size() == 16);
  CHECK(first.sha1.salt != first.sha256.salt);
  CHECK(first.sha256.salt != second.sha256.salt);
  CHECK_FALSE(first.disabled);
}

TEST_CASE("accounts have ten thousand iterations unless told otherwise") {
  CHECK(value_of(derive("pencil")).sha256.iterations == 10'000);
  CHECK(value_of(derive("pencil")).sha1.iterations == 10'000);
}

TEST_CASE("a password that cannot be prepared is refused") {
  struct row {
    std::string password;
    credentials_error error;
  };
  const std::vector<row> rows{
      {"", credentials_error::empty_password},
      {"\xc2\xad", credentials_error::empty_password}, // mapped to nothing
      {"a\x07", credentials_error::bad_password},      // control character
      {"\xd7\xa7 1", credentials_error::bad_password}, // bidirectional rule
      {"\xc8\xa1", credentials_error::bad_password},   // unassigned in 3.2
      {"\xff", credentials_error::bad_password},
      {"a\xc3", credentials_error::bad_password},
      {std::string("pencil\0x", 8), credentials_error::bad_password},
  };

  for (const auto& each : rows) {
    CAPTURE(each.password);
    CHECK(derive(each.password, 1).error() == each.error);
    CHECK(to_string(each.error) != std::string());
    CHECK_FALSE(verify_password(pencil(), each.password));
  }
}

TEST_CASE("only the password opens the account, however it is composed") {
  const auto account = value_of(derive("I\xc2\xadX\xc3\xa9", 64));

  CHECK(verify_password(account, "IX\xc3\xa9"));
  CHECK(verify_password(account, "IXe\xcc\x81"));
  CHECK(verify_password(account, "\xe2\x85\xa8\xc3\xa9")); // Ⅸ is IX, RFC 4013
  CHECK_FALSE(verify_password(account, "IXe"));
  CHECK_FALSE(verify_password(account, "ix\xc3\xa9"));
  CHECK_FALSE(verify_password(account, "-"));
}

TEST_CASE("keys without salt or iterations are not derived") {
  CHECK(derive_keys(scram_hash::sha1, "x", "", 1).error()
        == credentials_error::internal);
  CHECK(derive_keys(scram_hash::sha1, "x", "salt", 0).error()
        == credentials_error::internal);
}

TEST_CASE("a decoy is steady, has an account's shape, and no password") {
  const auto real = value_of(derive("pencil"));
  for (auto hash : {scram_hash::sha1, scram_hash::sha256}) {
    const auto decoy = decoy_credentials(hash, "secret", "nobody");
    CHECK(decoy == decoy_credentials(hash, "secret", "nobody"));
    CHECK(decoy.keys(hash).salt.size() == real.keys(hash).salt.size());
    CHECK(decoy.keys(hash).iterations == real.keys(hash).iterations);
    CHECK(decoy.keys(hash).stored_key.size() == size_of(hash));
    CHECK(decoy.keys(hash).server_key.size() == size_of(hash));
    CHECK(decoy.keys(hash).salt
          != decoy_credentials(hash, "secret", "nobody2").keys(hash).salt);
    CHECK(decoy.keys(hash).salt
          != decoy_credentials(hash, "other", "nobody").keys(hash).salt);
  }
  const auto decoy = decoy_credentials(scram_hash::sha256, "secret", "nobody");
  CHECK(decoy.sha256.salt
        != decoy_credentials(scram_hash::sha1, "secret", "nobody").sha1.salt);
  CHECK_FALSE(verify_password(decoy, "pencil"));
  CHECK_FALSE(verify_password(decoy, "-"));
}

TEST_CASE("credentials survive their document, which has no password") {
  auto account = pencil();
  account.disabled = true;

  const auto text = to_document(account);

  CHECK(value_of(from_document(text)) == account);
  CHECK(value_of(from_document(to_document(pencil()))) == pencil());
  CHECK(text.find("pencil") == std::string::npos);
  CHECK(text.find("\"version\":1") != std::string::npos);
  CHECK(text.find("\"scram-sha-256\":{") != std::string::npos);
  CHECK(text.find("\"scram-sha-1\":{") != std::string::npos);
}

TEST_CASE("a document without the disabled mark is of an enabled account") {
  const auto text = replaced(to_document(pencil()), "\"disabled\":false,", "");

  CHECK(value_of(from_document(text)) == pencil());
}

TEST_CASE("damaged documents are refused, newer ones by their own error") {
  const auto good = to_document(pencil());
  const auto key = "\"stored-key\":\"";

  for (const auto& text :
       {std::string(),
        std::string("null"),
        std::string("[]"),
        std::string("{}"),
        std::string("\xff"),
        good.substr(0, 40),
        good + "x",
        replaced(good, "\"version\":1", "\"version\":0"),
        replaced(good, "\"version\":1", "\"version\":\"1\""),
        replaced(good, "scram-sha-1\"", "scram-sha-9\""),
        replaced(good, "scram-sha-256", "scram-sha-512"),
        replaced(good, "\"disabled\":false", "\"disabled\":0"),
        replaced(good, "\"iterations\":64", "\"iterations\":0"),
        replaced(good, "\"iterations\":64", "\"iterations\":-1"),
        replaced(good, "\"iterations\":64", "\"iterations\":10000001"),
        replaced(good, "\"iterations\":64", "\"iterations\":\"64\""),
        replaced(good, "\"salt\":\"", "\"salt\":\"\",\"pepper\":\""),
        replaced(good, key, std::string(key) + "AAAA"),
        replaced(good, key, std::string(key) + "!"),
        replaced(good, "server-key", "server-kex")}) {
    CAPTURE(text);
    CHECK(from_document(text).error() == credentials_error::bad_document);
  }
  CHECK(from_document(replaced(good, "\"version\":1", "\"version\":2")).error()
        == credentials_error::newer_document);
}

} // namespace troupe::auth
