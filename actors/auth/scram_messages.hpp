// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "actors/auth/sasl_condition.hpp"

namespace troupe::auth {

/// `client-first-message`, RFC 5802 §7.
struct scram_client_first {
  char flag = 'n';        ///< gs2-cbind-flag: n, y or p
  std::string binding;    ///< cb-name of flag p
  std::string authzid;    ///< empty: none
  std::string username;   ///< not empty; =2C and =3D resolved
  std::string nonce;      ///< the client's, not empty
  std::string gs2_header; ///< as received, with its last comma
  std::string bare;       ///< client-first-message-bare as received
};

/// `client-final-message`, RFC 5802 §7.
struct scram_client_final {
  std::string binding;       ///< of `c=`, decoded
  std::string nonce;         ///< of `r=`
  std::string proof;         ///< of `p=`, decoded
  std::string without_proof; ///< as received, without the last comma
};

/// Strict by the grammar; the failure is `malformed-request` with the rule.
boost::system::result<scram_client_first, sasl_failure>
parse_client_first(std::string_view message);
boost::system::result<scram_client_final, sasl_failure>
parse_client_final(std::string_view message);

} // namespace troupe::auth
