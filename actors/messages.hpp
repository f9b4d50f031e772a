// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/interfaces.hpp"
#include "config/server_config.hpp"
#include "persistence/operation.hpp"
#include "xml/errors.hpp"
#include "xml/jid.hpp"
#include "xml/stanza.hpp"

namespace troupe::user {

struct session_copy;

} // namespace troupe::user

/// Every message between actors. Requests are imperative, events past tense.
namespace troupe::actors {

// -- addresses ---------------------------------------------------------------

/// Asks the registry for a bare JID's or a domain's actor.
struct find_address {
  xml::jid address;
};
/// The same, passed on to the actor itself: the asker becomes a holder.
struct hold_address {
  xml::jid address;
};
struct address_found {
  addressable sink;
};
/// A stanza for the receiver's address.
struct inbound {
  xml::stanza stanza;
};
struct inbound_credit {
  std::uint32_t count = 0;
};
struct let_go {
  xml::jid address;
};
struct released {};
struct forsaken {};
struct forget_address {
  xml::jid address;
};
struct address_forgotten {};
/// An IQ request of the operator's console for a room or a service. Its `from`
/// is made up by the registry.
struct ask_address {
  xml::stanza request;
};
/// What came back to the console, the IQ's answer last; nothing: there is no
/// such service.
struct address_answered {
  std::vector<xml::stanza> answers;
};

// -- sessions ----------------------------------------------------------------

/// Wants a resource bound for an authenticated stream.
struct open_session {
  xml::jid account;     ///< bare
  std::string resource; ///< wanted; empty: the server chooses
  session_actor session;
  std::string address; ///< of the peer
  bool secure = false;
  std::size_t credit = 0; ///< stanzas it may be ahead; 0: no bound
};
/// The answer: an id for `outbound` and the bound JID, or an error.
struct session_opened {
  std::uint64_t id = 0;
  xml::jid full;
  user_actor user;
  std::optional<xml::stanza_error> error;
};
struct outbound {
  std::uint64_t session = 0;
  xml::stanza stanza;
  std::uint32_t number = 0; ///< with stream management: of the stanza
};
struct outbound_credit {
  std::uint32_t count = 0;
};
/// A stanza that was never written to the stream that it was sent to.
struct returned_stanza {
  returned_stanza(xml::stanza x, std::chrono::system_clock::time_point at = {})
      : stanza(std::move(x)), sent(at) {}

  xml::stanza stanza;
  std::chrono::system_clock::time_point sent; ///< to the stream
};
/// The stream ends (id), or has ended without writing all (id 0 and `unsent`).
/// Answered once all that was sent to the stream before is known to have come.
struct session_closed {
  std::uint64_t session = 0;
  std::vector<returned_stanza> unsent;
  /// The stream was not closed in order: the session may be resumed, if it is
  /// one that can be (XEP-0198 §5).
  bool resumable = false;
};
struct send_stanza {
  xml::stanza stanza;
  bool kept = false; ///< its sender keeps it until it is written
};
/// Asks to be told when all that was sent before has left for the socket.
struct report_written {};
/// `all`: nothing is left; else the stream ended first.
struct written {
  bool all = false;
};
struct end_stream {
  xml::stream_error error;
};
/// A session's own timer; stale ones carry an old generation.
struct session_tick {
  std::uint32_t kind = 0;
  std::uint64_t generation = 0;
};

// -- stream management, XEP-0198
// -----------------------------------------------

/// Wants what is sent from now on to be kept until it is acknowledged.
struct manage_session {
  std::uint64_t session = 0;
  bool resume = false;
  std::uint32_t seconds = 0; ///< wished for resumption; 0: no wish
};
struct session_managed {
  std::string token; ///< the SM-ID; empty: cannot be resumed
  std::uint32_t seconds = 0;
};
/// The client has handled that many of our stanzas.
struct acknowledged {
  std::uint64_t session = 0;
  std::uint32_t count = 0;
};
/// Asks to be told when all that the first `count` stanzas of the client must
/// leave behind is committed, here and at those whom they were for.
struct confirm_handled {
  std::uint64_t session = 0;
  std::uint32_t count = 0;
};
struct handled_confirmed {
  bool durable = false;
};
/// Wants a session carried on by an authenticated stream.
struct resume_session {
  xml::jid account; ///< bare
  std::string token;
  std::uint32_t count = 0; ///< of our stanzas that the client has handled
  session_actor session;
  std::string address; ///< of the peer
  bool secure = false;
  std::size_t credit = 0; ///< see open_session
};
/// The answer; what was not acknowledged follows it.
struct session_resumed {
  std::uint64_t id = 0;
  xml::jid full;
  user_actor user;
  std::uint32_t handled = 0;      ///< stanzas of the client
  std::uint32_t acknowledged = 0; ///< of ours
  std::optional<xml::condition> error;
};
/// XEP-0352: whether somebody looks at the client.
struct client_state_changed {
  std::uint64_t session = 0;
  bool active = true;
};
/// What a managed session answers by itself comes back as `send_stanza`, so
/// that it is numbered.
struct answered_by_session {
  std::uint64_t session = 0;
  xml::stanza answer;
};
/// Asks an address to be told when all that came before is committed.
struct confirm_stored {};
struct stored {
  bool durable = false;
};

/// Asks what became of a message, by its trace.
struct locate_message {
  std::uint64_t trace = 0;
};
struct message_event {
  std::string account;
  std::int64_t time = 0; ///< microseconds since the Unix epoch
  std::string what, reason;
  std::string resource; ///< of the device that it is about; may be empty
};
struct message_located {
  std::vector<message_event> events; ///< of one account, the oldest first
};

/// Ends all sessions of an account, or one resource's.
struct end_sessions {
  xml::jid address; ///< bare or full
  xml::stream_error error;
};
struct sessions_ended {
  std::uint32_t count = 0;
};
struct list_sessions {};
struct session_facts {
  std::string jid, address;
  bool secure = false, available = false;
  std::int32_t priority = 0;
  std::int64_t since = 0; ///< seconds since the Unix epoch
};
struct sessions_listed {
  std::vector<session_facts> sessions;
};

/// What an account that is in memory knows of its sessions. It does not come
/// into memory for that.
struct copy_sessions {
  xml::jid account; ///< bare
};
using session_copies = std::shared_ptr<const std::vector<user::session_copy>>;
/// Null where the account is not in memory, or is still loading.
struct sessions_copied {
  session_copies sessions;
};
/// Has these sessions in place of its own, or beside them, as if they had
/// always been there: nobody is told, nothing is delivered (rehearsals).
struct adopt_sessions {
  session_copies sessions;
  bool beside = false;
};

/// Stops listening and ends every stream with that error.
struct close_gate {
  xml::stream_error error;
};
struct gate_closed {};

// -- storage -----------------------------------------------------------------

/// Its sender may keep the operations, and so try again without a copy.
struct run_transaction {
  persistence::shared_transaction operations;

