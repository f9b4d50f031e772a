// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "config/server_config.hpp"
#include "net/http_message.hpp"

/// Where a request comes from, and whether it may: pure functions.
namespace troupe::web {

/// Whether the Host header is a loopback name or that of a listed origin.
bool is_own_host(const config::web_section& web, std::string_view host);

/// Whether it came through the proxy of a listed origin.
bool is_proxied(const config::web_section& web,
                const net::http_request& request);
/// Whether whoever asks is on this machine and asks directly.
bool is_local(const net::http_request& request);
/// The client's address: of a proxied request as the proxy says.
std::string address_of(const config::web_section& web,
                       const net::http_request& request);

/// Whether a page of another origin made the browser ask (`Origin`,
/// `Sec-Fetch-Site`). Another port of this machine is another origin.
bool is_from_elsewhere(const config::web_section& web,
                       const net::http_request& request);

/// The secret of the session's cookie; empty where there is none.
std::string session_cookie(const net::http_request& request);
/// The value of Set-Cookie; an empty secret takes the cookie back.
std::string set_cookie(std::string_view secret, bool secure);
/// The secret of `Authorization: Bearer`; empty where there is none.
std::string bearer_of(const net::http_request& request);

/// Whether the body says that it is JSON.
bool is_json(const net::http_request& request);

} // namespace troupe::web
