// SPDX-License-Identifier: Apache-2.0
#include "actors/session/gate.hpp"

#include <spdlog/spdlog.h>

#include "actors/auth/lockout.hpp"
#include "actors/observe/counters.hpp"
#include "actors/session/session.hpp"
#include "net/tcp_transport.hpp"

namespace troupe::session {

gate::gate(caf::actor_config& config, caf::execution_unit* loop,
           std::shared_ptr<gate_setup> setup)
    : super(config, loop), setup_(std::move(setup)) {
}

gate::behavior_type gate::make_behavior() {
  set_down_handler([this](const caf::down_msg& down) { forget(down.source); });
  for (const auto& e : setup_->entrances)
    open(e);
  return {
      [this](const actors::close_gate& order) { return close(order); },
      [this](const actors::configuration_changed& news) {
        setup_->config = news.config;
        for (auto& [address, c] : connections_)
          send(c.session, news);
      },
      [this](const actors::describe&) { return describe(); },
  };
}

void gate::on_exit() {
  for (auto& e : setup_->entrances)
    e.port->stop();
  setup_->entrances.clear();
  observe::count(observe::counter::connections_ended, connections_.size());
  connections_.clear();
  setup_.reset();
}

void gate::open(const entrance& e) {
  auto chosen = std::make_shared<base::event_loop*>(nullptr);
  auto keep = caf::strong_actor_ptr{ctrl()};
  e.port->start(
      [this, chosen]() -> boost::asio::io_context& {
        *chosen = &setup_->loops->next();
        return (*chosen)->io();
      },
      [this, keep, chosen,
       direct = e.direct_tls](boost::asio::ip::tcp::socket socket) {
        in_actor([&] { admit(std::move(socket), **chosen, direct); });
      });
}

void gate::admit(boost::asio::ip::tcp::socket socket, base::event_loop& loop,
                 bool direct_tls) {
  auto tls = setup_->tls;
  auto setup = std::make_shared<session_setup>();
  setup->transport = net::make_tcp_transport(
      std::move(socket), loop, [tls] { return tls->load(); }, direct_tls);
  // One IPv6 subscriber has a whole /64: it counts as one.
  auto address = auth::address_key(setup->transport->peer_address());
  if (closing_ || !has_room(address)) {
    ++refused_;
    spdlog::debug("gate.refused address={} connections={}", address,
                  connections_.size());
    return;
  }
  setup->can_start_tls = tls->load() != nullptr;
  setup->config = setup_->config;
  setup->registry = setup_->registry;
  setup->auth = setup_->auth;
  setup->cards = setup_->cards;
  setup->decoy_secret = setup_->decoy_secret;
  auto actor = home_system().spawn<session>(
      static_cast<caf::execution_unit*>(&loop), std::move(setup));
  monitor(actor);
  ++accepted_;
  observe::count(observe::counter::connections_accepted);
  ++per_address_[address];
  connections_.emplace(caf::actor_cast<caf::actor_addr>(actor),
                       connection{actor, std::move(address)});
}

bool gate::has_room(const std::string& address) {
  const auto& l = setup_->config->limits;
  if (l.connections != 0 && connections_.size() >= l.connections) {
    observe::count(observe::limit::connections);
    return false;
  }
  auto at = per_address_.find(address);
  auto has_room = l.connections_per_address == 0 || at == per_address_.end()
                  || at->second < l.connections_per_address;
  if (!has_room)
    observe::count(observe::limit::connections_per_address);
  return has_room;
}

void gate::forget(const caf::actor_addr& session) {
  auto at = connections_.find(session);
  if (at == connections_.end())
    return;
  auto count = per_address_.find(at->second.address);
  if (--count->second == 0)
    per_address_.erase(count);
  connections_.erase(at);
  observe::count(observe::counter::connections_ended);
  if (connections_.empty())
    tell_closed();
}

void gate::tell_closed() {
  for (auto& promise : std::exchange(closers_, {}))
    promise.deliver(actors::gate_closed{});
}

caf::result<actors::gate_closed> gate::close(const actors::close_gate& order) {
  for (auto& e : setup_->entrances)
    e.port->stop();
  closing_ = true;
  auto promise = make_response_promise<actors::gate_closed>();
  closers_.push_back(promise);
  if (connections_.empty())
    tell_closed();
  for (auto& [address, c] : connections_)
    send(c.session, actors::end_stream{order.error});
  return promise;
}

actors::description gate::describe() const {
  actors::description d{"gate", {}, {}};
  d.add("connections", std::to_string(connections_.size()));
  d.add("addresses", std::to_string(per_address_.size()));
  d.add("accepted", std::to_string(accepted_));
  d.add("refused", std::to_string(refused_));
  return d;
}

} // namespace troupe::session
