// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/auth/hashing.hpp"
#include "actors/auth/scram_server.hpp"
#include "tests/auth/accounts.hpp"
#include "tests/auth/scram_client.hpp"

namespace troupe::auth {

using test::pencil;
using test::scram_client;
using test::value_of;

namespace {

struct vector {
  const char* name;
  scram_hash hash;
  bool plus;
  scram_bindings bindings;
  std::string salt;
  std::uint32_t iterations;
  std::string server_nonce;
  std::string client_first, server_first, client_final, server_final;
};

const std::string end_point = digest(scram_hash::sha256, "certificate");
const std::string bytes_0_to_15("\0\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe\xf", 16);

std::vector<vector> vectors() {
  return {
      {"RFC 5802 §5",
       scram_hash::sha1,
       false,
       {},
       decode_base64("QSXCR+Q6sek8bf92").value(),
       4096,
       "3rfcNHYJY1ZVvWVs7j",
       "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
       "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
       "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
       "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
       "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="},
      {"RFC 7677 §3",
       scram_hash::sha256,
       false,
       {},
       decode_base64("W22ZaJ0SNY7soEsUEjb6gQ==").value(),
       4096,
       "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
       "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
       "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
       "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
       "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
       "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
       "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
      // Computed apart from this server, by Python's hashlib and hmac.
      {"tls-server-end-point with SHA-1",
       scram_hash::sha1,
       true,
       {"", end_point},
       bytes_0_to_15,
       64,
       "server",
       "p=tls-server-end-point,,n=user,r=client",
       "r=clientserver,s=AAECAwQFBgcICQoLDA0ODw==,i=64",
       "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCwsA9Zt0Ig1wco/"
       "EozOrNHzGslBYwlrIPRFroQoW8C"
       "DLXI=,r=clientserver,p=HDadFMMp81D1UkJSO4AZVMg2rII=",
       "v=WuI6UW6DLEzRTWik7clkz6CLlrk="},
      {"tls-server-end-point with SHA-256",
       scram_hash::sha256,
       true,
       {"exporter", end_point},
       bytes_0_to_15,
       64,
       "server",
       "p=tls-server-end-point,,n=user,r=client",
       "r=clientserver,s=AAECAwQFBgcICQoLDA0ODw==,i=64",
       "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCwsA9Zt0Ig1wco/"
       "EozOrNHzGslBYwlrIPRFroQoW8C"
       "DLXI=,r=clientserver,p=vPuC2rCSDf08tGLoTcB9lrPH9+Co/bxpK0w8RPSX/nU=",
       "v=x8xGChRbQHYbGtCrlyrm5X3M/DjSuKxIp5xrLy6He54="},
  };
}

credentials account_of(const vector& each) {
  credentials account;
  auto& keys = each.hash == scram_hash::sha1 ? account.sha1 : account.sha256;
  keys = value_of(derive_keys(each.hash, "pencil", each.salt, each.iterations));
  return account;
}

scram_server server_of(bool plus, scram_bindings bindings = {"exp", "end"}) {
  return scram_server(scram_hash::sha256, plus, std::move(bindings),
                      [] { return std::string("server"); });
}

} // namespace

TEST_CASE("SCRAM gives the answers of the known vectors") {
  for (const auto& each : vectors()) {
    CAPTURE(each.name);
    scram_server server(each.hash, each.plus, each.bindings,
                        [&] { return each.server_nonce; });

    const auto identity = server.client_first(each.client_first);
    REQUIRE(identity.has_value());
    CHECK(identity->username == "user");
    CHECK(identity->authzid.empty());
    CHECK(value_of(server.challenge(account_of(each))) == each.server_first);
    CHECK(value_of(server.client_final(each.client_final))
          == each.server_final);
  }
}

TEST_CASE("SCRAM resolves commas and equals signs in names") {
  auto server = server_of(false);

  const auto identity
      = server.client_first("n,a=x=3D=2Cy,n==2Cus=3Der=2C,r=n,e=1,f==");

  REQUIRE(identity.has_value());
  CHECK(identity->username == ",us=er,");
  CHECK(identity->authzid == "x=,y");
}

TEST_CASE("a client-first-message against the rules is refused") {
  struct row {
    bool plus;
    std::string message;
    sasl_condition condition;
    std::string text;
  };
  const auto malformed = sasl_condition::malformed_request;
  const std::vector<row> rows{
      {false, "", malformed, "bad gs2-cbind-flag"},
      {false, "n", malformed, "incomplete gs2-header"},
      {false, "n,", malformed, "incomplete gs2-header"},
      {false, "n,,", malformed, "bad username"},
      {false, "x,,n=user,r=c", malformed, "bad gs2-cbind-flag"},
      {false, "N,,n=user,r=c", malformed, "bad gs2-cbind-flag"},
      {false, "nn,,n=user,r=c", malformed, "bad gs2-cbind-flag"},
      {false, "n=user,r=c", malformed, "bad gs2-cbind-flag"},
      {true, "p=,,n=user,r=c", malformed, "bad gs2-cbind-flag"},
      {true, "p,,n=user,r=c", malformed, "bad gs2-cbind-flag"},
      {true, "p=tls_x,,n=user,r=c", malformed, "bad gs2-cbind-flag"},
      {false, "n,user,n=user,r=c", malformed, "bad authzid"},
      {false, "n,a=,n=user,r=c", malformed, "bad authzid"},
      {false, "n,a==2E,n=user,r=c", malformed, "bad authzid"},
      {false, "n,,m=x,n=user,r=c", malformed, "extension not supported"},
      {false, "n,,m=,n=user,r=c", malformed, "extension not supported"},
      {false, "n,,n=,r=c", malformed, "bad username"},
      {false, "n,,n,r=c", malformed, "bad username"},
      {false, "n,,u=user,r=c", malformed, "bad username"},
      {false, "n,,r=c,n=user", malformed, "bad username"},
      {false, "n,,n=us=er,r=c", malformed, "bad username"},
      {false, "n,,n=us=2cer,r=c", malformed, "bad username"},
      {false, "n,,n=user=2,r=c", malformed, "bad username"},
      {false, "n,,n=user=,r=c", malformed, "bad username"},
      {false, "n,,n=user", malformed, "no nonce"},
      {false, "n,,n=user,", malformed, "bad nonce"},
      {false, "n,,n=user,r=", malformed, "bad nonce"},
      {false, "n,,n=user,r=a b", malformed, "bad nonce"},
      {false, "n,,n=user,r=\xc3\xa4", malformed, "bad nonce"},
      {false, "n,,n=user,x=1,r=c", malformed, "bad nonce"},
      {false, "n,,n=user,r=c,", malformed, "bad extension"},
      {false, "n,,n=user,r=c,x", malformed, "bad extension"},
      {false, "n,,n=user,r=c,x=", malformed, "bad extension"},
      {false, "n,,n=user,r=c,1=x", malformed, "bad extension"},
      {false, "n,,n=user,r=c,m=x", malformed, "bad extension"},
      {false, "n,,n=us\xff,r=c", malformed, "not UTF-8"},
      {false, "n,,n=\xc0\x80,r=c", malformed, "not UTF-8"},
      {false, "n,,n=\xed\xa0\x80,r=c", malformed, "not UTF-8"},
      {false, std::string("n,,n=us\0er,r=c", 14), malformed, "not UTF-8"},
      {false, "p=tls-exporter,,n=user,r=c", malformed,
       "channel binding and mechanism do not fit"},
      {true, "n,,n=user,r=c", malformed,
       "channel binding and mechanism do not fit"},
      {true, "y,,n=user,r=c", malformed,
       "channel binding and mechanism do not fit"},
      {false, "y,,n=user,r=c", malformed,
       "server-does-support-channel-binding"},
      {true, "p=tls-unique,,n=user,r=c", malformed,
       "unsupported-channel-binding-type"},
  };

  for (const auto& each : rows) {
    CAPTURE(each.message);
    auto server = server_of(each.plus);
    const auto answer = server.client_first(each.message);
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error() == sasl_failure{each.condition, each.text});
  }
}

TEST_CASE("a binding that the stream does not have is refused") {
  auto without_exporter = server_of(true, {"", "end"});
  auto without_end_point = server_of(true, {"exp", ""});

  CHECK_FALSE(
      without_exporter.client_first("p=tls-exporter,,n=u,r=c").has_value());
  CHECK_FALSE(without_end_point.client_first("p=tls-server-end-point,,n=u,r=c")
                  .has_value());
}

TEST_CASE("the flag y passes where no binding was offered") {
  auto server = server_of(false, {});
  const scram_client client{.gs2_header = "y,,"};

  REQUIRE(server.client_first(client.first()).has_value());
  const auto challenge = value_of(server.challenge(pencil()));
  CHECK(server.client_final(client.final(challenge)).has_value());
}

TEST_CASE("a client-final-message against the rules is refused") {
  struct row {
    std::string message;
    sasl_condition condition;
    std::string text;
  };
  const auto malformed = sasl_condition::malformed_request;
  const auto refused = sasl_condition::not_authorized;
  const std::string proof = encode_base64(std::string(32, 'x'));
  const std::vector<row> rows{
      {"", malformed, "bad channel-binding"},
      {"c=biws", malformed, "bad channel-binding"},
      {"c=,r=clientserver,p=" + proof, malformed, "bad channel-binding"},
      {"c=bi,r=clientserver,p=" + proof, malformed, "bad channel-binding"},
      {"r=clientserver,c=biws,p=" + proof, malformed, "bad channel-binding"},
      {"c=biws,r=clientserver", malformed, "bad nonce"},
      {"c=biws,r=,p=" + proof, malformed, "bad nonce"},
      {"c=biws,p=" + proof + ",r=clientserver", malformed, "bad nonce"},
      {"c=biws,r=clientserver,", malformed, "bad extension or no proof"},
      {"c=biws,r=clientserver,m=x,p=" + proof, malformed,
       "bad extension or no proof"},
      {"c=biws,r=clientserver,x=1", malformed, "bad extension or no proof"},
      {"c=biws,r=clientserver,x,p=" + proof, malformed,
       "bad extension or no proof"},
      {"c=biws,r=clientserver,p=", malformed, "bad proof"},
      {"c=biws,r=clientserver,p=====", malformed, "bad proof"},
      {"c=biws,r=clientserver,p=" + proof + "\n", malformed, "bad proof"},
      {"c=biws,r=clientserver,p=" + proof + ",x=1", malformed, "bad proof"},
      {"c=biws,r=clientserver,p=" + proof + ",", malformed, "bad proof"},
      {"c=biws,r=clientserver,x=\xff,p=" + proof, malformed, "not UTF-8"},
      {"c=biws,r=client,p=" + proof, refused, "other nonce"},
      {"c=biws,r=clientserver2,p=" + proof, refused, "other nonce"},
      {"c=biws,r=Clientserver,p=" + proof, refused, "other nonce"},
      {"c=eSws,r=clientserver,p=" + proof, refused,
       "channel-bindings-dont-match"},
      {"c=biwsZXhw,r=clientserver,p=" + proof, refused,
       "channel-bindings-dont-match"},
      {"c=biws,r=clientserver,p=" + proof, refused, ""},
      {"c=biws,r=clientserver,p=YQ==", refused, ""},
      {"c=biws,r=clientserver,p=" + encode_base64(std::string(33, 'x')),
       refused, ""},
  };

  for (const auto& each : rows) {
    CAPTURE(each.message);
    auto server = server_of(false);
    REQUIRE(server.client_first("n,,n=user,r=client").has_value());
    REQUIRE(server.challenge(pencil()).has_value());
    const auto answer = server.client_final(each.message);
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error() == sasl_failure{each.condition, each.text});
  }
}

