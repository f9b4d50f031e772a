// SPDX-License-Identifier: Apache-2.0
#include "actors/web/request_checks.hpp"

#include <algorithm>
#include <cctype>

namespace troupe::web {

using net::http_request;

namespace {

constexpr std::string_view cookie_name = "troupe_session";
constexpr std::string_view https = "https://";

std::string lower(std::string_view text) {
  std::string made{text};
  std::ranges::transform(made, made.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return made;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == text.npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

bool is_host_of_origin(const config::web_section& web, std::string_view host) {
  auto name = lower(host);
  if (name.ends_with(":443"))
    name.resize(name.size() - 4);
  return std::ranges::find(web.origins, std::string{https} + name)
         != web.origins.end();
}

} // namespace

bool is_own_host(const config::web_section& web, std::string_view host) {
  return net::is_loopback_host(host) || is_host_of_origin(web, host);
}

bool is_proxied(const config::web_section& web, const http_request& request) {
  return is_host_of_origin(web, request.header("host"));
}

bool is_local(const http_request& request) {
  const auto host = request.header("host");
  return request.loopback && (host.empty() || net::is_loopback_host(host))
         && request.header("x-forwarded-for").empty()
         && request.header("x-real-ip").empty()
         && request.header("forwarded").empty()
         && request.header("via").empty();
}

std::string address_of(const config::web_section& web,
                       const http_request& request) {
  if (!request.loopback || !is_proxied(web, request))
    return request.peer;
  // What stands before the last is what the client says.
  std::string_view last;
  for (const auto& [name, value] : request.headers)
    if (name == "x-forwarded-for")
      last = value;
  if (const auto comma = last.rfind(','); comma != last.npos)
    last.remove_prefix(comma + 1);
  last = trimmed(last);
  return net::is_ip_address(last) ? std::string{last} : request.peer;
}

bool is_from_elsewhere(const config::web_section& web,
                       const http_request& request) {
  if (const auto site = request.header("sec-fetch-site");
      !site.empty() && site != "same-origin" && site != "none")
    return true;
  const auto origin = request.header("origin");
  if (origin.empty())
    return false;
  const auto host = request.header("host");
  if (net::is_loopback_host(host))
    return lower(origin) != "http://" + lower(host);
  return std::ranges::find(web.origins, lower(origin)) == web.origins.end()
         || !is_host_of_origin(web, origin.substr(https.size()))
         || !is_proxied(web, request);
}

std::string session_cookie(const http_request& request) {
  for (const auto& [name, value] : request.headers) {
    if (name != "cookie")
      continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      const auto plain = trimmed(pair);
      if (plain.substr(0, plain.find('=')) == cookie_name)
        return std::string{
            plain.substr(std::min(plain.size(), cookie_name.size() + 1))};
    }
  }
  return {};
}

std::string set_cookie(std::string_view secret, bool secure) {
  std::string text{cookie_name};
  text.append("=").append(secret).append("; HttpOnly; SameSite=Strict; Path=/");
  if (secret.empty())
    text += "; Max-Age=0";
  return secure ? text + "; Secure" : text;
}

std::string bearer_of(const http_request& request) {
  const auto value = request.header("authorization");
  const auto space = std::min(value.find(' '), value.size());
  if (lower(value.substr(0, space)) != "bearer")
    return {};
  return std::string{trimmed(value.substr(space))};
}

bool is_json(const http_request& request) {
  const auto type = request.header("content-type");
  return lower(trimmed(type.substr(0, type.find(';')))) == "application/json";
}

} // namespace troupe::web
