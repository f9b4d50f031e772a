// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cassert>

#include "xml/stanza.hpp"

namespace troupe::xml {

namespace {

constexpr std::array<std::string_view, 3> kind_names
    = {"message", "presence", "iq"};
constexpr std::array<std::string_view, 5> message_names
    = {"normal", "chat", "groupchat", "headline", "error"};
constexpr std::array<std::string_view, 9> presence_names
    = {"",           "unavailable", "subscribe",
       "subscribed", "unsubscribe", "unsubscribed",
       "probe",      "error",       "invalid"};
constexpr std::array<std::string_view, 5> iq_names
    = {"get", "set", "result", "error", "invalid"};

template <class Enum, std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& names, Enum x) {
  return names[static_cast<std::size_t>(x)];
}

template <class Enum, std::size_t N>
Enum value_in(const std::array<std::string_view, N>& names,
              std::string_view name, Enum otherwise) {
  auto found = std::ranges::find(names, name);
  return found == names.end() ? otherwise
                              : static_cast<Enum>(found - names.begin());
}

} // namespace

std::string_view name_of(stanza_kind x) {
  return name_in(kind_names, x);
}

std::string_view name_of(message_type x) {
  return name_in(message_names, x);
}

std::string_view name_of(presence_type x) {
  return name_in(presence_names, x);
}

std::string_view name_of(iq_type x) {
  return name_in(iq_names, x);
}

message_type stanza::as_message() const {
  assert(is_message());
  return value_in(message_names, type(), message_type::normal);
}

presence_type stanza::as_presence() const {
  assert(is_presence());
  return value_in(presence_names, type(), presence_type::invalid);
}

iq_type stanza::as_iq() const {
  assert(is_iq());
  return value_in(iq_names, type(), iq_type::invalid);
}

} // namespace troupe::xml
