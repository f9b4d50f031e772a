// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

#include <caf/system_messages.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/base/actor.hpp"
#include "actors/messages.hpp"

namespace troupe::registry {

/// Makes the actors that the registry knows addresses of.
struct factories {
  std::function<actors::user_actor(const xml::jid& account,
                                   const actors::shared_config&)>
      user;
  std::function<actors::addressable(const config::host_section& host,
                                    const actors::shared_config&)>
      host;
};

/// Which actor has which address. User actors are made when they are first
/// asked for and watched; an idle one says `forget_address` before it leaves.
struct registry_state {
  static inline const char* name = "registry";
  using self_pointer
      = base::self_pointer<actors::registry_actor, registry_state>;

  explicit registry_state(self_pointer self) : self(self) {}

  caf::result<actors::address_found>
  on_find_address(const actors::find_address& request);
  caf::result<actors::session_opened>
  on_open_session(const actors::open_session& request);
  caf::result<actors::session_resumed>
  on_resume_session(const actors::resume_session& request);
  caf::result<actors::sessions_ended>
  on_end_sessions(const actors::end_sessions& request);
  caf::result<actors::account_changed>
  on_change_account(const actors::change_account& request);
  actors::address_forgotten
  on_forget_address(const actors::forget_address& request);
  caf::result<actors::at_rest>
  on_come_to_rest(const actors::come_to_rest& request);
  caf::result<actors::sessions_listed>
  on_list_sessions(const actors::list_sessions& request);
  caf::result<actors::message_located>
  on_locate_message(const actors::locate_message& request);
  void on_configuration_changed(const actors::configuration_changed& news);
  actors::description on_describe(const actors::describe&);
  void on_down(const caf::down_msg& down);

  /// Asks every user actor; answers once all have, or have left.
  template <class Answer, class Question, class Add>
  caf::result<Answer> ask_all_users(const Question& question, Add add);

  /// The account's actor, made if there is none. Null for a foreign domain.
  actors::user_actor user_of(const xml::jid& account);
  void serve_hosts();
  void close_host(const std::string& domain, const actors::addressable& host);
  void stop_all(const caf::error& reason);

  self_pointer self;
  factories make;
  actors::shared_config config;
  std::unordered_map<std::string, actors::addressable> hosts; // by domain
  std::unordered_map<std::string, actors::user_actor> users;  // by bare JID
  std::unordered_map<caf::actor_addr, std::string> names;     // of users
  std::uint64_t spawned = 0;
};

actors::registry_actor::behavior_type
registry(registry_state::self_pointer self, factories make);

} // namespace troupe::registry
