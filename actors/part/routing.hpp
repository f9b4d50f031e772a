// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <boost/container/small_vector.hpp>

#include "xml/stanza.hpp"

namespace troupe::part {

/// A resource as routing sees it.
struct resource {
  std::string_view name;
  std::int8_t priority = 0;
  bool available = false;
};

/// Few accounts have more; those few cost an allocation.
inline constexpr std::size_t usual_resources = 4;

/// What RFC 6121 §8.5 has done with a message that came for an account.
struct message_route {
  /// Places in the given resources; empty: nobody takes it now.
  boost::container::small_vector<std::size_t, usual_resources> targets;
  /// Kept for later where no target is there (XEP-0160 §3).
  bool store = false;
  /// The answer where it is neither taken nor stored; nothing: dropped.
  std::optional<xml::condition> bounce;
  std::string_view reason; ///< for the tap; a literal
};

/// Whether `x`, which was sent to a stream that ended without having got it, is
/// something to anybody else: messages and IQ requests are, which RFC 6121
/// §8.5.3.2 routes anew; presence, answers and errors are not.
bool may_go_elsewhere(const xml::stanza& x);

/// Routes by RFC 6121 §8.5: `resource_wanted` is empty for a bare JID.
message_route route_message(xml::message_type type,
                            std::string_view resource_wanted,
                            std::span<const resource> resources,
                            bool account_exists);

} // namespace troupe::part
