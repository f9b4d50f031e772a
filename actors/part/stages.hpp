// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/container/small_vector.hpp>

#include "xml/stanza.hpp"

namespace troupe::part {

/// What a stanza passes at a user actor, in this order. Parts join a stage by
/// name; within one stage they run in the order of the list of parts.
enum class stage : std::uint8_t {
  check,     ///< may it pass at all (blocking, permissions)
  transform, ///< changed on the way (stamps, ids)
  archive,   ///< remembered
  deliver,   ///< handed to where it goes
  copy,      ///< also handed elsewhere (carbons)
  fallback,  ///< nobody took it (offline storage)
};
inline constexpr std::size_t stage_count = 6;

/// Seen from the account: what its own sessions send is outgoing, what comes
/// for the account from elsewhere is incoming.
enum class direction : std::uint8_t { outgoing, incoming };

/// Whether a stanza goes on to the next handler and stage.
enum class verdict : std::uint8_t {
  proceed,
  done, ///< delivered, stored, answered or dropped: it ends here
};

/// A stanza on its way through the stages.
struct passage {
  direction way = direction::incoming;
  xml::stanza stanza;        ///< a stage may put a changed one in its place
  std::uint64_t session = 0; ///< outgoing: the id of the session it came from
  /// Set by the deliver stage where nobody could take the stanza: what its
  /// sender gets told unless the fallback stage ends it. Nothing: dropped.
  std::optional<xml::condition> bounce;
  /// With `bounce`: the fallback stage may keep it for later (XEP-0160 §3).
  bool may_be_kept = false;
  /// It was sent to a stream that ended without having got it, and is to be
  /// delivered anew: it was checked, archived and copied before.
  bool returned = false;
  /// It is in the account's archive, under the id of its trace.
  bool archived = false;
  /// Incoming: the ids of the sessions that the deliver stage gave it to.
  boost::container::small_vector<std::uint64_t, 4> delivered_to;
  /// It is kept, to be delivered behind others: the deliver stage is over.
  bool queued = false;
};

} // namespace troupe::part
