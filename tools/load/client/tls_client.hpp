// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "net/openssl_ptr.hpp"
#include "tools/load/client/problem.hpp"

namespace troupe::load {

using ssl_ptr = std::unique_ptr<SSL, net::openssl_free<SSL_free>>;

/// What all TLS sessions of the tool share.
class tls_client {
public:
  /// @param insecure     whether any certificate will do
  /// @param ciphersuite  TLS 1.3 with this one only; empty: the best
  static outcome<tls_client> make(bool insecure,
                                  const std::string& ciphersuite);

  /// The client's side of a session on the socket `fd`, which must not block.
  /// The certificate has to be `domain`'s.
  ssl_ptr session(int fd, const std::string& domain) const;

private:
  net::ssl_ctx_ptr context_;
  bool insecure_ = false;
};

/// Why OpenSSL refused, with advice if it was the certificate.
std::string tls_reason(const SSL* ssl);

} // namespace troupe::load
