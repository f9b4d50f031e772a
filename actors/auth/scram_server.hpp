// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "actors/auth/credentials.hpp"
#include "actors/auth/sasl_condition.hpp"
#include "actors/auth/scram_messages.hpp"

namespace troupe::auth {

/// Channel binding data of a stream, raw; empty: not to be had.
struct scram_bindings {
  std::string exporter;  ///< tls-exporter, RFC 9266
  std::string end_point; ///< tls-server-end-point, RFC 5929 §4

  bool any() const { return !exporter.empty() || !end_point.empty(); }
};

/// Whom the client says to be, as it writes the names.
struct scram_identity {
  std::string username;
  std::string authzid; ///< empty: none
};

/// The server's side of SCRAM (RFC 5802, RFC 7677), one authentication:
/// `client_first`, then `challenge`, then `client_final`, each once.
///
/// Our own and not libgsasl's, because that knows `tls-exporter` and
/// `tls-unique` only, and a binding's name is within what the client signs.
class scram_server {
public:
  /// `bindings` are those that were offered, also if `plus` is false: a client
  /// that saw none is then refused. No nonce source: random ones.
  scram_hash hash() const { return hash_; }

  scram_server(scram_hash hash, bool plus, scram_bindings bindings,
               std::function<std::string()> nonce = {});

  boost::system::result<scram_identity, sasl_failure>
  client_first(std::string_view message);

  /// server-first-message. @pre client_first has given an identity
  boost::system::result<std::string, sasl_failure>
  challenge(const credentials& account);

  /// server-final-message if the proof is right. @pre challenge was sent
  boost::system::result<std::string, sasl_failure>
  client_final(std::string_view message);

private:
  bool is_bound(const scram_client_final& final) const;
  const std::string& binding_data() const;

  const scram_hash hash_;
  const bool plus_;
  const scram_bindings bindings_;
  const std::function<std::string()> nonce_source_;
  scram_client_first first_;
  scram_keys keys_;
  std::string nonce_; // the client's and ours
  std::string server_first_;
};

} // namespace troupe::auth
