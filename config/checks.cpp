// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <config/checks.hpp>
#include <netinet/in.h>
#include <xml/jid.hpp>

#include <fmt/format.h>

namespace troupe::config {

namespace {

/// 127.0.0.0/8 (RFC 1122 §3.2.1.3); nothing if it is no address.
std::optional<bool> is_loopback_v4(const std::string& text) {
  in_addr address{};
  if (inet_pton(AF_INET, text.c_str(), &address) != 1)
    return std::nullopt;
  return (ntohl(address.s_addr) >> 24) == 127;
}

/// ::1 (RFC 4291 §2.5.3); nothing if it is no address.
std::optional<bool> is_loopback_v6(const std::string& text) {
  in6_addr address{};
  if (inet_pton(AF_INET6, text.c_str(), &address) != 1)
    return std::nullopt;
  return std::memcmp(&address, &in6addr_loopback, sizeof(address)) == 0;
}

std::optional<bool> is_loopback(std::string_view host) {
  if (host == "*")
    return false;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    return is_loopback_v6(std::string{host.substr(1, host.size() - 2)});
  return is_loopback_v4(std::string{host});
}

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text.front())
         && std::ranges::all_of(text, [](char c) {
              return is_alpha(c) || (c >= '0' && c <= '9') || c == '+'
                     || c == '-' || c == '.';
            });
}

bool is_printable(std::string_view text) {
  return std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

std::string check_url(std::string_view text, std::string_view scheme) {
  if (text.empty() || !is_printable(text))
    return text.empty() ? "" : "must not contain spaces";
  for (auto tail : {"://", "s://"})
    if (auto start = fmt::format("{}{}", scheme, tail);
        text.starts_with(start) && text.size() > start.size())
      return {};
  return fmt::format("\"{}\" must start with {}s:// or {}://", text, scheme,
                     scheme);
}

} // namespace

std::string check_path(std::string& text) {
  return text.empty() ? "must not be empty, e.g. \"/var/lib/troupe\"" : "";
}

std::string check_domain(std::string& text) {
  auto parsed = xml::jid::parse(text);
  if (!parsed)
    return fmt::format("\"{}\" is no domain ({}), e.g. \"example.org\"", text,
                       xml::to_string(parsed.error()));
  if (!parsed->is_domain())
    return fmt::format("\"{}\" is no domain; did you mean \"{}\"?", text,
                       parsed->domain());
  text = parsed->str();
  return {};
}

std::string check_subdomain(std::string& text) {
  if (text.find('.') == text.npos && check_domain(text).empty())
    return {};
  return fmt::format("\"{}\" is no label of a domain, e.g. \"conference\"",
                     text);
}

std::string check_account(std::string& text) {
  auto parsed = xml::jid::parse(text);
  if (!parsed)
    return fmt::format("\"{}\" is no JID ({}), e.g. \"alice@example.org\"",
                       text, xml::to_string(parsed.error()));
  if (!parsed->is_bare() || parsed->local().empty())
    return fmt::format("\"{}\" is no account's bare JID, e.g. "
                       "\"alice@example.org\"",
                       text);
  text = parsed->str();
  return {};
}

std::string check_uri(std::string& text) {
  auto colon = text.find(':');
  if (colon != std::string::npos && colon + 1 < text.size()
      && is_scheme(std::string_view{text}.substr(0, colon))
      && is_printable(text))
    return {};
  return fmt::format("\"{}\" is no URI, e.g. \"mailto:abuse@example.org\" or "
                     "\"xmpp:abuse@example.org\"",
                     text);
}

std::string check_websocket_url(std::string& text) {
  return check_url(text, "ws");
}

std::string check_http_url(std::string& text) {
  return check_url(text, "http");
}

std::optional<listen_address> parse_listen_address(std::string_view text) {
  auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  listen_address result;
  auto digits = text.substr(colon + 1);
  const auto* end = digits.data() + digits.size();
  auto [rest, error] = std::from_chars(digits.data(), end, result.port);
  auto loopback = is_loopback(text.substr(0, colon));
  if (error != std::errc{} || rest != end || !loopback)
    return std::nullopt;
  result.loopback = *loopback;
  return result;
}

std::string check_endpoint(std::string& text) {
  if (parse_listen_address(text))
    return {};
  return fmt::format("\"{}\" is no address with a port from 0 to 65535, e.g. "
                     "\"127.0.0.1:5222\", \"[::1]:5222\" or \"*:5222\"",
                     text);
}

std::string check_loopback_endpoint(std::string& text) {
  if (auto wrong = check_endpoint(text); !wrong.empty())
    return wrong;
  const auto parsed = parse_listen_address(text);
  if (parsed->loopback)
    return {};
  return fmt::format("\"{0}\" is not loopback, and passwords would cross the "
                     "network in the clear; listen on \"127.0.0.1:{1}\" or "
                     "\"[::1]:{1}\", put a proxy with TLS in front of it and "
                     "list the proxy's origin: origins = "
                     "[\"https://inspect.example.org\"]",
                     text, parsed->port);
}

std::string check_origin(std::string& text) {
  constexpr std::string_view scheme = "https://";
  std::string origin = text;
  std::ranges::transform(origin, origin.begin(), [](unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a')
                                : static_cast<char>(c);
  });
  if (origin.ends_with('/'))
    origin.pop_back();
  if (origin.ends_with(":443"))
    origin.resize(origin.size() - 4);
  const auto host = origin.starts_with(scheme) ? origin.substr(scheme.size())
                                               : std::string{};
  constexpr auto allowed = "abcdefghijklmnopqrstuvwxyz0123456789-._:[]";
  if (host.empty() || host.find_first_not_of(allowed) != host.npos)
    return fmt::format(
        "\"{}\" is no origin: https:// and a host, maybe a port, "
        "and nothing behind it, e.g. "
        "\"https://inspect.example.org\"",
        text);
  text = std::move(origin);
  return {};
}

} // namespace troupe::config
