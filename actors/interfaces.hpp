// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/base/protocol.hpp"
#include "actors/fwd.hpp"

/// Who accepts what: the protocol book. The messages are in messages.hpp.
namespace troupe::actors {

using base::protocol;
using caf::result;

/// Whatever has a JID of its own: users, hosts, rooms. Such actors hold
/// each other's handles; how handles come and go is told in
/// registry/address_book.hpp.
using addressable = protocol<
    /// Counts the sender among the holders of this handle.
    result<address_found>(hold_address),
    /// A stanza for this address, from a holder.
    result<void>(inbound),
    /// A peer has handled that many of our `inbound`.
    result<void>(inbound_credit),
    /// A peer wants to leave: its handle must be forgotten.
    result<released>(let_go),
    /// A peer has given up this actor's handle.
    result<void>(forsaken),
    /// Answered once all that came before it is committed.
    result<stored>(confirm_stored),
    /// A delayed call to oneself.
    result<void>(timer_fired),
    /// A new configuration is in force.
    result<void>(configuration_changed), result<description>(describe)>;

/// One account: roster, presence, offline messages; parts do the work.
using user_actor = addressable::extend<
    /// A stream was authenticated and wants a resource.
    typename base::signature<result<session_opened>(open_session)>::type,
    /// A stanza from one of the account's own sessions.
    typename base::signature<result<void>(outbound)>::type,
    typename base::signature<result<released>(session_closed)>::type,
    /// Stream management (XEP-0198) and client state (XEP-0352) of a session.
    typename base::signature<result<session_managed>(manage_session)>::type,
    typename base::signature<result<void>(acknowledged)>::type,
    typename base::signature<result<handled_confirmed>(confirm_handled)>::type,
    typename base::signature<result<session_resumed>(resume_session)>::type,
    typename base::signature<result<void>(client_state_changed)>::type,
    typename base::signature<result<void>(answered_by_session)>::type,
    /// Ends the sessions, or the one with that resource (kick).
    typename base::signature<result<sessions_ended>(end_sessions)>::type,
    typename base::signature<result<at_rest>(come_to_rest)>::type,
    typename base::signature<result<message_located>(locate_message)>::type,
    typename base::signature<result<sessions_listed>(list_sessions)>::type,
    typename base::signature<result<sessions_copied>(copy_sessions)>::type,
    /// Only in a rehearsal (rehearsal/).
    typename base::signature<result<void>(adopt_sessions)>::type,
    /// The account was made, disabled or enabled, or is to be removed with all
    /// that it has.
    typename base::signature<result<account_changed>(change_account)>::type>;

/// An address at a service (a room), or the service itself: the operator's
/// console may ask it.
using askable = addressable::extend<
    typename base::signature<result<address_answered>(ask_address)>::type,
    /// Answered once all that came before is sent on and stored.
    typename base::signature<result<at_rest>(come_to_rest)>::type>;

/// One client's stream.
using session_actor
    = protocol<result<void>(send_stanza), result<written>(report_written),
               /// The user actor has handled that many `outbound`.
               result<void>(outbound_credit),
               /// Close the stream with that error.
               result<void>(end_stream), result<void>(session_tick),
               result<void>(configuration_changed),
               result<description>(describe)>;

/// Admits connections and knows the sessions that there are.
using gate_actor = protocol<
    /// Stops listening and ends all streams; answered once they are gone.
    result<gate_closed>(close_gate), result<void>(configuration_changed),
    result<description>(describe)>;

/// Maps addresses to handles; spawns user actors at need.
using registry_actor = protocol<
    /// Answered by the address itself; a null handle: not on this server.
    result<address_found>(find_address),
    /// These four are passed on to the user actor.
    result<session_opened>(open_session),
    result<session_resumed>(resume_session),
    result<sessions_ended>(end_sessions),
    result<account_changed>(change_account),
    /// An idle user leaves: from now on its address gets a new actor.
    result<address_forgotten>(forget_address),
    /// Passed on to a room or a service.
    result<address_answered>(ask_address),
    /// All users come to rest.
    result<at_rest>(come_to_rest),
    /// What all users in memory know of a message.
    result<message_located>(locate_message),
    /// The sessions of all accounts.
    result<sessions_listed>(list_sessions),
    /// Passed on to the user actor, if there is one.
    result<sessions_copied>(copy_sessions), result<void>(configuration_changed),
    result<description>(describe)>;

/// The store, on a thread of its own behind a bounded queue.
using storage_actor
    = protocol<result<transaction_done>(run_transaction),
               /// From the storage thread.
               result<void>(batch_done), result<description>(describe)>;

/// Credentials and lock-out; passwords are hashed on a thread of its own.
using auth_actor = protocol<
    result<credentials_found>(fetch_credentials),
    result<password_checked>(check_password),
    /// A login has ended: feeds back-off and lock-out, and may refuse a
    /// success. A failure is answered once it may be told, which takes longer
    /// each time.
    result<login_noted>(login_ended), result<account_changed>(change_account),
    result<users_listed>(list_users), result<void>(watch_accounts),
    /// From the hashing thread.
    result<void>(hashed), result<void>(timer_fired),
    result<void>(configuration_changed), result<description>(describe)>;

} // namespace troupe::actors
