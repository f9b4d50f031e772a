// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/stub_session.hpp"

#include <type_traits>

namespace troupe::rehearsal {

const base::shown_actor& stub_state::shown() {
  static constexpr base::shown_actor card{
      [](const caf::local_actor& who) -> const xml::jid& {
        using self = std::remove_pointer_t<stub_self>;
        return static_cast<const self&>(who).state.full;
      },
      [](const caf::local_actor&) { return std::size_t{0}; }};
  return card;
}

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
