// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <string>

#include "actors/admin/protocol.hpp"
#include "actors/components.hpp"
#include "net/memory_transport.hpp"
#include "persistence/store.hpp"
#include "tests/support/stepped_system.hpp"

namespace troupe::support {

/// All of the server but sockets, threads and disks: its actors on the stepped
/// scheduler, its streams over memory transports, virtual time.
class memory_server {
public:
  /// `store` may come from an earlier server: that is a restart.
  memory_server(actors::shared_config config,
                std::shared_ptr<persistence::store> store);
  ~memory_server();

  const actors::core& core() const { return core_; }
  stepped_system& actors() { return system_; }

  /// The client's end of a new connection.
  std::shared_ptr<net::memory_peer> connect(net::memory_settings settings = {});
  /// What went wrong, or nothing.
  std::string add_account(const xml::jid& account, std::string_view password);
  std::string disable_account(const xml::jid& account);
  /// Until neither an actor nor a transport has anything to do.
  void run() { system_.run(); }
  void advance(std::chrono::nanoseconds how_long) { system_.advance(how_long); }
  /// Ends all streams with `system-shutdown`.
  void end_streams();

private:
  bool pump();
  std::string change_account(actors::change_account wish);
  void start_admin();

  stepped_system system_;
  actors::shared_config config_;
  actors::core core_;
  actors::admin_actor admin_;
  std::list<std::shared_ptr<net::memory_peer>> peers_;
  std::list<actors::session_actor> sessions_;
  std::shared_ptr<bool> active_ = std::make_shared<bool>(false);
};

} // namespace troupe::support
