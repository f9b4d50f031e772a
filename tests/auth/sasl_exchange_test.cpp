// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/auth/sasl_exchange.hpp"
#include "tests/auth/exchanges.hpp"
#include "tests/auth/scram_client.hpp"

namespace troupe::auth {

using test::expect;
using test::facts;
using test::pencil;
using test::plain;
using test::scram_client;
using test::start;
using test::unbound_facts;

namespace {

using names = std::vector<std::string>;

sasl_condition refusal(std::string_view mechanism, sasl_facts about) {
  auto made = sasl_exchange::make(mechanism, std::move(about));
  REQUIRE(made.has_error());
  return made.error().condition;
}

} // namespace

TEST_CASE("the strongest mechanism is offered first") {
  auto about = facts();
  CHECK(offered_mechanisms(about)
        == names{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256",
                 "SCRAM-SHA-1", "PLAIN"});
  CHECK(channel_bindings(about)
        == names{"tls-exporter", "tls-server-end-point"});

  about.allow_plain = false;
  about.exporter.clear();
  CHECK(offered_mechanisms(about)
        == names{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256",
                 "SCRAM-SHA-1"});
  CHECK(channel_bindings(about) == names{"tls-server-end-point"});

  about.server_end_point.clear();
  CHECK(offered_mechanisms(about) == names{"SCRAM-SHA-256", "SCRAM-SHA-1"});
  CHECK(channel_bindings(about).empty());
}

TEST_CASE("without TLS nothing is offered unless encryption is waived") {
  auto about = unbound_facts();
  about.is_secure = false;
  CHECK(offered_mechanisms(about).empty());

  about.require_encryption = false;
  CHECK(offered_mechanisms(about)
        == names{"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"});
}

TEST_CASE("each offered mechanism can be started") {
  for (const auto& name : offered_mechanisms(facts())) {
    CAPTURE(name);
    CHECK_FALSE(start(name)->is_done());
  }
}

TEST_CASE("a mechanism that is not offered is refused by its condition") {
  auto in_clear = unbound_facts();
  in_clear.is_secure = false;
  auto waived = in_clear;
  waived.require_encryption = false;
  waived.allow_plain = false;
  auto no_plain = facts();
  no_plain.allow_plain = false;

  CHECK(refusal("", facts()) == sasl_condition::invalid_mechanism);
  CHECK(refusal("plain", facts()) == sasl_condition::invalid_mechanism);
  CHECK(refusal("DIGEST-MD5", facts()) == sasl_condition::invalid_mechanism);
  CHECK(refusal("SCRAM-SHA-256-PLUS", unbound_facts())
        == sasl_condition::invalid_mechanism);
  CHECK(refusal("SCRAM-SHA-256", in_clear)
        == sasl_condition::encryption_required);
  CHECK(refusal("PLAIN", in_clear) == sasl_condition::encryption_required);
  CHECK(refusal("PLAIN", waived) == sasl_condition::encryption_required);
  CHECK(refusal("PLAIN", no_plain) == sasl_condition::mechanism_too_weak);
}

TEST_CASE("a name that is no localpart asks for the account of nobody") {
  for (const std::string name : {"us@er", "a b", "a/b", "\xe2\x98\xba:"}) {
    CAPTURE(name);
    const auto scram = start("SCRAM-SHA-1");
    const auto simple = start("PLAIN");

    const auto one = scram->step("n,,n=" + name + ",r=client");
    const auto two = simple->step(plain("", name, "pencil"));

    CHECK(expect<need_credentials>(one).username.empty());
    CHECK(expect<need_password_check>(two).username.empty());
    CHECK(expect<sasl_failure>(simple->resume_password(true)).condition
          == sasl_condition::not_authorized);
  }
}

TEST_CASE("no initial response is answered by an empty challenge, once") {
  for (const auto& name : offered_mechanisms(facts())) {
    CAPTURE(name);
    const auto exchange = start(name);
    CHECK(expect<sasl_challenge>(exchange->step("")).bytes.empty());
    CHECK(expect<sasl_failure>(exchange->step("")).condition
          == sasl_condition::malformed_request);
    CHECK(exchange->is_done());
  }
  const auto late = start("PLAIN");
  late->step("");
  expect<need_password_check>(late->step(plain("", "user", "pencil")));
}

TEST_CASE("calls out of order end the exchange for good") {
  const sasl_failure out_of_order{sasl_condition::malformed_request,
                                  "out of order"};
  const auto early = start("SCRAM-SHA-256");
  CHECK(expect<sasl_failure>(early->resume(pencil())) == out_of_order);
  CHECK(expect<sasl_failure>(early->step("n,,n=user,r=c")) == out_of_order);

  const auto hasty = start("SCRAM-SHA-256");
  hasty->step("n,,n=user,r=c");
  CHECK(expect<sasl_failure>(hasty->step("c=biws")) == out_of_order);
  CHECK(expect<sasl_failure>(hasty->resume(pencil())) == out_of_order);

  const auto mixed = start("SCRAM-SHA-256");
  mixed->step("n,,n=user,r=c");
  CHECK(expect<sasl_failure>(mixed->resume_password(true)) == out_of_order);

  const auto simple = start("PLAIN");
  simple->step(plain("", "user", "pencil"));
  CHECK(expect<sasl_failure>(simple->resume(pencil())) == out_of_order);
  CHECK(expect<sasl_failure>(simple->resume_password(true)) == out_of_order);
}

TEST_CASE("a success cannot be had twice") {
  const scram_client client;
  const auto exchange = start("SCRAM-SHA-256");
  exchange->step(client.first());
  const auto challenge = expect<sasl_challenge>(exchange->resume(pencil()));
  const auto final = client.final(challenge.bytes);

  expect<sasl_success>(exchange->step(final));

  CHECK(exchange->is_done());
  expect<sasl_failure>(exchange->step(final));
}

TEST_CASE("an exchange can be ended from outside") {
  const auto exchange = start("SCRAM-SHA-256");

  const auto failure = exchange->fail(sasl_condition::aborted);

  CHECK(failure == sasl_failure{sasl_condition::aborted, ""});
  CHECK(exchange->is_done());
}

TEST_CASE("each failure condition has its name of RFC 6120") {
  using enum sasl_condition;
  const std::vector<std::pair<sasl_condition, std::string>> rows{
      {aborted, "aborted"},
      {account_disabled, "account-disabled"},
      {credentials_expired, "credentials-expired"},
      {encryption_required, "encryption-required"},
      {incorrect_encoding, "incorrect-encoding"},
      {invalid_authzid, "invalid-authzid"},
      {invalid_mechanism, "invalid-mechanism"},
      {malformed_request, "malformed-request"},
      {mechanism_too_weak, "mechanism-too-weak"},
      {not_authorized, "not-authorized"},
      {temporary_auth_failure, "temporary-auth-failure"},
  };

  for (const auto& [condition, name] : rows)
    CHECK(name_of(condition) == name);
}

} // namespace troupe::auth
