// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace troupe::actors {

struct account_changed;
struct address_forgotten;
struct address_found;
struct at_rest;
struct batch_done;
struct change_account;
struct check_password;
struct configuration_changed;
struct credentials_found;
struct describe;
struct description;
struct end_sessions;
struct end_stream;
struct fetch_credentials;
struct find_address;
struct forsaken;
struct close_gate;
struct come_to_rest;
struct forget_address;
struct gate_closed;
struct hold_address;
struct inbound;
struct inbound_credit;
struct hashed;
struct let_go;
struct list_users;
struct login_ended;
struct login_noted;
struct open_session;
struct outbound;
struct outbound_credit;
struct password_checked;
struct released;
struct run_transaction;
struct report_written;
struct send_stanza;
struct session_closed;
struct session_opened;
struct session_tick;
struct sessions_ended;
struct sessions_listed;
struct list_sessions;
struct timer_fired;
struct transaction_done;
struct users_listed;
struct written;

} // namespace troupe::actors
