// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/meta/type_name.hpp>

#include "actors/messages.hpp"

/// How each message prints itself in traces: addresses, counts, stanzas as XML;
/// never a password. Messages stay within the process, so nothing here is read
/// back.
namespace troupe::actors {

inline std::string text_of(const xml::stanza& x) {
  return x ? xml::to_string(x) : std::string{};
}

inline std::string text_of(const std::optional<xml::stanza_error>& x) {
  return x ? std::string{xml::name_of(x->what)} : std::string{"none"};
}

} // namespace troupe::actors

/// Allows `type` as a message and prints it with the expressions that follow,
/// in which the message is called `x`.
#define TROUPE_MESSAGE(type, ...)                                              \
  namespace troupe::actors {                                                   \
  template <class Inspector>                                                   \
  typename Inspector::result_type inspect(Inspector& f, type& x) {             \
    (void)x;                                                                   \
    return f(caf::meta::type_name(#type) __VA_OPT__(, ) __VA_ARGS__);          \
  }                                                                            \
  }                                                                            \
  CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::type)

TROUPE_MESSAGE(account_changed, text_of(x.error))
TROUPE_MESSAGE(acknowledged, x.session, x.count)
TROUPE_MESSAGE(address_answered, x.answers.size())
TROUPE_MESSAGE(address_forgotten)
TROUPE_MESSAGE(address_found, x.sink)
TROUPE_MESSAGE(adopt_sessions)
TROUPE_MESSAGE(batch_done, x.outcomes->size())
TROUPE_MESSAGE(change_account, x.account.str(), static_cast<int>(x.what))
TROUPE_MESSAGE(ask_address, text_of(x.request))
TROUPE_MESSAGE(check_password, x.account.str(), x.address)
TROUPE_MESSAGE(answered_by_session, x.session, text_of(x.answer))
TROUPE_MESSAGE(at_rest)
TROUPE_MESSAGE(come_to_rest)
TROUPE_MESSAGE(client_state_changed, x.session, x.active)
TROUPE_MESSAGE(confirm_handled, x.session, x.count)
TROUPE_MESSAGE(confirm_stored)
TROUPE_MESSAGE(handled_confirmed, x.durable)
TROUPE_MESSAGE(locate_message, x.trace)
TROUPE_MESSAGE(message_located, x.events.size())
TROUPE_MESSAGE(manage_session, x.session, x.resume, x.seconds)
TROUPE_MESSAGE(resume_session, x.account.str(), x.count)
TROUPE_MESSAGE(session_managed, x.seconds)
TROUPE_MESSAGE(session_resumed, x.id, x.full.str(), x.handled)
TROUPE_MESSAGE(stored, x.durable)
TROUPE_MESSAGE(close_gate, std::string{xml::name_of(x.error.condition)})
TROUPE_MESSAGE(gate_closed)
TROUPE_MESSAGE(configuration_changed, x.config->file.string())
TROUPE_MESSAGE(copy_sessions, x.account.str())
TROUPE_MESSAGE(credentials_found, x.document.has_value(), x.locked, x.failed)
TROUPE_MESSAGE(describe)
TROUPE_MESSAGE(description, x.name, x.value)
TROUPE_MESSAGE(end_sessions, x.address.str(),
               std::string{xml::name_of(x.error.condition)})
TROUPE_MESSAGE(end_stream, std::string{xml::name_of(x.error.condition)})
TROUPE_MESSAGE(fetch_credentials, x.account.str(), x.address)
TROUPE_MESSAGE(find_address, x.address.str())
TROUPE_MESSAGE(forget_address, x.address.str())
TROUPE_MESSAGE(forsaken)
TROUPE_MESSAGE(hashed)
TROUPE_MESSAGE(hold_address, x.address.str())
TROUPE_MESSAGE(inbound, text_of(x.stanza))
TROUPE_MESSAGE(inbound_credit, x.count)
TROUPE_MESSAGE(let_go, x.address.str())
TROUPE_MESSAGE(list_sessions)
TROUPE_MESSAGE(list_users, x.host, x.after)
TROUPE_MESSAGE(login_noted, x.refused)
TROUPE_MESSAGE(login_ended, x.account.str(), x.address, x.success)
TROUPE_MESSAGE(open_session, x.account.str(), x.resource, x.address)
TROUPE_MESSAGE(outbound, x.session, text_of(x.stanza))
TROUPE_MESSAGE(outbound_credit, x.count)
TROUPE_MESSAGE(password_checked, x.right, x.failed)
TROUPE_MESSAGE(released)
TROUPE_MESSAGE(run_transaction, x.operations->size())
TROUPE_MESSAGE(report_written)
TROUPE_MESSAGE(written, x.all)
TROUPE_MESSAGE(send_stanza, text_of(x.stanza))
TROUPE_MESSAGE(session_closed, x.session, x.unsent.size())
TROUPE_MESSAGE(session_opened, x.id, x.full.str(), text_of(x.error))
TROUPE_MESSAGE(session_tick, x.kind, x.generation)
TROUPE_MESSAGE(sessions_ended, x.count)
TROUPE_MESSAGE(sessions_copied)
TROUPE_MESSAGE(sessions_listed, x.sessions.size())
TROUPE_MESSAGE(timer_fired, x.id)
TROUPE_MESSAGE(transaction_done, x.outcome->has_value())
TROUPE_MESSAGE(users_listed, x.accounts.size())
TROUPE_MESSAGE(watch_accounts)
