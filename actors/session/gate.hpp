// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/base/event_loops.hpp"
#include "actors/base/pinned.hpp"
#include "actors/base/traced.hpp"
#include "actors/messages.hpp"
#include "actors/observe/counters.hpp"
#include "actors/part/card.hpp"
#include "net/listener.hpp"
#include "net/tls_context.hpp"

namespace troupe::session {

/// The TLS settings in force; replaced as a whole when certificates change.
using current_tls = std::atomic<std::shared_ptr<const net::tls_context>>;

/// A bound port that the gate will accept on.
struct entrance {
  std::shared_ptr<net::listener> port;
  bool direct_tls = false;
};

struct gate_setup {
  std::vector<entrance> entrances;
  std::shared_ptr<current_tls> tls;
  actors::shared_config config;
  actors::registry_actor registry;
  actors::auth_actor auth;
  std::span<const part::card> cards;
  std::string decoy_secret;
  base::event_loops* loops = nullptr;
};

/// Accepts connections, spreads them over the event loops, spawns a session for
/// each and counts them: in all, and per address. Runs on the loop that its
/// listeners belong to.
class gate final : public base::pinned<base::traced<actors::gate_actor::base>> {
public:
  using super = base::pinned<base::traced<actors::gate_actor::base>>;

  gate(caf::actor_config& config, caf::execution_unit* loop,
       std::shared_ptr<gate_setup> setup);

  const char* name() const override { return "gate"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  struct connection {
    actors::session_actor session;
    std::string address;
  };

  void open(const entrance& e);
  void admit(boost::asio::ip::tcp::socket socket, base::event_loop& loop,
             bool direct_tls);
  bool has_room(const std::string& address);
  void forget(const caf::actor_addr& session);
  void tell_closed();
  caf::result<actors::gate_closed> close(const actors::close_gate& order);
  actors::description describe() const;

  std::shared_ptr<gate_setup> setup_;
  std::unordered_map<caf::actor_addr, connection> connections_;
  std::unordered_map<std::string, std::size_t> per_address_;
  bool closing_ = false;
  std::vector<caf::typed_response_promise<actors::gate_closed>> closers_;
  std::uint64_t accepted_ = 0;
  std::uint64_t refused_ = 0;
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::gate>
      counted_;
};

} // namespace troupe::session
