// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/auth/sasl_exchange.hpp"

namespace troupe::auth {

/// PLAIN, RFC 4616.
class plain_exchange final : public sasl_exchange {
public:
  explicit plain_exchange(sasl_facts facts) : sasl_exchange(std::move(facts)) {}

protected:
  sasl_outcome on_first(std::string_view bytes) override;
  sasl_outcome on_credentials(const std::optional<credentials>&) override;
  sasl_outcome on_password(bool matches, bool disabled) override;
  sasl_outcome on_response(std::string_view bytes) override;

private:
  std::string username_; // enforced, empty: cannot be one
};

} // namespace troupe::auth
