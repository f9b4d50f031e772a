// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/components.hpp"
#include "persistence/store.hpp"
#include "tests/simulation/sim_client.hpp"
#include "tests/support/gated_engine.hpp"
#include "tests/support/stepped_system.hpp"

namespace troupe::simulation {

/// The whole server but sockets, threads and disks, until it is killed: what is
/// not committed then is lost.
class sim_server {
public:
  explicit sim_server(std::shared_ptr<persistence::store> db);
  ~sim_server();

  std::shared_ptr<net::memory_peer> connect();
  support::stepped_system& actors() { return system_; }
  support::gated_engine& engine() { return *engine_; }
  /// Delivers what transports have to say.
  void pump();
  /// As SIGTERM: streams end, users store what there is. Calls `between` until
  /// nothing moves.
  void stop(const std::function<void()>& between);

private:
  support::stepped_system system_;
  std::shared_ptr<support::gated_engine> engine_;
  actors::shared_config config_;
  actors::core core_;
  std::vector<std::shared_ptr<net::memory_peer>> peers_;
  std::vector<actors::session_actor> sessions_;
};

/// What one seed has shown.
struct outcome {
  std::string violation; ///< empty: none
  std::size_t messages = 0, crashes = 0, stops = 0, resumed = 0, failed = 0,
              repeated = 0;
  /// Of all bytes that clients got: the same for the same seed.
  std::uint64_t fingerprint = 0xcbf29ce484222325;
};

/// Clients that send, lose connections and resume, and a server that is killed,
/// with a store that is slow or failing; all in an order that the seed decides.
outcome simulate(std::uint64_t seed);

} // namespace troupe::simulation
