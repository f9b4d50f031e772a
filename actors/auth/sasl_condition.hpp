// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::auth {

/// SASL failure conditions, RFC 6120 §6.5.
enum class sasl_condition : std::uint8_t {
  aborted,
  account_disabled,
  credentials_expired,
  encryption_required,
  incorrect_encoding,
  invalid_authzid,
  invalid_mechanism,
  malformed_request,
  mechanism_too_weak,
  not_authorized,
  temporary_auth_failure,
};

/// The element name of the RFC, e.g. "not-authorized".
std::string_view name_of(sasl_condition);

/// Why an authentication ended. The text may be shown to the peer: it is
/// always empty for a wrong password and for an unknown user.
struct sasl_failure {
  sasl_condition condition = sasl_condition::not_authorized;
  std::string text;

  bool operator==(const sasl_failure&) const = default;
};

} // namespace troupe::auth
