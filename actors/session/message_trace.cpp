// SPDX-License-Identifier: Apache-2.0
#include "actors/session/message_trace.hpp"

#include <cstring>
#include <string>

#include "actors/part/digest.hpp"

namespace troupe::session {

namespace {

constexpr std::string_view stanza_ids = "urn:xmpp:sid:0";

/// The first bytes of SHA-256; never 0, which is no trace.
std::uint64_t digest(std::string_view text) {
  auto bytes = part::sha256(text);
  std::uint64_t result = 0;
  std::memcpy(&result, bytes.data(), sizeof result);
  return result == 0 ? 1 : result;
}

} // namespace

std::optional<std::uint64_t> trace_by_origin(const xml::stanza& x,
                                             const xml::jid& account) {
  if (!x.is_message())
    return {};
  const auto* origin = x.child("origin-id", stanza_ids);
  if (origin == nullptr || origin->attr_or_empty("id").empty())
    return {};
  // A client that uses an id twice for different messages must not lose one:
  // the whole stanza counts, without what changes from session to session.
  std::string text{account.str()};
  text += '\n';
  x.with_from({}).write(text);
  return digest(text);
}

std::uint64_t trace_by_number(std::string_view token, std::uint32_t number,
                              const xml::stanza& x) {
  // The stanza too: a client may send another one under a number of which it
  // was told less than had been handled.
  auto text = std::string{token} + ' ' + std::to_string(number) + ' ';
  x.with_from({}).write(text);
  return digest(text);
}

} // namespace troupe::session
