// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

/// A client of HTTP/1.1 for the little that we ask of others: blocks, one
/// request for each connection.
namespace troupe::net {

/// Where a request goes.
struct http_url {
  bool secure = false; ///< https
  std::string host;    ///< a name or an address, without brackets
  std::string port;
  std::string target; ///< path and query, "/" at least
};

/// The error is text for people.
boost::system::result<http_url, std::string>
parse_http_url(std::string_view text);

struct http_answer {
  unsigned status = 0;
  std::string body; ///< 64 KiB at most
  /// How long to wait before the next attempt (RFC 9110 §10.2.3), told in
  /// seconds; a date is taken for nothing.
  std::optional<std::chrono::seconds> retry_after;
};

struct http_post_options {
  std::string content_type = "application/json";
  /// For each of connecting, TLS, sending and receiving.
  std::chrono::milliseconds limit{10'000};
  /// Certificates (PEM) to trust instead of the system's.
  std::string trusted;
};

/// Sends a body and waits for the answer, whatever its status is. The
/// certificate of an https server must be valid for the URL's host. The error
/// is text for people.
boost::system::result<http_answer, std::string>
http_post(const http_url& where, std::string body,
          const http_post_options& options = {});

} // namespace troupe::net