  run_transaction() : run_transaction(persistence::transaction{}) {}
  explicit run_transaction(persistence::transaction ops)
      : operations(
          std::make_shared<const persistence::transaction>(std::move(ops))) {}
  explicit run_transaction(persistence::shared_transaction ops)
      : operations(std::move(ops)) {}
};
using transaction_result = persistence::result<persistence::answers>;
struct transaction_done {
  std::shared_ptr<const transaction_result> outcome;
};
struct batch_done {
  std::shared_ptr<const std::vector<transaction_result>> outcomes;
};

// -- accounts ----------------------------------------------------------------

struct fetch_credentials {
  xml::jid account;
  std::string address;
};
/// The stored document, or none where there is no such account. `locked`: no
/// login now, whatever the proof says.
struct credentials_found {
  std::optional<std::string> document;
  bool locked = false;
  bool failed = false; ///< the store did not answer
};
/// For PLAIN, and for registration's old password.
struct check_password {
  xml::jid account;
  std::string address, password;
};
struct password_checked {
  bool right = false;
  bool disabled = false; ///< the account; told only where `right`
  bool failed = false;
};
struct login_ended {
  xml::jid account;
  std::string address;
  bool success = false;
};
/// `refused`: the proof was right, but the account or address was locked while
/// it was given; streams side by side must not buy a guess each.
struct login_noted {
  bool refused = false;
};
/// A disabled account keeps all that it has, but nobody can log in to it.
enum class account_change : std::uint8_t {
  create,
  set_password,
  remove,
  disable,
  enable
};
struct change_account {
  xml::jid account;
  account_change what = account_change::create;
  std::string password;
  std::string address; ///< of a stranger who registers; else empty
};
struct account_changed {
  std::optional<xml::stanza_error> error;
};
/// Has `told` called with each account whose password was changed, or that was
/// disabled or removed, on any thread and before whoever did it is answered;
/// until nobody has it any more.
struct watch_accounts {
  std::weak_ptr<const std::function<void(const xml::jid&)>> told;
};
/// A job of the hashing thread is done: `outcome` runs on the auth actor.
struct hashed {
  std::shared_ptr<std::function<void()>> outcome;
};
struct list_users {
  std::string host, after;
  std::uint32_t limit = 1000;
  bool only_disabled = false;
};
struct users_listed {
  std::vector<std::string> accounts;
};

/// Asks to be told when nothing that came before is still being stored.
struct come_to_rest {};
struct at_rest {};

// -- everybody ---------------------------------------------------------------

struct timer_fired {
  std::uint64_t id = 0;
};
using shared_config = std::shared_ptr<const config::server_config>;
struct configuration_changed {
  shared_config config;
};
struct describe {
  std::string resource; ///< a session of the account; empty: the actor itself
};
/// An actor's state as a tree of names and values.
struct description {
  std::string name, value;
  std::vector<description> children;

  description& add(std::string child, std::string text = {}) {
    return children.emplace_back(
        description{std::move(child), std::move(text), {}});
  }
};

} // namespace troupe::actors

#include "actors/inspection.hpp"
