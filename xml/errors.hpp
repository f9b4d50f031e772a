// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include <boost/assert/source_location.hpp>

#include "xml/element.hpp"

namespace troupe::xml {

/// Stream error conditions, RFC 6120 §4.9.3.
enum class stream_condition : std::uint8_t {
  bad_format,
  bad_namespace_prefix,
  conflict,
  connection_timeout,
  host_gone,
  host_unknown,
  improper_addressing,
  internal_server_error,
  invalid_from,
  invalid_namespace,
  invalid_xml,
  not_authorized,
  not_well_formed,
  policy_violation,
  remote_connection_failed,
  reset,
  resource_constraint,
  restricted_xml,
  see_other_host,
  system_shutdown,
  undefined_condition,
  unsupported_encoding,
  unsupported_feature,
  unsupported_stanza_type,
  unsupported_version,
};

/// A stream-level error; closes the stream it is sent on.
struct stream_error {
  stream_condition condition = stream_condition::undefined_condition;
  std::string text;

  bool operator==(const stream_error&) const = default;
};

/// Stanza error types, RFC 6120 §8.3.2.
enum class error_type : std::uint8_t { auth, cancel, continue_, modify, wait };

/// Stanza error conditions, RFC 6120 §8.3.3.
enum class condition : std::uint8_t {
  bad_request,
  conflict,
  feature_not_implemented,
  forbidden,
  gone,
  internal_server_error,
  item_not_found,
  jid_malformed,
  not_acceptable,
  not_allowed,
  not_authorized,
  policy_violation,
  recipient_unavailable,
  redirect,
  registration_required,
  remote_server_not_found,
  remote_server_timeout,
  resource_constraint,
  service_unavailable,
  subscription_required,
  undefined_condition,
  unexpected_request,
};

/// A stanza error. `make` fills the type that the RFC associates.
struct stanza_error {
  condition what = condition::undefined_condition;
  error_type type = error_type::cancel;
  std::string text;
  /// The application-specific condition, if any.
  std::optional<element> detail;
  /// The JID of who says so, where that is not the sender (RFC 6120 §8.3.1).
  std::string by;

  static stanza_error make(condition what, std::string_view text = {});
  bool operator==(const stanza_error&) const = default;
};

/// The element names of the RFC, e.g. "not-well-formed".
std::string_view name_of(stream_condition);
std::string_view name_of(condition);
std::string_view name_of(error_type);
/// The inverse of `name_of`; nothing for a name that the RFC does not have.
std::optional<condition> condition_from(std::string_view name);
std::optional<error_type> error_type_from(std::string_view name);

/// `<stream:error/>` as RFC 6120 §4.9.2 has it.
element to_element(const stream_error& error);
/// `<error xmlns='jabber:client'/>` as RFC 6120 §8.3.2 has it.
element to_element(const stanza_error& error);

// For tests and logs.
std::ostream& operator<<(std::ostream& out, const stream_error& error);
std::ostream& operator<<(std::ostream& out, const stanza_error& error);

/// What `value()` of a result that holds an error throws.
[[noreturn]] void throw_exception_from_error(const stream_error& error,
                                             const boost::source_location&);
[[noreturn]] void throw_exception_from_error(const stanza_error& error,
                                             const boost::source_location&);

} // namespace troupe::xml
