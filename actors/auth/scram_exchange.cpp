// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/scram_exchange.hpp"

namespace troupe::auth {

scram_exchange::scram_exchange(scram_hash hash, bool plus, sasl_facts facts)
    : sasl_exchange(std::move(facts)),
      server_(hash, plus, {facts_.exporter, facts_.server_end_point},
              facts_.nonce) {
}

sasl_outcome scram_exchange::on_first(std::string_view bytes) {
  auto identity = server_.client_first(bytes);
  if (!identity)
    return identity.error();
  claimed_ = std::move(identity->username);
  username_ = enforced(claimed_);
  if (!may_act_as(identity->authzid, username_))
    return sasl_failure{sasl_condition::invalid_authzid, ""};
  return need_credentials{username_};
}

sasl_outcome
scram_exchange::on_credentials(const std::optional<credentials>& account) {
  known_ = account.has_value() && !username_.empty();
  disabled_ = known_ && account->disabled;
  // Made in any case, so that both ways take as long.
  const auto decoy
      = decoy_credentials(server_.hash(), facts_.decoy_secret,
                          username_.empty() ? claimed_ : username_);
  auto challenge = server_.challenge(known_ ? *account : decoy);
  if (!challenge)
    return challenge.error();
  return sasl_challenge{std::move(*challenge)};
}

sasl_outcome scram_exchange::on_response(std::string_view bytes) {
  auto verdict = server_.client_final(bytes);
  if (!verdict)
    return verdict.error();
  if (!known_)
    return sasl_failure{sasl_condition::not_authorized, ""};
  // Only who knows the password may learn that the account is disabled.
  if (disabled_)
    return sasl_failure{sasl_condition::account_disabled, ""};
  return sasl_success{username_, std::move(*verdict)};
}

sasl_outcome scram_exchange::on_password(bool, bool) {
  return sasl_failure{sasl_condition::temporary_auth_failure, ""};
}

} // namespace troupe::auth
