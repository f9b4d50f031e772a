// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "net/http_client.hpp"

namespace troupe::net {

namespace {

using parsed = boost::system::result<http_url, std::string>;

parsed wrong(std::string_view text, std::string_view why) {
  return {boost::system::in_place_error,
          "\"" + std::string{text} + "\": " + std::string{why}};
}

bool is_port(std::string_view digits) {
  return !digits.empty() && digits.size() <= 5
         && digits.find_first_not_of("0123456789") == std::string_view::npos
         && std::stoul(std::string{digits}) - 1 < 65535;
}

/// Splits "host:port" or "[::1]:port"; false if it is neither.
bool read_authority(std::string_view text, http_url& into) {
  std::size_t end = text.find(':');
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos)
      return false;
    into.host = text.substr(1, close - 1);
    end = close + 1;
  } else {
    end = std::min(end, text.size());
    into.host = text.substr(0, end);
  }
  if (end < text.size()) {
    if (text[end] != ':' || !is_port(text.substr(end + 1)))
      return false;
    into.port = text.substr(end + 1);
  }
  return !into.host.empty();
}

} // namespace

parsed parse_http_url(std::string_view text) {
  http_url url;
  std::string_view rest = text;
  if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
    url.port = "80";
  } else if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
    url.port = "443";
    url.secure = true;
  } else {
    return wrong(text, "expected a URL that begins with http:// or https://");
  }
  // No bytes that would end the request's line or are no part of a URL.
  if (std::ranges::any_of(rest, [](char c) {
        return static_cast<unsigned char>(c) <= ' '
               || static_cast<unsigned char>(c) >= 0x7F;
      }))
    return wrong(text, "spaces and characters beyond ASCII must be encoded");
  rest = rest.substr(0, rest.find('#'));
  const auto path = std::min(rest.find_first_of("/?"), rest.size());
  const auto authority = rest.substr(0, path);
  if (authority.find('@') != std::string_view::npos)
    return wrong(text, "a user or password in the URL is not supported");
  if (!read_authority(authority, url))
    return wrong(text, "expected a host, and a port from 1 to 65535 if any");
  url.target = rest.substr(path);
  if (!url.target.starts_with('/'))
    url.target.insert(0, "/");
  return url;
}

} // namespace troupe::net
