// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

struct ssl_ctx_st; // OpenSSL's SSL_CTX

namespace troupe::net {

/// Where a host's certificate chain and key lie (PEM).
struct certificate_files {
  std::string host; ///< the domain that it serves
  std::filesystem::path chain;
  std::filesystem::path key;
};

/// A loaded certificate, for status and metrics.
struct certificate_facts {
  std::string host;
  std::vector<std::string> names; ///< DNS subjectAltNames
  std::chrono::system_clock::time_point not_after;
  std::string sha256; ///< fingerprint in hex
};

/// The server's TLS settings (RFC 7590, RFC 9325: TLS 1.2 and 1.3, AEAD with
/// forward secrecy, no compression or renegotiation) with a certificate per
/// host, chosen by SNI. Immutable once loaded, shared by all loops; a reload
/// makes a new one that later handshakes use.
class tls_context {
public:
  /// Loads and checks every pair; the error names the file and what is wrong
  /// (missing, unreadable, not PEM, key does not match, expired is allowed but
  /// noted in `warnings`).
  static boost::system::result<std::shared_ptr<const tls_context>, std::string>
  load(const std::vector<certificate_files>& files);
  ~tls_context();

  const std::vector<certificate_facts>& certificates() const;
  const std::vector<std::string>& warnings() const;
  /// The context for new handshakes; switches by SNI to the host's own.
  ssl_ctx_st* native() const;
  /// DER SHA-based hash of the certificate for `tls-server-end-point`
  /// (RFC 5929 §4.1) that serves `server_name`.
  std::string end_point_hash(const std::string& server_name) const;

private:
  struct state;
  explicit tls_context(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

} // namespace troupe::net
