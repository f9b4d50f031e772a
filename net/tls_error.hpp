// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <type_traits>

#include <boost/system/error_code.hpp>

namespace troupe::net {

/// Why a TLS session ended, beside what OpenSSL itself says.
enum class tls_errc {
  cut_short = 1,  ///< the peer left during the handshake
  no_certificate, ///< there are no TLS settings to use
  failed,         ///< OpenSSL gave no reason
};

/// Values are `tls_errc` or OpenSSL's packed error codes.
const boost::system::error_category& tls_category();
boost::system::error_code make_error_code(tls_errc e);

/// Takes the oldest error of this thread's OpenSSL queue and empties it;
/// `tls_errc::failed` if there is none.
boost::system::error_code take_tls_error();
/// The same as text, e.g. "wrong version number".
std::string take_tls_reason();

} // namespace troupe::net

template <>
struct boost::system::is_error_code_enum<troupe::net::tls_errc>
    : std::true_type {};
