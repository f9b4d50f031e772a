// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include <caf/system_messages.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/base/actor.hpp"
#include "actors/messages.hpp"
#include "actors/observe/counters.hpp"

namespace troupe::registry {

/// A service: at `SUBDOMAIN.HOST` of each host there is an actor, and one for
/// each address there that is asked for (rooms).
struct service_factory {
  using maker = std::function<actors::askable(
      const xml::jid& address, const actors::shared_config& config)>;

  std::string subdomain;
  maker domain;
  maker address; ///< null: nobody has an address there
};

/// Makes the actors that the registry knows addresses of.
struct factories {
  std::function<actors::user_actor(const xml::jid& account,
                                   const actors::shared_config&)>
      user;
  std::function<actors::addressable(const config::host_section& host,
                                    const actors::shared_config&)>
      host;
  /// What each host has besides, by the configuration.
  std::function<std::vector<service_factory>(const config::server_config&)>
      services;
};

/// Which actor has which address. Users and rooms are made when they are first
/// asked for and watched; an idle one says `forget_address` before it leaves.
struct registry_state {
  static inline const char* name = "registry";
  using self_pointer
      = base::self_pointer<actors::registry_actor, registry_state>;

  struct service {
    actors::askable actor;
    service_factory::maker address;
  };

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
  caf::result<actors::sessions_copied>
  on_copy_sessions(const actors::copy_sessions& request);
  caf::result<actors::message_located>
  on_locate_message(const actors::locate_message& request);
  caf::result<actors::address_answered>
  on_ask_address(const actors::ask_address& request);
  void on_configuration_changed(const actors::configuration_changed& news);
  actors::description on_describe(const actors::describe&);
  void on_down(const caf::down_msg& down);

  /// Asks all of these; `then` gets what `add` has put together once each has
  /// answered, or has left.
  template <class Answer, class Actors, class Question, class Add, class Then>
  void ask_each(const Actors& asked, const Question& question, Add add,
                Then then);
  /// Asks every user actor, and answers with that.
  template <class Answer, class Question, class Add>
  caf::result<Answer> ask_all_users(const Question& question, Add add);

  /// The account's actor, made if there is none. Null for a foreign domain.
  actors::user_actor user_of(const xml::jid& account);
  /// The same of what is at a service. Null where the domain is none.
  actors::askable room_of(const xml::jid& address);
  /// Whatever has that address; null for a foreign domain.
  actors::addressable owner_of(const xml::jid& address);
  void remove(const caf::actor_addr& who);
  void serve_hosts();
  void serve_services();
  void serve(const xml::jid& domain, const service_factory& by);
  void close_service(const std::string& domain, const service& x);
  void close_host(const std::string& domain, const actors::addressable& host);
  void stop_all(const caf::error& reason);

  self_pointer self;
  factories make;
  actors::shared_config config;
  std::unordered_map<std::string, actors::addressable> hosts; // by domain
  std::unordered_map<std::string, service> services;          // by domain
  std::unordered_map<std::string, actors::user_actor> users;  // by bare JID
  std::unordered_map<std::string, actors::askable> rooms;     // by bare JID
  std::unordered_map<caf::actor_addr, std::string> names; // of users and rooms
  std::uint64_t spawned = 0;
  std::uint64_t asked = 0; ///< by the console
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::registry>
      counted;
};

actors::registry_actor::behavior_type
registry(registry_state::self_pointer self, factories make);

} // namespace troupe::registry
