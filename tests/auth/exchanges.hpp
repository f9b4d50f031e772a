// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "tests/auth/accounts.hpp"

namespace troupe::auth::test {

/// A new exchange of a mechanism that must be had.
inline std::unique_ptr<sasl_exchange> start(std::string_view mechanism,
                                            sasl_facts about = facts()) {
  return value_of(sasl_exchange::make(mechanism, std::move(about)));
}

/// The outcome, which must be of this kind.
template <class Outcome>
Outcome expect(const sasl_outcome& outcome) {
  const auto* failure = std::get_if<sasl_failure>(&outcome);
  const auto why = failure ? name_of(failure->condition) : "no failure";
  CAPTURE(why);
  REQUIRE(std::holds_alternative<Outcome>(outcome));
  return std::get<Outcome>(outcome);
}

/// The message of PLAIN.
inline std::string plain(const std::string& authzid, const std::string& name,
                         const std::string& password) {
  return authzid + '\0' + name + '\0' + password;
}

} // namespace troupe::auth::test
