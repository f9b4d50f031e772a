// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actors/part/context.hpp"
#include "config/server_config.hpp"

namespace troupe::muc {

/// Addresses in the order of the room. They stay as they are while a stanza is
/// sent to them, whoever comes and goes.
using audience = std::shared_ptr<const std::vector<xml::jid>>;

/// Until the store is asked again after it has failed.
inline constexpr std::chrono::seconds retry_delay{1};

/// What a room acts through. `self` is its bare JID.
class room_context : public part::context {
public:
  /// Whether `who` may do in any room what its owners may.
  virtual bool is_admin(const xml::jid& who) const = 0;
  /// Whether `who` may make a room (`rooms.create`).
  virtual bool may_create(const xml::jid& who) const = 0;
  /// Whether a domain is one that rooms are at, of whatever host.
  bool is_of_rooms(std::string_view domain) const {
    const auto& all = configuration();
    const auto& label = all.rooms.subdomain;
    // Asked with each delivery: most domains have no such label.
    if (domain.size() <= label.size() || domain[label.size()] != '.'
        || !domain.starts_with(label))
      return false;
    domain.remove_prefix(label.size() + 1);
    return std::ranges::any_of(
        all.hosts, [domain](const auto& h) { return h.name == domain; });
  }
  /// What this run of the server is known by: sessions of an earlier one may be
  /// gone without a word.
  virtual std::int64_t run_id() const = 0;
  /// Hexadecimal digits that nobody can guess, 64 of them.
  virtual std::string secret() const = 0;

  /// Writes `what` surely: in order, again while the store fails, and together
  /// with all else that the handling of a stanza leaves behind.
  virtual void store(persistence::operation what) = 0;
  /// Calls `then` when all that was to be written so far is in the store, or
  /// the store has failed: it is tried again then.
  virtual void once_stored(std::function<void()> then) = 0;
  /// So much waits for the store that nothing more should be taken on.
  virtual bool is_congested() const = 0;

  /// Routes `x` to each of them, in order with all else that is routed. Where
  /// they are many, other actors have their turns meanwhile.
  virtual void send_all(const audience& to, xml::stanza x) = 0;
  /// Calls `step` until it says false: what it routes goes behind all that was
  /// routed before, and ahead of what is routed after. Other actors have their
  /// turns between two calls, and the room may have taken more stanzas.
  virtual void in_slices(std::function<bool()> step) = 0;

  /// The room is no more: its actor need not stay.
  virtual void vanished() = 0;

protected:
  ~room_context() = default;
};

} // namespace troupe::muc
