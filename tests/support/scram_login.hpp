// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace troupe::support {

/// A client's side of SCRAM (RFC 5802, RFC 7677) over OpenSSL, apart from the
/// code under test.
class scram_login {
public:
  /// `mechanism` is SCRAM-SHA-1 or -256, or their -PLUS with `tls-exporter`.
  scram_login(std::string_view mechanism, std::string_view user,
              std::string_view password, std::string_view exporter);

  std::string first() const { return header_ + bare_; }
  /// The answer to the server's first message; empty where that is not one.
  std::string final(std::string_view server_first);
  /// Whether the server has proved that it knows the password, too.
  bool verify(std::string_view server_final) const;

private:
  bool sha256_;
  std::string password_;
  std::string header_; ///< gs2-header
  std::string binding_;
  std::string bare_;
  std::string server_signature_;
};

} // namespace troupe::support
