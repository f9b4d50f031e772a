// SPDX-License-Identifier: Apache-2.0
#include "xml/jid.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <ostream>

#include "xml/jid_parts.hpp"

namespace troupe::xml {

namespace {

constexpr std::size_t max_part = 1023; // bytes, RFC 7622 §3.1

using enforcement = bool (*)(std::string&, std::string_view);

/// Appends the enforced part, of 1 to 1023 bytes.
std::optional<jid_error> append_part(std::string& to, std::string_view part,
                                     enforcement enforce, jid_error bad) {
  if (part.empty())
    return bad;
  auto start = to.size();
  if (!enforce(to, part) || to.size() == start)
    return bad;
  if (to.size() - start > max_part)
    return jid_error::too_long;
  return std::nullopt;
}

// Trivial, hence still there when the table below is gone.
thread_local bool recent_is_gone = false;

/// The JIDs that a thread has read lately: nearly all stanzas are for one of
/// these. Only such as were written as they are enforced.
struct recent_jids {
  static constexpr std::size_t slots = 2'048;

  std::array<jid, slots> all;

  ~recent_jids() { recent_is_gone = true; }

  static jid* slot_of(std::string_view chars) {
    if (recent_is_gone)
      return nullptr;
    thread_local recent_jids recent;
    return &recent.all[std::hash<std::string_view>{}(chars) % slots];
  }
};

} // namespace

const std::string jid::none;

const char* to_string(jid_error error) {
  switch (error) {
  case jid_error::empty:
    return "a JID cannot be empty";
  case jid_error::bad_localpart:
    return "the part before '@' is not a valid localpart";
  case jid_error::bad_domainpart:
    return "the domain is not a valid domain name or address";
  case jid_error::bad_resourcepart:
    return "the part after '/' is not a valid resourcepart";
  case jid_error::too_long:
    return "a part of the JID is longer than 1023 bytes";
  }
  return "not a JID";
}

boost::system::result<jid, jid_error> jid::parse(std::string_view text) {
  if (text.empty())
    return jid_error::empty;
  auto* slot = recent_jids::slot_of(text);
  if (slot && slot->str() == text)
    return *slot;
  auto read = parse_anew(text);
  if (slot && read && read->str() == text)
    *slot = *read;
  return read;
}

boost::system::result<jid, jid_error> jid::parse_anew(std::string_view text) {
  // RFC 7622 §3.2: the first '/' first, then the first '@' before it.
  auto slash = text.find('/');
  auto resource
      = slash == text.npos ? text.substr(0, 0) : text.substr(slash + 1);
  if (slash != text.npos && resource.empty())
    return jid_error::bad_resourcepart;
  auto bare = text.substr(0, slash);
  auto at = bare.find('@');
  if (at == 0)
    return jid_error::bad_localpart;
  if (at == bare.npos)
    return make({}, bare, resource);
  return make(bare.substr(0, at), bare.substr(at + 1), resource);
}

boost::system::result<jid, jid_error> jid::make(std::string_view local,
                                                std::string_view domain,
                                                std::string_view resource) {
  if (std::max({local.size(), domain.size(), resource.size()}) > max_part)
    return jid_error::too_long;
  auto* made = new text;
  jid out;
  out.text_ = made;
  auto& chars = made->chars;
  chars.reserve(local.size() + domain.size() + resource.size() + 2);
  if (!local.empty()) {
    auto error
        = append_part(chars, local, enforce_local, jid_error::bad_localpart);
    if (error)
      return *error;
    made->local = static_cast<std::uint16_t>(chars.size());
    chars += '@';
  }
  auto error
      = append_part(chars, domain, enforce_domain, jid_error::bad_domainpart);
  if (error)
    return *error;
  if (auto failed = made->append_resource(resource))
    return *failed;
  return out;
}

std::optional<jid_error> jid::text::append_resource(std::string_view part) {
  if (part.empty())
    return std::nullopt;
  chars += '/';
  auto start = chars.size();
  auto error
      = append_part(chars, part, enforce_resource, jid_error::bad_resourcepart);
  if (!error)
    resource = static_cast<std::uint16_t>(chars.size() - start);
  return error;
}

jid jid::from_enforced_bare(std::string_view chars) {
  if (chars.empty())
    return {};
  auto* slot = recent_jids::slot_of(chars);
  if (slot && slot->str() == chars)
    return *slot;
  auto* made = new text;
  jid out;
  out.text_ = made;
  made->chars = chars;
  if (auto at = chars.find('@'); at != chars.npos)
    made->local = static_cast<std::uint16_t>(at);
  if (slot)
    *slot = out;
  return out;
}

std::string_view jid::local() const {
  return text_ ? std::string_view{text_->chars}.substr(0, text_->local)
               : std::string_view{};
}

std::string_view jid::domain() const {
  auto view = bare_view();
  return text_ && text_->local != 0 ? view.substr(text_->local + 1u) : view;
}

std::string_view jid::resource() const {
  if (is_bare())
    return {};
  std::string_view view{text_->chars};
  return view.substr(view.size() - text_->resource);
}

std::string_view jid::bare_view() const {
  std::string_view view{str()};
  return is_bare() ? view : view.substr(0, view.size() - text_->resource - 1);
}

jid jid::bare() const {
  if (is_bare())
    return *this;
  auto* made = new text;
  jid out;
  out.text_ = made;
  made->chars = bare_view();
  made->local = text_->local;
  return out;
}

boost::system::result<jid, jid_error>
jid::with_resource(std::string_view resource) const {
  if (empty())
    return jid_error::empty;
  if (resource.size() > max_part)
    return jid_error::too_long;
  auto* made = new text;
  jid out;
  out.text_ = made;
  made->chars.reserve(bare_view().size() + resource.size() + 1);
  made->chars = bare_view();
  made->local = text_->local;
  if (auto error = made->append_resource(resource))
    return *error;
  return out;
}

std::ostream& operator<<(std::ostream& out, const jid& x) {
  return out << x.str();
}

std::ostream& operator<<(std::ostream& out, jid_error error) {
  return out << to_string(error);
}

} // namespace troupe::xml
