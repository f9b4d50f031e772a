// SPDX-License-Identifier: Apache-2.0
#include "net/http_message.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>

#include <boost/asio/ip/address.hpp>

namespace troupe::net {

namespace {

using field = std::pair<std::string_view, std::string_view>;

/// For every answer; one that the handler gives stands.
constexpr std::array<field, 6> usual{{
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
}};

bool has(const http_fields& fields, std::string_view name) {
  return std::ranges::find(fields, name, &http_fields::value_type::first)
         != fields.end();
}

void add(std::string& to, std::string_view name, std::string_view value) {
  to.append(name).append(": ").append(value).append("\r\n");
}

std::string http_date() {
  const auto now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> text{};
  const auto size = std::strftime(text.data(), text.size(),
                                  "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), size};
}

std::string head(unsigned status, const http_fields& fields) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + ' ';
  text.append(reason_of(status)).append("\r\n");
  add(text, "Date", http_date());
  for (const auto& [name, value] : fields)
    add(text, name, value);
  for (const auto& [name, value] : usual)
    if (!has(fields, std::string{name}))
      add(text, name, value);
  return text;
}

int digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  const auto lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Percent-encoding undone; nothing where it is wrong or hides a control
/// character of the path.
std::optional<std::string> decoded(std::string_view text, bool is_query) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || digit(text[i + 1]) < 0
          || digit(text[i + 2]) < 0)
        return std::nullopt;
      c = static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else if (c == '+' && is_query) {
      c = ' ';
    }
    if (c == '\0' || (!is_query && static_cast<unsigned char>(c) < 0x20))
      return std::nullopt;
    plain += c;
  }
  return plain;
}

bool climbs(std::string_view path) {
  if (path.find('\\') != path.npos)
    return true;
  while (!path.empty()) {
    path.remove_prefix(1); // the slash
    const auto segment = path.substr(0, path.find('/'));
    if (segment == "." || segment == "..")
      return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

std::optional<http_fields> parse_query(std::string_view text) {
  http_fields query;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty())
      continue;
    const auto name = pair.substr(0, pair.find('='));
    auto key = decoded(name, true);
    auto value
        = decoded(pair.substr(std::min(pair.size(), name.size() + 1)), true);
    if (!key || !value)
      return std::nullopt;
    query.emplace_back(std::move(*key), std::move(*value));
  }
  return query;
}

} // namespace

std::string_view http_request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name)
      return value;
  return {};
}

http_response plain_error(unsigned status) {
  return {status,
          "text/plain; charset=utf-8",
          std::to_string(status) + ' ' + std::string{reason_of(status)} + '\n',
          {}};
}

std::optional<http_target> parse_target(std::string_view text) {
  http_target target;
  if (text.starts_with("http://") || text.starts_with("https://")) {
    text.remove_prefix(text.find("//") + 2);
    target.authority = text.substr(0, text.find_first_of("/?"));
    text.remove_prefix(target.authority.size());
    if (target.authority.empty())
      return std::nullopt;
  } else if (!text.starts_with('/')) {
    return std::nullopt;
  }
  const auto question = std::min(text.find('?'), text.size());
  auto path = decoded(text.substr(0, question), false);
  auto query = parse_query(text.substr(std::min(text.size(), question + 1)));
  if (!path || !query)
    return std::nullopt;
  target.path = path->empty() ? "/" : std::move(*path);
  target.query = std::move(*query);
  if (climbs(target.path))
    return std::nullopt;
  return target;
}

std::string_view reason_of(unsigned status) {
  static constexpr std::array<std::pair<unsigned, std::string_view>, 23> all{{
      {200, "OK"},
      {204, "No Content"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {411, "Length Required"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
      {505, "HTTP Version Not Supported"},
  }};
  const auto found
      = std::ranges::find(all, status, &decltype(all)::value_type::first);
  return found != all.end() ? found->second : "Unknown";
}

std::string to_wire(const http_response& answer, bool keep_alive,
                    bool with_body) {
  auto text = head(answer.status, answer.headers);
  if (!answer.type.empty())
    add(text, "Content-Type", answer.type);
  // RFC 9110 §8.6: not with 204; with 304 it would be that of 200.
  if (answer.status != 204 && answer.status != 304)
    add(text, "Content-Length", std::to_string(answer.body.size()));
  add(text, "Connection", keep_alive ? "keep-alive" : "close");
  text += "\r\n";
  if (with_body && answer.status != 204 && answer.status != 304)
    text += answer.body;
  return text;
}

std::string stream_head() {
  auto text = head(200, {});
  add(text, "Content-Type", "text/event-stream");
  add(text, "X-Accel-Buffering", "no"); // proxies hold nothing back
  add(text, "Connection", "close");
  return text + "\r\n";
}

bool is_ip_address(std::string_view text) {
  boost::system::error_code none;
  boost::asio::ip::make_address(std::string{text}, none);
  return !none;
}

bool is_loopback_host(std::string_view host) {
  const auto name_end = host.starts_with('[')
                            ? host.find(']') + 1
                            : std::min(host.find(':'), host.size());
  auto name = host.substr(0, name_end);
  if (auto port = host.substr(name_end); !port.empty()) {
    port.remove_prefix(1);
    if (host[name_end] != ':' || port.empty()
        || port.find_first_not_of("0123456789") != port.npos)
      return false;
  }
  if (name.starts_with('['))
    name = name.substr(1, name.size() - 2);
  constexpr std::string_view local = "localhost";
  if (std::ranges::equal(name, local, [](unsigned char a, char b) {
        return std::tolower(a) == b;
      }))
    return true;
  boost::system::error_code none;
  const auto address = boost::asio::ip::make_address(std::string{name}, none);
  return !none && address.is_loopback();
}

} // namespace troupe::net
