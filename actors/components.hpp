// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/system/result.hpp>
#include <caf/fwd.hpp>

#include "actors/auth/hashing_pool.hpp"
#include "actors/configuration_effects.hpp"
#include "actors/messages.hpp"
#include "actors/part/card.hpp"
#include "actors/storage/engine.hpp"
#include "net/tls_context.hpp"

namespace troupe::observe {

class health;
class observatory;

} // namespace troupe::observe

namespace troupe::actors {

/// The actors that are there once per server.
struct core {
  registry_actor registry;
  storage_actor storage;
  auth_actor auth;
  /// What this run is known by to rooms.
  std::chrono::system_clock::time_point started;
};

/// What a rehearsal has of its own in the core.
struct core_wishes {
  /// Of the run that is rehearsed; nothing: this one.
  std::optional<std::chrono::system_clock::time_point> started;
  /// Called with each new user actor, before anybody else knows it.
  std::function<void(const xml::jid& account, const user_actor& user)> made;
};

/// The cards of all parts and of what is no part; they live as long as the
/// process.
const std::vector<part::card>& all_cards();

/// "roster and blocking both claim …": routes that two parts want. Must be
/// empty.
std::vector<std::string> conflicting_parts();

/// Starts the actors on any scheduler. `decoy_secret`: see auth::sasl_facts.
core spawn_core(caf::actor_system& system, shared_config config,
                std::shared_ptr<storage::engine> engine,
                std::shared_ptr<auth::hashing_pool> pool,
                std::string decoy_secret, core_wishes wishes = {});

/// Ends the core's actors and all that the registry knows.
void stop_core(caf::actor_system& system, const core& actors);

/// The running server: store, actors, event loops and listeners.
class server {
public:
  /// Opens the store, loads certificates, binds listeners, starts. The error is
  /// text for the operator.
  static boost::system::result<std::unique_ptr<server>, std::string>
  start(shared_config config);
  ~server();

  /// Where it listens, with the real ports: {"c2s", "127.0.0.1:5222"}.
  std::vector<std::pair<std::string, std::string>> listening() const;
  /// The certificates in force.
  std::vector<net::certificate_facts> certificates() const;

  /// What `reload` would change. Neither is called beside the other.
  configuration_changes plan(const config::server_config& wanted) const;
  /// Puts a new configuration and its certificates in force, but for keys that
  /// need a restart, or changes nothing and says why. Answers what is another
  /// one, those keys too.
  boost::system::result<configuration_changes, std::string>
  reload(const config::server_config& wanted);
  /// What is in force. Not to be called beside `reload`.
  const shared_config& configuration() const;

  /// Closes all streams with `system-shutdown` and stores everything; false
  /// where that took longer than `limit`.
  bool stop(std::chrono::milliseconds limit);

  /// Where stanzas can be followed; it lives as long as the server.
  observe::observatory& watching();

  const core& handles() const;
  const gate_actor& gate() const;
  caf::actor_system& system();
  std::chrono::system_clock::time_point started() const;
  /// Whether its threads answer; null once it has stopped.
  const observe::health* health() const;

private:
  struct state;
  explicit server(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

} // namespace troupe::actors
