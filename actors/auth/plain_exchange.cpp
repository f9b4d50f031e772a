// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/plain_exchange.hpp"

#include "actors/auth/utf8.hpp"

namespace troupe::auth {

/// RFC 4616 §2: message = [authzid] NUL authcid NUL passwd
sasl_outcome plain_exchange::on_first(std::string_view bytes) {
  const auto first = bytes.find('\0');
  const auto second
      = first == std::string_view::npos ? first : bytes.find('\0', first + 1);
  if (second == std::string_view::npos)
    return sasl_failure{sasl_condition::malformed_request, "not two NULs"};
  const auto authzid = bytes.substr(0, first);
  const auto name = bytes.substr(first + 1, second - first - 1);
  const auto password = bytes.substr(second + 1);
  for (auto part : {authzid, name, password})
    if (!is_utf8_text(part))
      return sasl_failure{sasl_condition::malformed_request,
                          "not UTF-8 or a third NUL"};
  if (name.empty() || password.empty())
    return sasl_failure{sasl_condition::malformed_request,
                        "no name or no password"};
  username_ = enforced(name);
  if (!may_act_as(authzid, username_))
    return sasl_failure{sasl_condition::invalid_authzid, ""};
  return need_password_check{username_, std::string(password)};
}

sasl_outcome plain_exchange::on_password(bool matches, bool disabled) {
  if (!matches || username_.empty())
    return sasl_failure{sasl_condition::not_authorized, ""};
  if (disabled)
    return sasl_failure{sasl_condition::account_disabled, ""};
  return sasl_success{username_, ""};
}

sasl_outcome plain_exchange::on_credentials(const std::optional<credentials>&) {
  return sasl_failure{sasl_condition::temporary_auth_failure, ""};
}

sasl_outcome plain_exchange::on_response(std::string_view) {
  return sasl_failure{sasl_condition::temporary_auth_failure, ""};
}

} // namespace troupe::auth
