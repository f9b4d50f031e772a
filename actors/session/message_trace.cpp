// SPDX-License-Identifier: Apache-2.0
#include "actors/session/message_trace.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "actors/part/digest.hpp"

namespace troupe::session {

namespace {

constexpr std::string_view stanza_ids = "urn:xmpp:sid:0";

/// The first bits of SHA-256, without the one of base::trace::is_new; never 0,
/// which is no trace.
std::uint64_t digest(std::string_view text) {
  auto bytes = part::sha256(text);
  std::uint64_t result = 0;
  std::memcpy(&result, bytes.data(), sizeof result);
  return std::max<std::uint64_t>(result >> 1, 1);
}

/// The stanza as its sender wrote it. Who wants its trace wants to keep it,
/// and so its content as text.
void write_without_from(std::string& out, const xml::stanza& x) {
  (void)x.content();
  x.with_from({}).write(out);
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
  write_without_from(text, x);
  return digest(text);
}

std::uint64_t trace_by_number(std::string_view token, std::uint32_t number,
                              const xml::stanza& x) {
  // The stanza too: a client may send another one under a number of which it
  // was told less than had been handled.
  auto text = std::string{token} + ' ' + std::to_string(number) + ' ';
  write_without_from(text, x);
  return digest(text);
}

} // namespace troupe::session
