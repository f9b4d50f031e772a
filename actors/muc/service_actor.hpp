// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include <caf/system_messages.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/base/actor.hpp"
#include "actors/messages.hpp"
#include "actors/muc/service.hpp"
#include "actors/observe/counters.hpp"
#include "actors/registry/correspondent.hpp"

namespace troupe::muc {

struct service_state;

using service_self = base::self_pointer<actors::askable, service_state>;

/// The actor of a service's domain: plumbing for `service`.
struct service_state : registry::correspondent<part::context, service_self> {
  static inline const char* name = "rooms";
  using super = registry::correspondent<part::context, service_self>;

  explicit service_state(service_self self) : super(self), core(*this) {}

  caf::result<actors::address_found>
  on_hold_address(const actors::hold_address&);
  void on_inbound(actors::inbound& m);
  caf::result<actors::address_answered>
  on_ask_address(const actors::ask_address& request);
  actors::description on_describe(const actors::describe&);

  void route(xml::stanza x) override;

  service core;
  /// Of the console, by the address that it was given.
  std::map<std::string, caf::typed_response_promise<actors::address_answered>>
      questions;
  std::uint64_t taken = 0;
  [[no_unique_address]] observe::counted_actor<observe::actor_kind::rooms>
      counted;
};

actors::askable::behavior_type service_actor(service_self self, xml::jid domain,
                                             registry::peers peers,
                                             actors::shared_config config);

} // namespace troupe::muc
