// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/service_actor.hpp"

namespace troupe::muc {

caf::result<actors::address_found>
service_state::on_hold_address(const actors::hold_address&) {
  holding.add(actor->current_sender());
  return actors::address_found{actors::addressable{actor}};
}

void service_state::on_inbound(actors::inbound& m) {
  acknowledge_inbound();
  ++taken;
  core.take(m.stanza);
}

caf::result<actors::address_answered>
service_state::on_ask_address(const actors::ask_address& m) {
  auto promise = actor->make_response_promise<actors::address_answered>();
  questions[m.request.from().str()] = promise;
  core.take(m.request);
  return promise;
}

/// Each answer is one stanza.
void service_state::route(xml::stanza x) {
  if (x.from().empty())
    x = std::move(x).with_from(address);
  if (auto asked = questions.find(x.to().str()); asked != questions.end()) {
    asked->second.deliver(actors::address_answered{{std::move(x)}});
    questions.erase(asked);
  } else if (!x.to().empty() && x.to() != address) {
    book.route(std::move(x));
  }
}

actors::description service_state::on_describe(const actors::describe&) {
  actors::description d{name, address.str(), {}};
  d.add("stanzas taken", std::to_string(taken));
  describe_links(d);
  return d;
}

actors::askable::behavior_type service_actor(service_self self, xml::jid domain,
                                             registry::peers peers,
                                             actors::shared_config config) {
  auto& state = self->state;
  self->set_down_handler(
      [&state](const caf::down_msg& down) { state.on_down(down); });
  state.address = std::move(domain);
  state.peer = std::move(peers);
  state.config = std::move(config);
  return {
      base::bound(state, &service_state::on_hold_address),
      base::bound(state, &service_state::on_inbound),
      base::bound(state, &service_state::on_inbound_credit),
      base::bound(state, &service_state::on_confirm_stored),
      base::bound(state, &service_state::on_let_go),
      base::bound(state, &service_state::on_forsaken),
      base::bound(state, &service_state::on_ask_address),
      base::bound(state, &service_state::on_come_to_rest),
      base::bound(state, &service_state::on_timer_fired),
      base::bound(state, &service_state::on_configuration_changed),
      base::bound(state, &service_state::on_describe),
  };
}

} // namespace troupe::muc
