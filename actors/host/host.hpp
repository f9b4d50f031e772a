// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <span>

#include "actors/base/actor.hpp"
#include "actors/messages.hpp"
#include "actors/observe/counters.hpp"
#include "actors/part/catalogue.hpp"
#include "actors/part/dispatch.hpp"
#include "actors/registry/correspondent.hpp"

namespace troupe::host {

struct host_state;

using host_self = base::self_pointer<actors::addressable, host_state>;

/// What a host actor is made of. The catalogue and the cards outlive it.
struct host_setup {
  xml::jid domain;
  const part::host_catalogue* catalogue = nullptr;
  std::span<const part::card> cards;
  std::span<const part::admin_command> admin_commands; ///< outlive it, too
  registry::peers peers;
  actors::shared_config config;
  std::chrono::system_clock::time_point started;
};

/// The domain's own JID: answers what is sent to the server itself.
struct host_state : registry::correspondent<part::host_context, host_self> {
  static inline const char* name = "host";
  using super = registry::correspondent<part::host_context, host_self>;

  explicit host_state(host_self self) : super(self) {}
  void begin(host_setup setup);

  caf::result<actors::address_found>
  on_hold_address(const actors::hold_address&);
  void on_inbound(actors::inbound& m);
  actors::description on_describe(const actors::describe&);

  // -- part::host_context ----------------------------------------------------
  void route(xml::stanza x) override;
  const config::host_section& host() const override;
  bool is_admin(const xml::jid& who) const override;
  time_point started() const override { return since; }
  std::span<const part::card> cards() const override { return all_cards; }
  std::span<const part::admin_command> admin_commands() const override {
    return commands;
  }
  void administer(const xml::jid& who, std::string_view command,
                  part::admin_arguments given,
                  std::function<void(const std::string&)> then) override;

  void settle() override;
  void take(xml::stanza x);

  const part::host_catalogue* catalogue = nullptr;
  std::span<const part::card> all_cards;
  std::span<const part::admin_command> commands;
  part::host_parts parts;
  time_point since;
  std::deque<xml::stanza> local; ///< what parts sent to the domain itself
  bool draining = false;
  std::uint64_t taken = 0;
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::host>
      counted;
};

actors::addressable::behavior_type host(host_self self, host_setup setup);

} // namespace troupe::host
