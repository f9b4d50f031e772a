// SPDX-License-Identifier: Apache-2.0
// Checks of single texts: each returns what is wrong, empty if nothing, and
// may replace the text by its enforced form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::config {

/// Not empty.
std::string check_path(std::string& text);
/// A domain by RFC 7622 §3.2.
std::string check_domain(std::string& text);
/// One label of a domain, without a dot.
std::string check_subdomain(std::string& text);
/// A bare JID with a localpart.
std::string check_account(std::string& text);
/// A URI with its scheme (RFC 3986 §3.1).
std::string check_uri(std::string& text);
/// Empty, or "ws://…" or "wss://…".
std::string check_websocket_url(std::string& text);
/// Empty, or "http://…" or "https://…".
std::string check_http_url(std::string& text);
/// "127.0.0.1:5222", "[::1]:5222" or "*:5222".
std::string check_endpoint(std::string& text);

/// The same, of this machine only: what is served there is in the clear.
std::string check_loopback_endpoint(std::string& text);
/// "https://HOST" or "https://HOST:PORT", as browsers write it.
std::string check_origin(std::string& text);

/// An address to listen on, as far as the configuration looks into it.
struct listen_address {
  std::uint16_t port = 0; ///< 0: chosen by the kernel
  bool loopback = false;  ///< reached from this machine only
};
/// Nothing if it is no such address.
std::optional<listen_address> parse_listen_address(std::string_view text);

} // namespace troupe::config
