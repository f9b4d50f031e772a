// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/stub_session.hpp"

namespace troupe::rehearsal {

actors::session_actor::behavior_type stub_session(stub_self self,
                                                  xml::jid full) {
  auto& state = self->state;
  state.full = std::move(full);
  return {
      [](const actors::send_stanza&) {},
      [](const actors::report_written&) { return actors::written{true}; },
      [](const actors::outbound_credit&) {},
      [](const actors::end_stream&) {},
      [](const actors::session_tick&) {},
      [](const actors::configuration_changed&) {},
      [&state](const actors::describe&) {
        return actors::description{stub_state::name, state.full.str(), {}};
      },
  };
}

} // namespace troupe::rehearsal
