// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace troupe::actors {

struct account_changed;
struct acknowledged;
struct address_answered;
struct address_forgotten;
struct address_found;
struct answered_by_session;
struct ask_address;
struct at_rest;
struct batch_done;
struct change_account;
struct check_password;
struct client_state_changed;
struct close_gate;
struct come_to_rest;
struct configuration_changed;
struct confirm_handled;
struct confirm_stored;
struct credentials_found;
struct describe;
struct description;
struct end_sessions;
struct end_stream;
struct fetch_credentials;
struct find_address;
struct forget_address;
struct forsaken;
struct gate_closed;
struct handled_confirmed;
struct hashed;
struct hold_address;
struct inbound;
struct inbound_credit;
struct let_go;
struct list_sessions;
struct list_users;
struct locate_message;
struct login_ended;
struct login_noted;
struct manage_session;
struct message_located;
struct open_session;
struct outbound;
struct outbound_credit;
struct password_checked;
struct released;
struct report_written;
struct resume_session;
struct run_transaction;
struct send_stanza;
struct session_closed;
struct session_managed;
struct session_opened;
struct session_resumed;
struct session_tick;
struct sessions_ended;
struct sessions_listed;
struct stored;
struct timer_fired;
struct transaction_done;
struct users_listed;
struct written;

} // namespace troupe::actors
