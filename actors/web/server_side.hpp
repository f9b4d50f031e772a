// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include <caf/fwd.hpp>

#include "actors/admin/protocol.hpp"
#include "actors/web/runner.hpp"

namespace troupe::web {

/// The running server behind the API: the admin actor carries commands out, the
/// auth actor checks passwords, the store has the tokens. Asks by an actor of
/// its own, which has gone when the destructor returns: nothing is answered
/// after that.
class server_side final : public command_runner, public doorkeeper {
public:
  struct actors_asked {
    actors::admin_actor admin;
    actors::auth_actor auth;
    actors::storage_actor storage;
  };

  server_side(caf::actor_system& system, actors_asked asked);
  ~server_side() override;
  server_side(const server_side&) = delete;
  server_side& operator=(const server_side&) = delete;

  std::vector<command_facts> commands() const override;
  void run(const asker& by, const std::string& name,
           const admin::given_arguments& arguments,
           std::function<void(std::string)> reply) override;
  ending follow(const asker& by, const std::string& name,
                const admin::given_arguments& arguments, follower to) override;

  void check_password(const xml::jid& account, const std::string& password,
                      const std::string& address, bool may_enter,
                      std::function<void(login_verdict)> then) override;
  void read_tokens(
      std::function<void(std::optional<std::vector<token>>)> then) override;
  /// `told` is called with each account whose password was changed, or that was
  /// disabled or removed: on a thread of the scheduler, before whoever did it
  /// by `run` is answered. Once.
  void watch_accounts(std::function<void(const xml::jid&)> told);

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe::web
