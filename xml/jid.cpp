// SPDX-License-Identifier: Apache-2.0
#include "xml/jid.hpp"

#include <algorithm>
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

} // namespace

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
  jid out;
  auto& text = out.text_;
  text.reserve(local.size() + domain.size() + resource.size() + 2);
  if (!local.empty()) {
    auto error
        = append_part(text, local, enforce_local, jid_error::bad_localpart);
    if (error)
      return *error;
    out.local_ = static_cast<std::uint16_t>(text.size());
    text += '@';
  }
  auto error
      = append_part(text, domain, enforce_domain, jid_error::bad_domainpart);
  if (error)
    return *error;
  if (auto failed = out.append_resource(resource))
    return *failed;
  return out;
}

std::optional<jid_error> jid::append_resource(std::string_view resource) {
  if (resource.empty())
    return std::nullopt;
  text_ += '/';
  auto start = text_.size();
  auto error = append_part(text_, resource, enforce_resource,
                           jid_error::bad_resourcepart);
  if (!error)
    resource_ = static_cast<std::uint16_t>(text_.size() - start);
  return error;
}

std::string_view jid::local() const {
  return {text_.data(), local_};
}

std::string_view jid::domain() const {
  auto view = bare_view();
  return local_ == 0 ? view : view.substr(local_ + 1u);
}

std::string_view jid::resource() const {
  return std::string_view{text_}.substr(text_.size() - resource_);
}

std::string_view jid::bare_view() const {
  std::string_view view{text_};
  return resource_ == 0 ? view : view.substr(0, view.size() - resource_ - 1);
}

jid jid::bare() const {
  jid out;
  out.text_ = bare_view();
  out.local_ = local_;
  return out;
}

boost::system::result<jid, jid_error>
jid::with_resource(std::string_view resource) const {
  if (empty())
    return jid_error::empty;
  if (resource.size() > max_part)
    return jid_error::too_long;
  jid out;
  out.text_.reserve(bare_view().size() + resource.size() + 1);
  out.text_ = bare_view();
  out.local_ = local_;
  if (auto error = out.append_resource(resource))
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
