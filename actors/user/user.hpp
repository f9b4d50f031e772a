// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <caf/system_messages.hpp>

#include "actors/base/actor.hpp"
#include "actors/base/delayed_calls.hpp"
#include "actors/messages.hpp"
#include "actors/part/catalogue.hpp"
#include "actors/part/dispatch.hpp"
#include "actors/registry/address_book.hpp"
#include "actors/registry/holders.hpp"

namespace troupe::user {

/// Whom a user actor talks to.
struct user_peers {
  actors::registry_actor registry;
  actors::storage_actor storage;
  actors::auth_actor auth;
};

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
struct user_state final : part::user_context,
                          part::account_service,
                          registry::address_book::port {
  static inline const char* name = "user";
  using self_pointer = base::self_pointer<actors::user_actor, user_state>;
  enum class phase : std::uint8_t { loading, active, leaving, forgetting };

  explicit user_state(self_pointer self);
  void begin(xml::jid account, const part::user_catalogue& catalogue,
             user_peers peers, actors::shared_config config);

  // -- messages --------------------------------------------------------------
  caf::result<actors::address_found>
  on_hold_address(const actors::hold_address& request);
  void on_inbound(actors::inbound& m);
  void on_inbound_credit(const actors::inbound_credit& m);
  actors::released on_let_go(const actors::let_go&);
  void on_forsaken(const actors::forsaken&);
  caf::result<actors::session_opened>
  on_open_session(const actors::open_session& request);
  void on_outbound(actors::outbound& m);
  void on_session_closed(const actors::session_closed& m);
  actors::sessions_ended on_end_sessions(const actors::end_sessions& m);
  actors::sessions_listed on_list_sessions(const actors::list_sessions&);
  caf::result<actors::account_changed>
  on_change_account(const actors::change_account& request);
  void on_timer_fired(const actors::timer_fired& m);
  void on_configuration_changed(const actors::configuration_changed& m);
  actors::description on_describe(const actors::describe&);
  void on_down(const caf::down_msg& down);

  // -- part::user_context ----------------------------------------------------
  const xml::jid& self() const override { return account; }
  time_point now() const override;
  const config::server_config& configuration() const override;
  void route(xml::stanza x) override;
  void run(persistence::transaction ops, completion then) override;
  void later(std::chrono::milliseconds delay,
             std::function<void()> then) override;
  void note(const xml::stanza& x, part::decision d) override;
  part::account_service& accounts() override { return *this; }
  part::session_table& sessions() override { return table; }
  void send(const part::session_record& to, xml::stanza x) override;
  bool account_exists() const override { return exists; }

  // -- part::account_service -------------------------------------------------
  void create(const xml::jid& who, std::string password, done then) override;
  void set_password(const xml::jid& who, std::string password,
                    done then) override;
  void remove(const xml::jid& who, done then) override;

  // -- registry::address_book::port ------------------------------------------
  void find_address(const xml::jid& address) override;
  void send_inbound(const actors::addressable& to, xml::stanza x) override;
  void forsake(const actors::addressable& peer) override;
  void refuse(const xml::stanza& x, xml::condition why) override;
  void left(std::uint64_t session) override;

  // -- state -----------------------------------------------------------------

  /// The stream behind a session record.
  struct channel {
    std::uint64_t id;
    actors::session_actor stream;
    std::uint32_t handled = 0; ///< stanzas it has not been given credit for
  };

  part::user_part& sibling_of(const std::type_info& type) override;
  void start_parts();
  void loaded_one();
  void wait_until_loaded(std::function<void()> call);
  void take_inbound(xml::stanza x);
  void take_outbound(std::uint64_t session, xml::stanza x);
  /// Handles what parts routed to the own account, after the current handler.
  void drain_local();
  void credit_session(std::uint64_t session);
  channel* find_channel(std::uint64_t session);
  void end_session(part::session_record& s, const xml::stream_error& error);
  void forget_session(std::uint64_t id);
  actors::session_opened bind(const actors::open_session& request);
  void change(actors::change_account request, done then);
  void remove_account(std::function<void(actors::account_changed)> then);

  void touch();
  bool is_idle() const;
  void watch_idleness();
  void leave();
  void released_one();
  void forget_self();

  self_pointer actor;
  xml::jid account;
  const part::user_catalogue* catalogue = nullptr;
  user_peers peers;
  actors::shared_config config;

  phase now_in = phase::loading;
  bool exists = false;   ///< the account was made
  bool broken = false;   ///< its data could not be loaded: refuses, then leaves
  bool starting = false; ///< within start_parts
  std::size_t loading = 0;
  std::vector<std::function<void()>> deferred; ///< until loaded
  std::uint64_t epoch = 0; ///< of the parts; callbacks of earlier ones are void
  part::user_parts parts;

  part::session_table table;
  std::vector<channel> channels;
  std::uint64_t last_session = 0;
  std::uint64_t current_session = 0; ///< whose stanza is being handled
  bool current_waits = false;        ///< that stanza has not left yet

  registry::address_book book;
  registry::holders holders;
  std::deque<xml::stanza> local;
  bool draining = false;
  base::delayed_calls calls;
  std::size_t storing = 0; ///< transactions that are under way

  std::uint64_t activity = 0;
  bool watching_idleness = false;
  std::size_t to_release = 0;
  bool stay = false; ///< something came while leaving
};

actors::user_actor::behavior_type user(user_state::self_pointer self,
                                       xml::jid account,
                                       const part::user_catalogue* catalogue,
                                       user_peers peers,
                                       actors::shared_config config);

} // namespace troupe::user