TEST_CASE("other channel binding data than the server's is refused") {
  for (const std::string data : {"", "ex", "exq", "expx", "end"}) {
    CAPTURE(data);
    auto server = server_of(true);
    const scram_client client{.gs2_header = "p=tls-exporter,,",
                              .binding_data = data};

    REQUIRE(server.client_first(client.first()).has_value());
    const auto challenge = value_of(server.challenge(pencil()));
    const auto answer = server.client_final(client.final(challenge));

    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().text == "channel-bindings-dont-match");
  }
}

TEST_CASE("extensions of the client are signed and otherwise ignored") {
  auto server = server_of(true);
  const scram_client client{.gs2_header = "p=tls-exporter,,",
                            .bare = "n=user,r=client,x=y=z",
                            .binding_data = "exp"};

  REQUIRE(server.client_first(client.first()).has_value());
  const auto challenge = value_of(server.challenge(pencil()));
  CHECK(server.client_final(client.final(challenge, ",t=1,s=2")).has_value());
}

TEST_CASE("nonces are random unless a source is given") {
  scram_server first(scram_hash::sha256, false, {});
  scram_server second(scram_hash::sha256, false, {});
  REQUIRE(first.client_first("n,,n=user,r=client").has_value());
  REQUIRE(second.client_first("n,,n=user,r=client").has_value());

  const auto one = value_of(first.challenge(pencil()));
  const auto two = value_of(second.challenge(pencil()));

  CHECK(scram_client::nonce_of(one).starts_with("r=client"));
  CHECK(scram_client::nonce_of(one).size() >= 8 + 24);
  CHECK(scram_client::nonce_of(one) != scram_client::nonce_of(two));
}

TEST_CASE("without a nonce there is no authentication") {
  scram_server server(scram_hash::sha256, false, {},
                      [] { return std::string(); });
  REQUIRE(server.client_first("n,,n=user,r=client").has_value());

  CHECK(server.challenge(pencil()).error().condition
        == sasl_condition::temporary_auth_failure);
}

} // namespace troupe::auth
