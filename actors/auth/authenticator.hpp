// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <caf/typed_response_promise.hpp>

#include "actors/auth/hashing_pool.hpp"
#include "actors/auth/lockout.hpp"
#include "actors/base/actor.hpp"
#include "actors/base/delayed_calls.hpp"
#include "actors/messages.hpp"
#include "actors/observe/counters.hpp"

namespace troupe::auth {

/// The name of the document that holds an account's credentials: whoever has
/// it has an account.
inline constexpr std::string_view credentials_document = "credentials";

/// Keeps credentials: fetches them for logins, with back-off and lock-out by
/// account and by address, and makes, changes and removes accounts. Passwords
/// are hashed on a pool of threads behind a bounded queue.
struct auth_state {
  static inline const char* name = "auth";
  using self_pointer = base::self_pointer<actors::auth_actor, auth_state>;

  explicit auth_state(self_pointer self);
  void begin(actors::storage_actor storage, actors::registry_actor registry,
             std::shared_ptr<hashing_pool> pool, std::string decoy_secret,
             actors::shared_config config);

  caf::result<actors::credentials_found>
  on_fetch_credentials(const actors::fetch_credentials& question);
  caf::result<actors::password_checked>
  on_check_password(const actors::check_password& question);
  caf::result<actors::login_noted>
  on_login_ended(const actors::login_ended& news);
  caf::result<actors::account_changed>
  on_change_account(const actors::change_account& request);
  caf::result<actors::users_listed>
  on_list_users(const actors::list_users& request);
  void on_watch_accounts(const actors::watch_accounts& wish);
  void on_hashed(const actors::hashed& done);
  void on_timer_fired(const actors::timer_fired& m);
  void on_configuration_changed(const actors::configuration_changed& news);
  actors::description on_describe(const actors::describe&);

  using account_promise = caf::typed_response_promise<actors::account_changed>;
  using users_promise = caf::typed_response_promise<actors::users_listed>;
  using outcome = persistence::result<persistence::answers>;

  void create(const actors::change_account& request, account_promise promise);
  void set_password(const actors::change_account& request,
                    account_promise promise);
  void pass_on(const actors::change_account& request, account_promise promise);
  void set_disabled(const actors::change_account& request,
                    account_promise promise);
  /// Derives keys and stores them, keeping `disabled`.
  void store_password(const actors::change_account& request, bool disabled,
                      account_promise promise);
  void announce(const xml::jid& account, account_promise promise);
  /// Who could log in to it may not be able to any more.
  void tell_watchers(const xml::jid& account);
  void list_more(actors::list_users request, actors::users_listed so_far,
                 users_promise promise);
  void keep_disabled(std::vector<std::string> names,
                     std::function<void(std::vector<std::string>)> then);

  /// The credentials document of an account, by a callback.
  void load(const xml::jid& account, std::function<void(outcome)> then);
  void run(persistence::transaction ops, std::function<void(outcome)> then);
  /// Runs `work` on the pool and what it returns on this actor. False where
  /// too many wait already.
  bool hash(std::function<std::function<void()>()> work);
  bool may_register(const std::string& address);
  /// Is an administrator's, whether it is there or not.
  bool is_reserved(const xml::jid& account) const;
  /// Has failed so often that no attempt is looked at for a while.
  bool is_locked(const xml::jid& account, const std::string& address);
  bool is_served(const xml::jid& account) const;

  self_pointer self;
  actors::storage_actor storage;
  actors::registry_actor registry;
  std::shared_ptr<hashing_pool> pool;
  std::string decoy_secret;
  actors::shared_config config;
  std::unique_ptr<lockout> failures;
  std::unique_ptr<failure_table> registrations;
  base::delayed_calls calls;
  std::vector<std::weak_ptr<const std::function<void(const xml::jid&)>>>
      watchers;
  std::unordered_set<std::string>
      changing;            ///< accounts with a change under way
  std::size_t hashing = 0; ///< jobs under way

  std::uint64_t logins = 0;
  std::uint64_t failed = 0;
  std::uint64_t refused = 0; ///< for want of room in the queue
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::auth>
      counted;
};

actors::auth_actor::behavior_type
authenticator(auth_state::self_pointer self, actors::storage_actor storage,
              actors::registry_actor registry,
              std::shared_ptr<hashing_pool> pool, std::string decoy_secret,
              actors::shared_config config);

} // namespace troupe::auth
