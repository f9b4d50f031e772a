// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace troupe::xml {

/// Why text is not a JID (RFC 7622).
enum class jid_error : std::uint8_t {
  empty = 1,
  bad_localpart,
  bad_domainpart,
  bad_resourcepart,
  too_long,
};

/// What is wrong, in words for an operator.
const char* to_string(jid_error);

/// A JID as enforced by RFC 7622: localpart by UsernameCaseMapped, domainpart
/// by IDNA2008, resourcepart by OpaqueString; each part at most 1023 bytes.
/// Immutable; equality is equality of the enforced text. The default value is
/// no JID at all (`empty()`).
class jid {
public:
  jid() = default;

  /// Parses and enforces `local@domain/resource`.
  static boost::system::result<jid, jid_error> parse(std::string_view text);
  /// Enforces the parts; an empty local or resource means there is none.
  static boost::system::result<jid, jid_error>
  make(std::string_view local, std::string_view domain,
       std::string_view resource = {});

  bool empty() const { return text_.empty(); }
  const std::string& str() const { return text_; }
  std::string_view local() const;
  std::string_view domain() const;
  std::string_view resource() const;
  bool is_bare() const { return resource_ == 0; }
  bool is_domain() const { return local_ == 0 && resource_ == 0; }

  /// `local@domain`, without a copy of it.
  std::string_view bare_view() const;
  jid bare() const;
  /// This JID with another resource.
  boost::system::result<jid, jid_error>
  with_resource(std::string_view resource) const;

  bool operator==(const jid& other) const { return text_ == other.text_; }
  auto operator<=>(const jid& other) const { return text_ <=> other.text_; }

private:
  /// Refuses nothing for an empty resource, and adds nothing.
  std::optional<jid_error> append_resource(std::string_view resource);

  std::string text_;
  std::uint16_t local_ = 0;    // length of the localpart, 0: none
  std::uint16_t resource_ = 0; // length of the resourcepart, 0: none
};

std::ostream& operator<<(std::ostream& out, const jid& x);
std::ostream& operator<<(std::ostream& out, jid_error error);

} // namespace troupe::xml

template <>
struct std::hash<troupe::xml::jid> {
  std::size_t operator()(const troupe::xml::jid& x) const {
    return std::hash<std::string>{}(x.str());
  }
};
