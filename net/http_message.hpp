// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a client of HTTP asks for and is answered, as values.
namespace troupe::net {

/// Names and values in the order in which they came.
using http_fields = std::vector<std::pair<std::string, std::string>>;

/// A request with its whole body.
struct http_request {
  std::string method;  ///< one of those known, e.g. "GET"
  std::string path;    ///< decoded; begins with a slash, has no "." or ".."
  http_fields query;   ///< decoded
  http_fields headers; ///< names in lower case
  std::string body;
  std::string peer;      ///< its IP address
  bool loopback = false; ///< so is `peer`

  /// The first header of that name (lower case); empty where there is none.
  std::string_view header(std::string_view name) const;
};

/// An answer. The server adds length, date and the usual security headers,
/// unless `headers` has them.
struct http_response {
  unsigned status = 200;
  std::string type; ///< Content-Type; empty: none
  std::string body;
  http_fields headers;
};

/// Text for people, of an error that needs no more than its name.
http_response plain_error(unsigned status);

/// The target of a request (RFC 9112 §3.2), taken apart.
struct http_target {
  std::string authority; ///< of the absolute form, else empty
  std::string path;
  http_fields query;
};
/// Nothing where it is none, or climbs upwards.
std::optional<http_target> parse_target(std::string_view text);

/// "Not Found"
std::string_view reason_of(unsigned status);

/// An answer as it goes over the wire; `with_body` is false for HEAD.
std::string to_wire(const http_response& answer, bool keep_alive,
                    bool with_body);
/// The head of one that has no known end.
std::string stream_head();

bool is_ip_address(std::string_view text);

/// Whether the value of a Host header is "localhost" or a loopback address,
/// whatever the port.
bool is_loopback_host(std::string_view host);

} // namespace troupe::net
