// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <caf/system_messages.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/base/actor.hpp"
#include "actors/base/queue.hpp"
#include "actors/messages.hpp"
#include "actors/muc/outbox.hpp"
#include "actors/muc/room.hpp"
#include "actors/muc/room_journal.hpp"
#include "actors/observe/counters.hpp"
#include "actors/registry/correspondent.hpp"

namespace troupe::muc {

struct room_state;

/// Gives back what it is sent, when its turn has come.
using turnstile_actor
    = base::protocol<caf::result<actors::timer_fired>(actors::timer_fired)>;

using room_self = base::self_pointer<actors::askable, room_state>;

/// The actor of a room, and of an address at which there is none: plumbing for
/// `room`.
///
///   loading ─▶ active ─ idle ─▶ leaving ─ all holders let go ─▶ forgetting ─▶
///   ∅
///                ▲                 │
///                └── a stanza came ┘
///
/// Stanzas wait while it loads, and while much is still to be sent of what came
/// before; their senders get credit once they are taken.
struct room_state : registry::correspondent<room_context, room_self>,
                    room_journal::port,
                    outbox::port {
  static inline const char* name = "room";
  using super = registry::correspondent<room_context, room_self>;
  enum class phase : std::uint8_t { loading, active, leaving, forgetting };

  explicit room_state(room_self self)
      : super(self), journal(*this), to_send(*this) {}
  void begin(xml::jid room, registry::peers others,
             actors::shared_config settings, std::int64_t run);

  // -- messages --------------------------------------------------------------
  caf::result<actors::address_found>
  on_hold_address(const actors::hold_address& request);
  void on_inbound(actors::inbound& m);
  caf::result<actors::address_answered>
  on_ask_address(const actors::ask_address& request);
  actors::description on_describe(const actors::describe&);
  std::size_t memory() const override;
  void on_inbound_credit(const actors::inbound_credit& m);
  void on_configuration_changed(const actors::configuration_changed& m);
  caf::result<actors::at_rest> on_come_to_rest(const actors::come_to_rest&);
  void on_down(const caf::down_msg& down);

  // -- room_context ----------------------------------------------------------
  void route(xml::stanza x) override;
  void run(persistence::transaction ops, completion then) override;
  bool is_admin(const xml::jid& who) const override;
  bool may_create(const xml::jid& who) const override;
  std::int64_t run_id() const override { return server_run; }
  std::string secret() const override;
  void store(persistence::operation what) override;
  void once_stored(std::function<void()> then) override;
  bool is_congested() const override { return journal.is_full(); }
  void send_all(const audience& to, xml::stanza x) override {
    to_send.send_all(to, std::move(x));
  }
  void in_slices(std::function<bool()> step) override {
    to_send.in_slices(std::move(step));
  }
  void vanished() override { watch_idleness(); }

  // -- room_journal::port ----------------------------------------------------
  void write(persistence::shared_transaction what) override;
  void retry_later() override;

  // -- outbox::port ----------------------------------------------------------
  void deliver(xml::stanza x) override;
  std::size_t held_back() const override { return book.waiting(); }
  void go_on_later() override;

  // -- state -----------------------------------------------------------------

  /// A request of the console, by the address that it was given.
  struct question {
    caf::typed_response_promise<actors::address_answered> promise;
    std::string id;
    std::vector<xml::stanza> answers;
  };

  void when_stored(std::function<void(bool durable)> then) override;
  void settle() override;
  void stayed() override;
  void is_forgotten() override { now_in = phase::forgetting; }
  void touch();
  bool is_busy() const;
  bool is_idle() const;
  void watch_idleness();
  /// Runs `call` now, or in its turn once the room can take something.
  void in_turn(std::function<void()> call);
  void confirm_all();
  const config::host_section& host() const;

  room_journal journal;
  std::optional<room> core; ///< from `begin` on
  phase now_in = phase::loading;
  std::size_t loading = 0;                    ///< reads that the room waits for
  base::queue<std::function<void()>> waiting; ///< what came meanwhile
  outbox to_send;
  turnstile_actor turnstile; ///< null until a slice was not all
  bool draining = false;
  base::queue<xml::stanza> local; ///< to itself: what could not be sent
  std::map<std::string, question> questions;
  std::vector<std::function<void(bool)>> confirming; ///< wait for a round
  bool confirms = false;                             ///< one is under way
  std::int64_t server_run = 0;
  std::uint64_t activity = 0;
  bool watching = false;
  std::uint64_t taken = 0;
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::room>
      counted;
};

/// @param run  what this run of the server is known by
actors::askable::behavior_type room_actor(room_self self, xml::jid address,
                                          registry::peers peers,
                                          actors::shared_config config,
                                          std::int64_t run);

} // namespace troupe::muc
