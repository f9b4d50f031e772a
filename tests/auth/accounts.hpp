// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "actors/auth/sasl_exchange.hpp"

namespace troupe::auth::test {

/// The value of a result that must have one.
template <class Result>
auto value_of(Result&& result) {
  REQUIRE(result.has_value());
  return *std::forward<Result>(result);
}

/// Keys of the password "pencil", of few iterations as tests are many.
inline const credentials& pencil() {
  static const credentials account = value_of(derive("pencil", 64));
  return account;
}

/// A stream with TLS and both bindings, where PLAIN is allowed.
inline sasl_facts facts() {
  sasl_facts result;
  result.domain = "example.org";
  result.is_secure = true;
  result.allow_plain = true;
  result.exporter = std::string(32, '\x01');
  result.server_end_point = std::string(32, '\x02');
  result.decoy_secret = "decoy secret";
  result.nonce = [] { return std::string("server"); };
  return result;
}

inline sasl_facts unbound_facts() {
  auto result = facts();
  result.exporter.clear();
  result.server_end_point.clear();
  return result;
}

} // namespace troupe::auth::test
