// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/auth/sasl_exchange.hpp"
#include "actors/auth/scram_server.hpp"

namespace troupe::auth {

/// SCRAM as a SASL exchange: accounts found or not, disabled or not.
class scram_exchange final : public sasl_exchange {
public:
  scram_exchange(scram_hash hash, bool plus, sasl_facts facts);

protected:
  sasl_outcome on_first(std::string_view bytes) override;
  sasl_outcome on_credentials(const std::optional<credentials>&) override;
  sasl_outcome on_password(bool matches, bool disabled) override;
  sasl_outcome on_response(std::string_view bytes) override;

private:
  scram_server server_;
  std::string claimed_;  // the name as the client writes it
  std::string username_; // enforced, empty: cannot be one
  bool known_ = false;
  bool disabled_ = false;
};

} // namespace troupe::auth
