// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/tls_client.hpp"

#include "net/tls_error.hpp"

namespace troupe::load {

outcome<tls_client> tls_client::make(bool insecure,
                                     const std::string& ciphersuite) {
  tls_client made;
  made.insecure_ = insecure;
  made.context_.reset(SSL_CTX_new(TLS_client_method()));
  auto* context = made.context_.get();
  if (!context)
    return problem{net::take_tls_reason()};
  SSL_CTX_set_min_proto_version(context, ciphersuite.empty() ? TLS1_2_VERSION
                                                             : TLS1_3_VERSION);
  if (!ciphersuite.empty()
      && SSL_CTX_set_ciphersuites(context, ciphersuite.c_str()) != 1)
    return problem{"--ciphersuite: OpenSSL knows no " + ciphersuite};
  // Thousands of idle sessions: no buffers between records.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS
                                | SSL_MODE_ENABLE_PARTIAL_WRITE
                                | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // A record by one system call instead of two.
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context, insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER,
                     nullptr);
  if (!insecure && SSL_CTX_set_default_verify_paths(context) != 1)
    return problem{"cannot read the machine's trusted certificates: "
                   + net::take_tls_reason()};
  return made;
}

ssl_ptr tls_client::session(int fd, const std::string& domain) const {
  ssl_ptr ssl{SSL_new(context_.get())};
  if (!ssl || SSL_set_fd(ssl.get(), fd) != 1)
    return nullptr;
  SSL_set_tlsext_host_name(ssl.get(), domain.c_str());
  if (!insecure_)
    SSL_set1_host(ssl.get(), domain.c_str());
  SSL_set_connect_state(ssl.get());
  return ssl;
}

std::string tls_reason(const SSL* ssl) {
  auto reason = "TLS: " + net::take_tls_reason();
  if (const auto verdict = SSL_get_verify_result(ssl); verdict != X509_V_OK)
    reason += std::string{" ("} + X509_verify_cert_error_string(verdict)
              + "); with --insecure the certificate is not checked";
  return reason;
}

} // namespace troupe::load
