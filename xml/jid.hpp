// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include <boost/smart_ptr/intrusive_ptr.hpp>
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
/// no JID at all (`empty()`). As large as a pointer; copies share the text.
class jid {
public:
  jid() = default;

  /// Parses and enforces `local@domain/resource`.
  static boost::system::result<jid, jid_error> parse(std::string_view text);
  /// Enforces the parts; an empty local or resource means there is none.
  static boost::system::result<jid, jid_error>
  make(std::string_view local, std::string_view domain,
       std::string_view resource = {});

  /// What `str` of a bare JID gave, without enforcing it again.
  static jid from_enforced_bare(std::string_view text);

  bool empty() const { return !text_; }
  const std::string& str() const { return text_ ? text_->chars : none; }
  std::string_view local() const;
  std::string_view domain() const;
  std::string_view resource() const;
  bool is_bare() const { return !text_ || text_->resource == 0; }
  bool is_domain() const { return is_bare() && (!text_ || text_->local == 0); }

  /// `local@domain`, without a copy of it.
  std::string_view bare_view() const;
  jid bare() const;
  /// This JID with another resource.
  boost::system::result<jid, jid_error>
  with_resource(std::string_view resource) const;

  bool operator==(const jid& other) const {
    return text_ == other.text_ || str() == other.str();
  }
  auto operator<=>(const jid& other) const { return str() <=> other.str(); }

private:
  struct text {
    std::string chars;
    std::uint16_t local = 0;    // length of the localpart, 0: none
    std::uint16_t resource = 0; // length of the resourcepart, 0: none
    mutable std::atomic<std::uint32_t> references{0};

    text() = default;
    /// Refuses nothing for an empty resource, and adds nothing.
    std::optional<jid_error> append_resource(std::string_view resource);

    friend void intrusive_ptr_add_ref(const text* x) noexcept {
      x->references.fetch_add(1, std::memory_order_relaxed);
    }
    friend void intrusive_ptr_release(const text* x) noexcept {
      if (x->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
        delete x;
    }
  };

  static const std::string none;

  static boost::system::result<jid, jid_error>
  parse_anew(std::string_view text);

  boost::intrusive_ptr<const text> text_;
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
