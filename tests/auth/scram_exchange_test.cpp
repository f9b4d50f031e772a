// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/auth/scram_exchange.hpp"
#include "tests/auth/exchanges.hpp"
#include "tests/auth/scram_client.hpp"

namespace troupe::auth {

using test::expect;
using test::facts;
using test::pencil;
using test::scram_client;
using test::start;
using test::value_of;

namespace {

/// SCRAM-SHA-256 to its end with that client and that account.
sasl_outcome run(const scram_client& client,
                 const std::optional<credentials>& account,
                 const std::string& mechanism = "SCRAM-SHA-256",
                 sasl_facts about = facts()) {
  const auto exchange = start(mechanism, std::move(about));
  const auto wanted = exchange->step(client.first());
  if (!std::holds_alternative<need_credentials>(wanted))
    return wanted;
  const auto challenge = expect<sasl_challenge>(exchange->resume(account));
  return exchange->step(client.final(challenge.bytes));
}

credentials disabled_pencil() {
  auto account = pencil();
  account.disabled = true;
  return account;
}

} // namespace

TEST_CASE("the right proof gives success and the user as enforced") {
  struct row {
    scram_client client;
    std::string mechanism, username;
  };
  const auto sha1 = scram_hash::sha1, sha256 = scram_hash::sha256;
  const std::string exporter(32, '\x01'), end_point(32, '\x02');
  const std::vector<row> rows{
      {{sha256, "pencil"}, "SCRAM-SHA-256", "user"},
      {{sha1, "pencil"}, "SCRAM-SHA-1", "user"},
      {{sha256, "pencil", "n,,", "n=UsEr,r=c"}, "SCRAM-SHA-256", "user"},
      {{sha256, "pencil", "n,,", "n=us=3Der,r=c"}, "SCRAM-SHA-256", "us=er"},
      {{sha256, "pencil", "n,,", "n=us=2Cer,r=c"}, "SCRAM-SHA-256", "us,er"},
      {{sha256, "pencil", "n,,", "n=\xc3\x84,r=c"},
       "SCRAM-SHA-256",
       "\xc3\xa4"},
      {{sha256, "pencil", "n,a=user@example.org,"}, "SCRAM-SHA-256", "user"},
      {{sha256, "pencil", "n,a=User@EXAMPLE.org,"}, "SCRAM-SHA-256", "user"},
      {{sha256, "pencil", "p=tls-exporter,,", "n=user,r=c", exporter},
       "SCRAM-SHA-256-PLUS",
       "user"},
      {{sha1, "pencil", "p=tls-exporter,,", "n=user,r=c", exporter},
       "SCRAM-SHA-1-PLUS",
       "user"},
      {{sha256, "pencil", "p=tls-server-end-point,,", "n=user,r=c", end_point},
       "SCRAM-SHA-256-PLUS",
       "user"},
      {{sha1, "pencil", "p=tls-server-end-point,a=user@example.org,",
        "n=user,r=c", end_point},
       "SCRAM-SHA-1-PLUS",
       "user"},
  };

  for (const auto& each : rows) {
    CAPTURE(each.client.first());
    const auto outcome = run(each.client, pencil(), each.mechanism);
    const auto success = expect<sasl_success>(outcome);
    CHECK(success.username == each.username);
    CHECK(success.bytes.starts_with("v="));
  }
}

TEST_CASE("SCRAM fails by the condition of the RFC") {
  struct row {
    const char* name;
    scram_client client;
    std::optional<credentials> account;
    std::string mechanism;
    sasl_failure failure;
  };
  using enum sasl_condition;
  const auto sha256 = scram_hash::sha256;
  const std::string exporter(32, '\x01'), end_point(32, '\x02');
  const std::string other = "n,a=other@example.org,";
  const std::vector<row> rows{
      {"wrong password", {sha256, "x"}, pencil(), "SCRAM-SHA-256", {}},
      {"unknown user", {sha256, "pencil"}, {}, "SCRAM-SHA-256", {}},
      {"disabled",
       {sha256, "pencil"},
       disabled_pencil(),
       "SCRAM-SHA-256",
       {account_disabled, ""}},
      {"disabled, wrong password",
       {sha256, "x"},
       disabled_pencil(),
       "SCRAM-SHA-256",
       {}},
      {"a name that is no localpart",
       {sha256, "pencil", "n,,", "n=us@er,r=c"},
       pencil(),
       "SCRAM-SHA-256",
       {}},
      {"another's authzid",
       {sha256, "pencil", other},
       pencil(),
       "SCRAM-SHA-256",
       {invalid_authzid, ""}},
      {"authzid with a resource",
       {sha256, "pencil", "n,a=user@example.org/x,"},
       pencil(),
       "SCRAM-SHA-256",
       {invalid_authzid, ""}},
      {"authzid of another domain",
       {sha256, "pencil", "n,a=user@example.com,"},
       pencil(),
       "SCRAM-SHA-256",
       {invalid_authzid, ""}},
      {"authzid that is no JID",
       {sha256, "pencil", "n,a=@,"},
       pencil(),
       "SCRAM-SHA-256",
       {invalid_authzid, ""}},
      {"authzid of the domain for a name that is none",
       {sha256, "pencil", "n,a=example.org,", "n=@,r=c"},
       pencil(),
       "SCRAM-SHA-256",
       {invalid_authzid, ""}},
      {"PLUS was hidden from the client",
       {sha256, "pencil", "y,,"},
       pencil(),
       "SCRAM-SHA-256",
       {malformed_request, "server-does-support-channel-binding"}},
      {"the binding of another stream",
       {sha256, "pencil", "p=tls-exporter,,", "n=user,r=c", end_point},
       pencil(),
       "SCRAM-SHA-256-PLUS",
       {not_authorized, "channel-bindings-dont-match"}},
      {"a binding by the other's name",
       {sha256, "pencil", "p=tls-server-end-point,,", "n=user,r=c", exporter},
       pencil(),
       "SCRAM-SHA-256-PLUS",
       {not_authorized, "channel-bindings-dont-match"}},
      {"a binding that is not offered",
       {sha256, "pencil", "p=tls-unique,,"},
       pencil(),
       "SCRAM-SHA-256-PLUS",
       {malformed_request, "unsupported-channel-binding-type"}},
      {"grammar",
       {sha256, "pencil", "n,,", "n=user"},
       pencil(),
       "SCRAM-SHA-256",
       {malformed_request, "no nonce"}},
      {"keys of the other hash",
       {scram_hash::sha1, "pencil"},
       pencil(),
       "SCRAM-SHA-256",
       {}},
  };

  for (const auto& each : rows) {
    CAPTURE(each.name);
    const auto outcome = run(each.client, each.account, each.mechanism);
    CHECK(expect<sasl_failure>(outcome) == each.failure);
  }
}

TEST_CASE("an unknown user is challenged as a known one, and always alike") {
  const auto challenge_for = [](const std::string& name) {
    const auto exchange = start("SCRAM-SHA-256");
    exchange->step("n,,n=" + name + ",r=client");
    return expect<sasl_challenge>(exchange->resume({})).bytes;
  };
  const auto real = value_of(derive("pencil"));
  const auto known = start("SCRAM-SHA-256");
  known->step("n,,n=user,r=client");
  const auto shown = expect<sasl_challenge>(known->resume(real)).bytes;

  CHECK(challenge_for("nobody") == challenge_for("nobody"));
  CHECK(challenge_for("nobody") == challenge_for("NoBody"));
  CHECK(challenge_for("nobody") != challenge_for("noone"));
  CHECK(challenge_for("no@body") == challenge_for("no@body"));
  CHECK(challenge_for("no@body") != challenge_for("no@one"));
  CHECK(challenge_for("nobody").size() == shown.size());
  CHECK(scram_client::nonce_of(challenge_for("nobody"))
        == scram_client::nonce_of(shown));
  CHECK(scram_client::iterations_of(challenge_for("nobody"))
        == scram_client::iterations_of(shown));
  CHECK(scram_client::salt_of(challenge_for("nobody")).size()
        == scram_client::salt_of(shown).size());
}

} // namespace troupe::auth
