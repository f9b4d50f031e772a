// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/auth/plain_exchange.hpp"
#include "tests/auth/exchanges.hpp"

namespace troupe::auth {

using test::expect;
using test::plain;
using test::start;

TEST_CASE("PLAIN asks for a check and passes on the verdict") {
  struct row {
    std::string message, username, password;
  };
  const std::vector<row> rows{
      {plain("", "user", "pencil"), "user", "pencil"},
      {plain("user@example.org", "user", "pencil"), "user", "pencil"},
      {plain("", "USER", " p=,\x01"), "user", " p=,\x01"},
  };

  for (const auto& each : rows) {
    const auto right = start("PLAIN");
    const auto asked = expect<need_password_check>(right->step(each.message));
    CHECK(asked.username == each.username);
    CHECK(asked.password == each.password);
    const auto success = expect<sasl_success>(right->resume_password(true));
    CHECK(success.username == each.username);
    CHECK(success.bytes.empty());

    const auto wrong = start("PLAIN");
    wrong->step(each.message);
    CHECK(expect<sasl_failure>(wrong->resume_password(false))
          == sasl_failure{sasl_condition::not_authorized, ""});
  }
}

TEST_CASE("PLAIN tells that an account is disabled to its owner only") {
  const auto owner = start("PLAIN"), stranger = start("PLAIN");
  owner->step(plain("", "user", "pencil"));
  stranger->step(plain("", "user", "pen"));

  CHECK(expect<sasl_failure>(owner->resume_password(true, true)).condition
        == sasl_condition::account_disabled);
  CHECK(expect<sasl_failure>(stranger->resume_password(false, true)).condition
        == sasl_condition::not_authorized);
}

TEST_CASE("PLAIN against the rules of RFC 4616 is refused") {
  const auto malformed = sasl_condition::malformed_request;
  const auto authzid = sasl_condition::invalid_authzid;
  const std::vector<std::pair<std::string, sasl_condition>> rows{
      {"user", malformed},
      {std::string("user\0pencil", 11), malformed},
      {plain("", "", "pencil"), malformed},
      {plain("", "user", ""), malformed},
      {plain("", "user", std::string("pen\0cil", 7)), malformed},
      {plain("", "us\xff", "pencil"), malformed},
      {plain("", "user", "\xc0\x80"), malformed},
      {plain("\xff", "user", "pencil"), malformed},
      {plain("other@example.org", "user", "pencil"), authzid},
      {plain("user", "user", "pencil"), authzid},
      {plain("user@example.org/a", "user", "pencil"), authzid},
  };

  for (const auto& [message, condition] : rows) {
    CAPTURE(message);
    CHECK(expect<sasl_failure>(start("PLAIN")->step(message)).condition
          == condition);
  }
}

} // namespace troupe::auth
