// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::session {

/// XEP-0198's request for acknowledgement.
inline constexpr std::string_view request_tag = "<r xmlns='urn:xmpp:sm:3'/>";

/// A stream's side of stream management (XEP-0198 §4). Counts are modulo 2^32.
struct stream_counters {
  bool enabled = false;
  std::string token; ///< the SM-ID; empty: the session cannot be resumed

  // What the client sends.
  std::uint32_t received = 0;   ///< stanzas, since <enable/>
  std::uint32_t confirmed = 0;  ///< of these all is committed
  std::uint32_t requests = 0;   ///< of the client that are not answered
  std::uint32_t wanted = 0;     ///< stanzas received at the last of these
  bool confirming = false;      ///< the user actor is being asked
  bool confirming_soon = false; ///< a timer is to ask it once more
  std::uint64_t answers = 0;    ///< to requests of the client
  /// One timer runs at a time, since when there were so many answers.
  std::optional<std::uint64_t> answers_then;

  // What is sent to the client.
  std::uint32_t sent = 0;
  std::uint32_t acknowledged = 0;
  bool asked = false;          ///< a request of ours is open
  std::uint64_t asked_for = 0; ///< which one it is
  /// What there was when the timer began; one runs at a time.
  struct moment {
    std::uint64_t asked_for;
    std::uint64_t received; ///< bytes
  };
  std::optional<moment> timed;
};

} // namespace troupe::session
