// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <caf/system_messages.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/base/actor.hpp"
#include "actors/base/queue.hpp"
#include "actors/messages.hpp"
#include "actors/observe/counters.hpp"
#include "actors/part/catalogue.hpp"
#include "actors/part/dispatch.hpp"
#include "actors/registry/correspondent.hpp"
#include "actors/user/client_state.hpp"
#include "actors/user/device.hpp"
#include "actors/user/device_journal.hpp"
#include "actors/user/ledger.hpp"
#include "actors/user/session_copy.hpp"
#include "actors/user/store_wait.hpp"

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
  // Stream management: user_devices.cpp, user_resumption.cpp
  caf::result<actors::session_managed>
  on_manage_session(const actors::manage_session& request);
  void on_acknowledged(const actors::acknowledged& m);
  caf::result<actors::handled_confirmed>
  on_confirm_handled(const actors::confirm_handled& request);
  caf::result<actors::session_resumed>
  on_resume_session(const actors::resume_session& request);
  void on_client_state_changed(const actors::client_state_changed& m);
  void on_answered_by_session(const actors::answered_by_session& m);
  actors::sessions_ended on_end_sessions(const actors::end_sessions& m);
  actors::message_located on_locate_message(const actors::locate_message& m);
  actors::sessions_listed on_list_sessions(const actors::list_sessions&);
  actors::sessions_copied on_copy_sessions(const actors::copy_sessions&);
  void on_adopt_sessions(const actors::adopt_sessions& m);
  caf::result<actors::at_rest> on_come_to_rest(const actors::come_to_rest&);
  caf::result<actors::account_changed>
  on_change_account(const actors::change_account& request);
  caf::result<actors::description> on_describe(const actors::describe& which);
  caf::result<actors::description> describe_session(std::string_view resource);
  std::size_t memory() const override;
  void on_down(const caf::down_msg& down);

  // -- part::user_context ----------------------------------------------------
  void note(const xml::stanza& x, part::decision d) override;
  void route(xml::stanza x) override;
  void run(persistence::transaction ops, completion then) override;
  part::session_table& sessions() override { return table; }
  void send(const part::session_record& to, xml::stanza x) override;
  void hand_over(const part::session_record& to,
                 std::vector<xml::stanza> stanzas,
                 std::function<void(bool written)> then) override;
  void append_surely(std::string_view log, persistence::log_entry entry,
                     std::function<void(appended)> then) override;
  void remove_surely(std::string_view log, const std::vector<std::string>& ids,
                     std::function<void()> then) override;
  bool account_exists() const override { return exists; }

  // -- state -----------------------------------------------------------------

  /// The stream behind a session record.
  struct channel {
    std::uint64_t id;
    actors::session_actor stream;
    std::size_t window = 0;    ///< of credit; 0: no bound
    std::uint32_t handled = 0; ///< stanzas it has not been given credit for
    /// Since when it has been taking messages for the bare JID.
    std::optional<time_point> available;
    /// With stream management; the stream is null while it is detached.
    std::unique_ptr<device> managed;
    client_state_filter state;
  };
  /// What is to be handled after the current handler: a stanza for the account,
  /// or (without one) a call behind those before it.
  struct arrival {
    xml::stanza stanza;
    bool returned = false; ///< see part::passage
    std::function<void()> call;
  };

  part::user_part& sibling_of(const std::type_info& type) override;
  void left(std::uint64_t session) override;
  /// Handles what parts routed to the own account, after the current handler.
  void settle() override;
  void refuse_to_store(completion then);
  void start_parts();
  void send_first_reads();
  void loaded_one();
  /// Runs `call` now, or, in its turn, once all is loaded.
  template <class F>
  void wait_until_loaded(F call) {
    if (now_in == phase::loading)
      deferred.push_back(base::trace::kept("load", std::move(call)));
    else
      call();
  }
  void take_inbound(xml::stanza x, bool returned = false);
  bool is_repeated(passed_messages& passed, const xml::stanza& x) const;
  void record(const xml::stanza& x, std::string_view what,
              std::string_view reason, std::uint64_t session);
  void tell_of(const channel& c, const xml::stanza& x, part::decision d);
  void take_outbound(std::uint64_t session, xml::stanza x);
  void credit_session(std::uint64_t session);
  channel* find_channel(std::uint64_t session);
  void end_session(part::session_record& s, const xml::stream_error& error);
  void end_sessions_until(std::uint64_t last, const xml::stream_error& error);
  void forget_session(std::uint64_t id);
  void when_stored(std::function<void(bool durable)> then) override;

  // user_devices.cpp
  void push(channel& c, xml::stanza x, bool kept = false);
  void pass_on(channel& c, xml::stanza x, bool kept);
  void pass_on_held(channel& c, xml::stanza x, std::string_view why);
  static bool waits_for_client(const channel& c);
  void release(channel& c);
  void end_overflowed(std::uint64_t session);
  std::vector<std::uint64_t> note_acknowledged(const channel& c,
                                               std::uint32_t count);
  bool acknowledge(channel& c, std::uint32_t count);
  void tell_acknowledged(device& d);
  void confirm(channel& c, std::function<void(bool durable)> then);
  void forget_device(device& d);
  bool holds(const xml::stanza& wanted, const xml::stanza& x) const;
  void spare(channel& c, const xml::stanza& x);
  bool is_queued(const xml::stanza& x);
  channel* find_device(std::string_view token);

  /// How long a client waits for the disk when a session begins or goes on.
  static constexpr std::chrono::milliseconds longest_wait{1'000};
  /// `f`, the first time that it is called.
  static std::function<void(bool)> once(std::function<void(bool)> f);

  // user_storing.cpp
  /// Who wants to know of a write; none: nobody.
  struct write_end {
    std::function<void(appended)> then;
    store_wait waits;
  };
  /// What is to be appended and removed, and an end for each.
  struct pending_writes {
    persistence::transaction what;
    std::vector<write_end> then;
  };
  /// What one transaction stores, should it have to be tried again.
  struct flushed_batch {
    persistence::shared_transaction operations; ///< the writes come first
    std::vector<write_end> then;                ///< for each write
    std::vector<std::pair<std::string, device_journal::mark>> marks;
    persistence::transaction removals;
    bool with_devices = false;
    std::uint64_t passed_in_from = 0; ///< what was stored before it
    std::uint64_t passed_out_from = 0;
  };
  struct stored_wait {
    std::uint64_t flush; ///< the first that stores all of it
    std::function<void(bool)> then;
    store_wait waits;
  };
  void run_in_order(persistence::transaction ops, completion then);
  void mark_dirty(channel& c);
  bool is_congested(const xml::stanza& x) const;
  void refuse_unstored(const xml::stanza& x);
  void flush_soon(std::chrono::milliseconds delay);
  void flush(bool with_devices);
  void add_devices(persistence::transaction& ops, flushed_batch& batch);
  void flushed(flushed_batch& batch,
               const persistence::result<persistence::answers>& r);
  void add_write(persistence::operation what,
                 std::function<void(appended)> then);
  store_wait wait_for_store() const;
  void end_write(const persistence::operation& what, const write_end& end,
                 appended how);
  void store(const std::shared_ptr<flushed_batch>& batch);
  void run_behind();
  void drop_unstored();
  void answer_waiting();
  void put_back(flushed_batch& batch);

  // user_resumption.cpp
  void detach(channel& c);
  void end_in_time(device& d);
  static void renumber(device& d, std::uint32_t by);
  bool take_resumption(channel& c, const actors::resume_session& request);
  void finish_resumption(
      std::uint64_t session, const actors::resume_session& request,
      caf::typed_response_promise<actors::session_resumed> promise,
      bool durable);
  void restore_devices(const persistence::answers& stored);
  void restore_passed(const persistence::answers& stored);
  void restore_device(device_journal::stored_device& stored,
                      const persistence::answers& queue);
  void take_back(const actors::returned_stanza& returned);
  void note_availability(std::uint64_t session);
  void adopt(const session_copy& s); // user_copying.cpp
  actors::session_opened bind(const actors::open_session& request);
  void remove_account(std::function<void(actors::account_changed)> then);
  void disable();

  void touch();
  bool is_idle() const;
  void watch_idleness();
  void leave();
  void stayed() override;
  void is_forgotten() override;

  const part::user_catalogue* catalogue = nullptr;
  phase now_in = phase::loading;
  bool exists = false;   ///< the account was made
  bool disabled = false; ///< it opens and resumes no session
  bool broken = false;   ///< its data could not be loaded: refuses, then leaves
  /// So often it is tried, before all that waits for it is refused.
  static constexpr std::size_t load_attempts = 4;
  static constexpr std::chrono::milliseconds load_pause{1'000};
  std::size_t failed_loads = 0;
  std::size_t loading = 0;
  /// What the parts read when they start: one transaction for all of them.
  struct first_reads {
    persistence::transaction ops;
    /// With how many of the answers are theirs.
    std::vector<std::pair<std::size_t, completion>> readers;
  };
  std::unique_ptr<first_reads> starting;       ///< within start_parts
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

  ledger history;
  passed_messages passed_in;
  passed_messages passed_out;
  std::uint64_t passed_in_stored = 0; ///< so many of them are in the journal
  std::uint64_t passed_out_stored = 0;
  base::queue<arrival> local;
  /// At one of the bounds messages are refused.
  static constexpr std::size_t unstored_bound = 10'000;
  static constexpr std::size_t unstored_bytes_bound = 4 * 1024 * 1024;
  pending_writes unstored;
  std::size_t unstored_bytes = 0; ///< also of what is under way
  /// Go after these; beyond the bound they are refused.
  static constexpr std::size_t behind_bound = 1'000;
  std::vector<std::function<void()>> behind_appends;
  /// Of devices that have ended: go with the next transaction.
  persistence::transaction removals;
  bool flushing = false; ///< a transaction is under way
  bool flush_devices_too = false;
  bool flushing_soon = false;
  std::uint64_t flush_timer = 0;
  bool failing = false; ///< the last one failed, and waits for its next try
  std::optional<persistence::store_errc> fault; ///< why the last one failed
  std::uint64_t flushes = 0;                    ///< that have ended
  std::vector<stored_wait> waiting_for_flush;
  std::size_t confirming = 0; ///< questions to peers that are open
  bool draining = false;

  std::uint64_t activity = 0;
  bool watching_idleness = false;
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::user>
      counted;
};

actors::user_actor::behavior_type user(user_self self, xml::jid account,
                                       const part::user_catalogue* catalogue,
                                       registry::peers peers,
                                       actors::shared_config config);

} // namespace troupe::user
