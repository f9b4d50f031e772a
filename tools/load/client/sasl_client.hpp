// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gsasl.h>

#include "tools/load/client/options.hpp"
#include "tools/load/client/problem.hpp"

namespace troupe::load {

/// Salted passwords of SCRAM (RFC 5802 §3), in hex. To derive one costs as much
/// as some hundred messages, so each is derived once in a run, however often
/// its account logs in.
class salted_passwords {
public:
  /// Empty if it cannot be derived.
  const std::string& of(Gsasl_hash hash, const std::string& password,
                        const std::string& salt_base64, unsigned rounds);

private:
  std::map<std::string, std::string, std::less<>> known_;
};

/// The client's side of all logins, by libgsasl.
class sasl_clients {
public:
  struct finish {
    void operator()(Gsasl_session* exchange) const { gsasl_finish(exchange); }
  };
  using exchange = std::unique_ptr<Gsasl_session, finish>;

  static outcome<std::unique_ptr<sasl_clients>> make();
  ~sasl_clients();
  sasl_clients(const sasl_clients&) = delete;
  sasl_clients& operator=(const sasl_clients&) = delete;

  /// Which of the offered mechanisms is to be used.
  static outcome<std::string> choose(const std::vector<std::string>& offered,
                                     auth_choice wish);
  outcome<exchange> begin(const std::string& mechanism, const std::string& name,
                          const std::string& password);
  /// The answer to what the server said; both in base64.
  static outcome<std::string> step(const exchange& with,
                                   const std::string& said);

private:
  sasl_clients() = default;
  static int on_property(Gsasl* context, Gsasl_session* exchange,
                         Gsasl_property property);

  Gsasl* context_ = nullptr;
  salted_passwords passwords_;
};

} // namespace troupe::load
