// SPDX-License-Identifier: Apache-2.0
#include "xml/jid_parts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <arpa/inet.h>

#include "xml/idna.hpp"
#include "xml/precis.hpp"

namespace troupe::xml {

namespace {

constexpr std::size_t max_domain = 253; // characters, RFC 1034 §3.1 as text
constexpr std::size_t max_label = 63;   // characters, RFC 1034 §3.1

/// RFC 7622 §3.3.1: not in a localpart, although the profile allows them.
constexpr std::string_view excluded = "\"&'/:<>@";

enum : std::uint8_t { in_local = 1, in_label = 2, in_resource = 4 };

/// What each byte of ASCII may stand in, after lower-casing where it applies.
constexpr std::array<std::uint8_t, 128> uses = [] {
  std::array<std::uint8_t, 128> table{};
  for (unsigned char c = 0x20; c < 0x7F; ++c) {
    bool upper = c >= 'A' && c <= 'Z';
    bool alphanumeric
        = (c >= 'a' && c <= 'z') || upper || (c >= '0' && c <= '9');
    table[c] = in_resource;
    if (c != ' ' && excluded.find(static_cast<char>(c)) == excluded.npos)
      table[c] |= in_local;
    if (alphanumeric || c == '-')
      table[c] |= in_label;
  }
  return table;
}();

/// What a look at each byte says of a part.
enum class verdict : std::uint8_t { ascii, general, refused };

verdict look_at(std::string_view part, std::uint8_t use) {
  bool fits = true;
  for (char c : part) {
    if (static_cast<unsigned char>(c) >= 0x80)
      return verdict::general;
    fits = fits && (uses[static_cast<unsigned char>(c)] & use) != 0;
  }
  return fits ? verdict::ascii : verdict::refused;
}

void append_lower(std::string& to, std::string_view part) {
  auto start = to.size();
  to += part;
  for (auto at = start; at < to.size(); ++at) {
    char c = to[at];
    to[at] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
}

bool append(std::string& to, const std::optional<std::string>& enforced) {
  if (!enforced)
    return false;
  to += *enforced;
  return true;
}

/// `[IPv6]`, an IP-literal of RFC 3986 §3.2.2. A zone or an address of the
/// future names nothing that another server could reach.
bool append_ip_literal(std::string& to, std::string_view part) {
  if (part.size() < 4 || part.size() > INET6_ADDRSTRLEN + 1
      || part.back() != ']')
    return false;
  std::array<char, INET6_ADDRSTRLEN + 1> text{};
  part.substr(1, part.size() - 2).copy(text.data(), text.size() - 1);
  in6_addr address;
  if (part.find('\0') != part.npos
      || inet_pton(AF_INET6, text.data(), &address) != 1)
    return false;
  append_lower(to, part);
  return true;
}

/// A label of letters, digits and hyphens (RFC 5890 §2.3.1), or one that only
/// IDNA can judge: an A-label, or what is not ASCII.
verdict look_at_label(std::string_view label) {
  auto found = look_at(label, in_label);
  if (found != verdict::ascii)
    return found;
  if (label.empty() || label.size() > max_label || label.front() == '-'
      || label.back() == '-')
    return verdict::refused;
  if (label.size() < 4 || label.substr(2, 2) != "--")
    return verdict::ascii;
  bool a_label = (label[0] | 0x20) == 'x' && (label[1] | 0x20) == 'n';
  return a_label ? verdict::general : verdict::refused;
}

verdict look_at_domain(std::string_view domain) {
  auto found = verdict::ascii;
  for (std::size_t start = 0; start <= domain.size();) {
    auto end = std::min(domain.find('.', start), domain.size());
    auto label = look_at_label(domain.substr(start, end - start));
    if (label == verdict::refused)
      found = label;
    if (label == verdict::general)
      return label;
    start = end + 1;
  }
  return domain.size() > max_domain ? verdict::refused : found;
}

} // namespace

bool enforce_local(std::string& to, std::string_view part) {
  switch (look_at(part, in_local)) {
  case verdict::ascii:
    append_lower(to, part);
    return true;
  case verdict::refused:
    return false;
  case verdict::general:
    break;
  }
  auto enforced = username_case_mapped(part);
  return enforced && enforced->find_first_of(excluded) == std::string::npos
         && append(to, enforced);
}

bool enforce_domain(std::string& to, std::string_view part) {
  if (part.front() == '[')
    return append_ip_literal(to, part);
  auto domain = part.back() == '.' ? part.substr(0, part.size() - 1) : part;
  switch (look_at_domain(domain)) {
  case verdict::ascii:
    append_lower(to, domain);
    return true;
  case verdict::refused:
    return false;
  case verdict::general:
    break;
  }
  return append(to, unicode_domain(part));
}

bool enforce_resource(std::string& to, std::string_view part) {
  switch (look_at(part, in_resource)) {
  case verdict::ascii:
    to += part;
    return true;
  case verdict::refused:
    return false;
  case verdict::general:
    break;
  }
  return append(to, opaque_string(part));
}

} // namespace troupe::xml
