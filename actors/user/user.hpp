// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <caf/system_messages.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/base/actor.hpp"
#include "actors/messages.hpp"
#include "actors/part/catalogue.hpp"
#include "actors/part/dispatch.hpp"
#include "actors/registry/correspondent.hpp"

namespace troupe::user {

struct user_state;

using user_self = base::self_pointer<actors::user_actor, user_state>;

/// One account (or an address at which there is none): its sessions and parts.
///
///   loading ─▶ active ─ idle ─▶ leaving ─ all holders let go ─▶ forgetting ─▶
///   ∅
///                ▲                 │
///                └── a stanza came ┘
///
/// While it loads, what comes is kept in order. In `forgetting` no stanza can
/// come; what the registry still passes on goes back to it, and so to the
/// successor.
struct user_state : registry::correspondent<part::user_context, user_self> {
  static inline const char* name = "user";
  using super = registry::correspondent<part::user_context, user_self>;
  enum class phase : std::uint8_t { loading, active, leaving, forgetting };

  explicit user_state(user_self self) : super(self) {}
  void begin(xml::jid account, const part::user_catalogue& catalogue,
             registry::peers peers, actors::shared_config config);

  // -- messages --------------------------------------------------------------
  caf::result<actors::address_found>
  on_hold_address(const actors::hold_address& request);
  void on_inbound(actors::inbound& m);
  caf::result<actors::session_opened>
  on_open_session(const actors::open_session& request);
  void on_outbound(actors::outbound& m);
  caf::result<actors::released>
  on_session_closed(const actors::session_closed& m);
  actors::sessions_ended on_end_sessions(const actors::end_sessions& m);
  actors::sessions_listed on_list_sessions(const actors::list_sessions&);
  caf::result<actors::at_rest> on_come_to_rest(const actors::come_to_rest&);
  caf::result<actors::account_changed>
  on_change_account(const actors::change_account& request);
  actors::description on_describe(const actors::describe&);
  void on_down(const caf::down_msg& down);

  // -- part::user_context ----------------------------------------------------
  void route(xml::stanza x) override;
  void run(persistence::transaction ops, completion then) override;
  part::session_table& sessions() override { return table; }
  void send(const part::session_record& to, xml::stanza x) override;
  void hand_over(const part::session_record& to,
                 std::vector<xml::stanza> stanzas,
                 std::function<void(bool written)> then) override;
  bool account_exists() const override { return exists; }

  // -- state -----------------------------------------------------------------

  /// The stream behind a session record.
  struct channel {
    std::uint64_t id;
    actors::session_actor stream;
    std::size_t window = 0;    ///< of credit; 0: no bound
    std::uint32_t handled = 0; ///< stanzas it has not been given credit for
    /// Since when it has been available.
    std::optional<time_point> available;
  };

  part::user_part& sibling_of(const std::type_info& type) override;
  void left(std::uint64_t session) override;
  /// Handles what parts routed to the own account, after the current handler.
  void settle() override;
  void refuse_to_store(completion then);
  void start_parts();
  void loaded_one();
  void wait_until_loaded(std::function<void()> call);
  void take_inbound(xml::stanza x);
  void take_outbound(std::uint64_t session, xml::stanza x);
  void credit_session(std::uint64_t session);
  channel* find_channel(std::uint64_t session);
  void end_session(part::session_record& s, const xml::stream_error& error);
  void end_sessions_until(std::uint64_t last, const xml::stream_error& error);
  void forget_session(std::uint64_t id);
  void take_back(const actors::returned_stanza& returned);
  void note_availability(std::uint64_t session);
  actors::session_opened bind(const actors::open_session& request);
  void remove_account(std::function<void(actors::account_changed)> then);

  void touch();
  bool is_idle() const;
  void watch_idleness();
  void leave();
  void released_one();
  void forget_self();

  const part::user_catalogue* catalogue = nullptr;
  phase now_in = phase::loading;
  bool exists = false;   ///< the account was made
  bool broken = false;   ///< its data could not be loaded: refuses, then leaves
  bool starting = false; ///< within start_parts
  std::size_t loading = 0;
  std::vector<std::function<void()>> deferred; ///< until loaded
  part::user_parts parts;

  part::session_table table;
  std::vector<channel> channels;
  std::uint64_t last_session = 0;
  std::uint64_t current_session = 0; ///< whose stanza is being handled
  bool current_waits = false;        ///< that stanza has not left yet

  bool removing = false; ///< the account is being removed
  /// Those that wait until nothing is being stored.
  std::vector<caf::typed_response_promise<actors::at_rest>> resting;

  std::deque<xml::stanza> local;
  bool draining = false;

  std::uint64_t activity = 0;
  bool watching_idleness = false;
  std::size_t to_release = 0;
  bool stay = false; ///< something came while leaving
};

actors::user_actor::behavior_type user(user_self self, xml::jid account,
                                       const part::user_catalogue* catalogue,
                                       registry::peers peers,
                                       actors::shared_config config);

} // namespace troupe::user
