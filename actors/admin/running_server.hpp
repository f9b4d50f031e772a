// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/admin/audit_log.hpp"
#include "actors/admin/protocol.hpp"
#include "actors/admin/server_access.hpp"

namespace troupe::admin {

/// What a running server gives to its administrators.
struct server_setup {
  actors::registry_actor registry;
  actors::storage_actor storage;
  actors::auth_actor auth;
  actors::shared_config config;
  std::function<process_facts()> facts;
  /// Reads the configuration again and does that with it, on another thread;
  /// answers on whichever.
  std::function<void(const configuration_wish&,
                     reply<actors::configuration_changes>)>
      configure;
  /// Tries out a stanza on another thread; answers on whichever. None: nothing
  /// can be tried out.
  std::function<void(const rehearsal_wish&, actors::shared_config,
                     reply<nlohmann::json>)>
      rehearse = nullptr;
  std::shared_ptr<audit_log> audit = nullptr; ///< none: nothing is kept
  observe::observatory* watching = nullptr;   ///< outlives the actor
};

/// The actors, asked by messages in the name of `self`.
class running_server final : public server_access {
public:
  using asker = actors::admin_actor::base;

  running_server(asker* self, server_setup setup)
      : self_(self), setup_(std::move(setup)) {}

  void use(actors::shared_config config) { setup_.config = std::move(config); }

  const config::server_config& configuration() const override {
    return *setup_.config;
  }
  void change(const actors::change_account& request, reply<void> done) override;
  void list_users(const actors::list_users& request,
                  reply<std::vector<std::string>> done) override;
  void check_store(reply<std::string> done) override;
  void read(const persistence::operation& op,
            reply<persistence::answer> done) override;
  void write(const persistence::operation& op, reply<void> done) override;
  void find_message(std::uint64_t trace,
                    reply<std::vector<actors::message_event>> done) override;
  void list_sessions(reply<std::vector<actors::session_facts>> done) override;
  void end_sessions(const actors::end_sessions& request,
                    reply<std::uint32_t> done) override;
  void describe(reply<std::vector<actors::description>> done) override;
  void describe(const xml::jid& address,
                reply<std::vector<actors::description>> done) override;
  void ask(const xml::stanza& request,
           reply<std::vector<xml::stanza>> done) override;
  void send(const xml::stanza& message, reply<void> done) override;
  void rehearse(const rehearsal_wish& wish,
                reply<nlohmann::json> done) override;
  void configure(const configuration_wish& wish,
                 reply<actors::configuration_changes> done) override;
  outcome<process_facts> process() const override;
  observe::observatory* watching() override { return setup_.watching; }
  void read_audit(std::size_t limit,
                  reply<std::vector<nlohmann::json>> done) override;

private:
  asker* self_;
  server_setup setup_;
};

} // namespace troupe::admin
