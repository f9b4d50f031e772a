// SPDX-License-Identifier: Apache-2.0
#include "net/tls_error.hpp"

#include <climits>
#include <openssl/err.h>

namespace troupe::net {

namespace {

class category final : public boost::system::error_category {
public:
  const char* name() const noexcept override { return "troupe.tls"; }
  std::string message(int value) const override {
    switch (static_cast<tls_errc>(value)) {
    case tls_errc::cut_short:
      return "the peer left during the TLS handshake";
    case tls_errc::no_certificate:
      return "no certificate is loaded for TLS";
    case tls_errc::failed:
      return "TLS failed";
    }
    const auto code = static_cast<unsigned long>(value);
    const char* reason = ERR_reason_error_string(code);
    return reason ? reason : "TLS error " + std::to_string(value);
  }
};

} // namespace

const boost::system::error_category& tls_category() {
  static const category instance;
  return instance;
}

boost::system::error_code make_error_code(tls_errc e) {
  return {static_cast<int>(e), tls_category()};
}

boost::system::error_code take_tls_error() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  if (code == 0 || code > INT_MAX)
    return tls_errc::failed;
  return {static_cast<int>(code), tls_category()};
}

std::string take_tls_reason() {
  return take_tls_error().message();
}

} // namespace troupe::net
