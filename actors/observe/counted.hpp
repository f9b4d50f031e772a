// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "xml/stanza.hpp"

namespace troupe::part {

enum class outcome : std::uint8_t; // context.hpp

} // namespace troupe::part

/// What is counted. Labels of metrics come from these and nothing else, so that
/// there are as many however many people, rooms and addresses there are. The
/// names stand in the order of the values.
namespace troupe::observe {

/// Counts of their own, and the two halves of a gauge.
enum class counter : std::uint8_t {
  connections_accepted,
  connections_ended,
  sessions_bound,
  sessions_resumed,
  sessions_left, ///< bound or resumed, and at their end now
  tls_failures,
  storage_batches,
  storage_transactions,
  storage_operations,
  storage_failures, ///< transactions
  storage_queued,   ///< operations
  storage_taken,    ///< operations, from the queue
  hashes_queued,
  hashes_done,
  archived_for_accounts,
  archived_for_rooms,
  stored_offline,
  last
};

/// Bounds that something has come to. Those of ARCHITECTURE §5 first.
enum class limit : std::uint8_t {
  session_credit,
  link_window,
  link_bound,
  book_bound,
  storage_queue,
  login_queue,
  unsent_presence, ///< at `unsent_bytes` presence was left out,
  unsent_stream,   ///< a stream was ended,
  unsent_cut,      ///< at twice of it a connection was cut
  bytes_per_second,
  unacknowledged,
  client_state,
  connections,
  connections_per_address,
  stanza, ///< its bytes, depth or attributes
  account_writes,
  room_sending,
  room_writes,
  offline_messages,
  login_attempts,
  lockout,
  registrations,
  iqs_before_login,
  login_timeout,
  idle_timeout,
  last
};
inline constexpr auto limit_names = std::to_array<std::string_view>(
    {"session_credit",   "link_window",
     "link_bound",       "book_bound",
     "storage_queue",    "login_queue",
     "unsent_presence",  "unsent_stream",
     "unsent_cut",       "bytes_per_second",
     "unacknowledged",   "client_state",
     "connections",      "connections_per_address",
     "stanza",           "account_writes",
     "room_sending",     "room_writes",
     "offline_messages", "login_attempts",
     "lockout",          "registrations",
     "iqs_before_login", "login_timeout",
     "idle_timeout"});

enum class tls_version : std::uint8_t { tls_1_2, tls_1_3, other, last };
inline constexpr auto tls_names
    = std::to_array<std::string_view>({"1.2", "1.3", "other"});

/// Why a stream has ended.
enum class stream_end : std::uint8_t {
  closed,   ///< by the client, in order
  lost,     ///< the connection
  timeout,  ///< no login, or no answer to a ping
  conflict, ///< another session took the resource
  limit,    ///< `policy-violation`, `resource-constraint`
  protocol, ///< the client broke it
  shutdown,
  revoked, ///< the account or host is no more, or an operator ended it
  failed,  ///< an error of this server
  last
};
inline constexpr auto stream_end_names = std::to_array<std::string_view>(
    {"closed", "lost", "timeout", "conflict", "limit", "protocol", "shutdown",
     "revoked", "failed"});

/// The SASL mechanisms there are, and all other names; behind them what is none
/// of SASL: a password given to the web page.
enum class mechanism : std::uint8_t {
  scram_sha_1,
  scram_sha_1_plus,
  scram_sha_256,
  scram_sha_256_plus,
  plain,
  other,
  web,
  last
};
inline constexpr auto mechanism_names = std::to_array<std::string_view>(
    {"SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS",
     "PLAIN", "other", "web"});
/// Success, and the conditions of RFC 6120 §6.5 in the order of
/// `auth::sasl_condition`.
inline constexpr auto sasl_result_names = std::to_array<std::string_view>(
    {"success", "aborted", "account-disabled", "credentials-expired",
     "encryption-required", "incorrect-encoding", "invalid-authzid",
     "invalid-mechanism", "malformed-request", "mechanism-too-weak",
     "not-authorized", "temporary-auth-failure"});

enum class direction : std::uint8_t { in, out, last };
inline constexpr auto direction_names
    = std::to_array<std::string_view>({"in", "out"});

/// In the order of `xml::stanza_kind`.
inline constexpr auto stanza_kind_names
    = std::to_array<std::string_view>({"message", "presence", "iq"});

/// In the order of `part::outcome`.
inline constexpr auto outcome_names = std::to_array<std::string_view>(
    {"failed", "refused", "dropped", "filtered", "held", "stored", "delivered",
     "copied", "noted"});

/// The kinds of actors; the names are what they call themselves.
enum class actor_kind : std::uint8_t {
  session,
  user,
  room,
  rooms,
  host,
  registry,
  storage,
  auth,
  gate,
  admin,
  other,
  last
};
inline constexpr auto actor_kind_names = std::to_array<std::string_view>(
    {"session", "user", "room", "rooms", "host", "registry", "storage", "auth",
     "gate", "admin", "other"});
/// That of an actor of this name.
constexpr actor_kind kind_of(std::string_view name) {
  for (std::size_t i = 0; i < actor_kind_names.size(); ++i)
    if (actor_kind_names[i] == name)
      return static_cast<actor_kind>(i);
  return actor_kind::other;
}

template <class Enum>
inline constexpr auto size_of = static_cast<std::size_t>(Enum::last);

static_assert(limit_names.size() == size_of<limit>);
static_assert(tls_names.size() == size_of<tls_version>);
static_assert(stream_end_names.size() == size_of<stream_end>);
static_assert(mechanism_names.size() == size_of<mechanism>);
static_assert(direction_names.size() == size_of<direction>);
static_assert(actor_kind_names.size() == size_of<actor_kind>);

} // namespace troupe::observe
