// SPDX-License-Identifier: Apache-2.0
#include "xml/errors.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ostream>
#include <stdexcept>

#include "xml/namespaces.hpp"

namespace troupe::xml {

namespace {

constexpr std::array<std::string_view, 25> stream_names = {
    "bad-format",
    "bad-namespace-prefix",
    "conflict",
    "connection-timeout",
    "host-gone",
    "host-unknown",
    "improper-addressing",
    "internal-server-error",
    "invalid-from",
    "invalid-namespace",
    "invalid-xml",
    "not-authorized",
    "not-well-formed",
    "policy-violation",
    "remote-connection-failed",
    "reset",
    "resource-constraint",
    "restricted-xml",
    "see-other-host",
    "system-shutdown",
    "undefined-condition",
    "unsupported-encoding",
    "unsupported-feature",
    "unsupported-stanza-type",
    "unsupported-version",
};

constexpr std::array<std::string_view, 5> type_names
    = {"auth", "cancel", "continue", "modify", "wait"};

struct condition_row {
  std::string_view name;
  error_type type;
};

// RFC 6120 §8.3.3; where it allows two types, the first one.
constexpr std::array<condition_row, 22> conditions = {{
    {"bad-request", error_type::modify},
    {"conflict", error_type::cancel},
    {"feature-not-implemented", error_type::cancel},
    {"forbidden", error_type::auth},
    {"gone", error_type::cancel},
    {"internal-server-error", error_type::cancel},
    {"item-not-found", error_type::cancel},
    {"jid-malformed", error_type::modify},
    {"not-acceptable", error_type::modify},
    {"not-allowed", error_type::cancel},
    {"not-authorized", error_type::auth},
    {"policy-violation", error_type::modify},
    {"recipient-unavailable", error_type::wait},
    {"redirect", error_type::modify},
    {"registration-required", error_type::auth},
    {"remote-server-not-found", error_type::cancel},
    {"remote-server-timeout", error_type::wait},
    {"resource-constraint", error_type::wait},
    {"service-unavailable", error_type::cancel},
    {"subscription-required", error_type::auth},
    {"undefined-condition", error_type::cancel},
    {"unexpected-request", error_type::wait},
}};

template <class Row, std::size_t N, class Enum>
const Row& row_of(const std::array<Row, N>& table, Enum value) {
  return table[static_cast<std::size_t>(value)];
}

/// The condition element and the optional text, as both kinds have them.
void fill(element& error, std::string_view name, std::string_view text,
          std::string_view ns) {
  error.add(element{name, ns});
  if (text.empty())
    return;
  element words{"text", ns};
  words.set("lang", "en", ns::xml).add_text(text);
  error.add(std::move(words));
}

std::string in_words(std::string_view name, const std::string& text) {
  return std::string{name} + (text.empty() ? "" : ": " + text);
}

} // namespace

stanza_error stanza_error::make(condition what, std::string_view text) {
  return {what, row_of(conditions, what).type, std::string{text}, {}};
}

std::string_view name_of(stream_condition x) {
  return row_of(stream_names, x);
}

std::string_view name_of(condition x) {
  return row_of(conditions, x).name;
}

std::string_view name_of(error_type x) {
  return row_of(type_names, x);
}

std::optional<condition> condition_from(std::string_view name) {
  auto found = std::ranges::find(conditions, name, &condition_row::name);
  if (found == conditions.end())
    return std::nullopt;
  return static_cast<condition>(found - conditions.begin());
}

std::optional<error_type> error_type_from(std::string_view name) {
  auto found = std::ranges::find(type_names, name);
  if (found == type_names.end())
    return std::nullopt;
  return static_cast<error_type>(found - type_names.begin());
}

element to_element(const stream_error& error) {
  element result{"error", ns::stream};
  fill(result, name_of(error.condition), error.text, ns::stream_errors);
  return result;
}

element to_element(const stanza_error& error) {
  element result{"error", ns::client};
  if (!error.by.empty())
    result.set("by", error.by);
  result.set("type", name_of(error.type));
  fill(result, name_of(error.what), error.text, ns::stanza_errors);
  if (error.detail)
    result.add(*error.detail);
  return result;
}

std::ostream& operator<<(std::ostream& out, const stream_error& error) {
  return out << in_words(name_of(error.condition), error.text);
}

std::ostream& operator<<(std::ostream& out, const stanza_error& error) {
  return out << in_words(name_of(error.what), error.text);
}

void throw_exception_from_error(const stream_error& error,
                                const boost::source_location&) {
  throw std::runtime_error{in_words(name_of(error.condition), error.text)};
}

void throw_exception_from_error(const stanza_error& error,
                                const boost::source_location&) {
  throw std::runtime_error{in_words(name_of(error.what), error.text)};
}

} // namespace troupe::xml
