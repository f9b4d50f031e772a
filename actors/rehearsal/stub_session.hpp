// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/base/actor.hpp"
#include "actors/messages.hpp"

namespace troupe::rehearsal {

struct stub_state;

using stub_self = base::self_pointer<actors::session_actor, stub_state>;

/// Takes the place of a client's stream: all that is sent to it is written at
/// once, to nobody.
struct stub_state {
  static inline const char* name = "session"; ///< in traces, too

  explicit stub_state(stub_self self) { self->show_as(&shown()); }
  static const base::shown_actor& shown();

  xml::jid full;
};

actors::session_actor::behavior_type stub_session(stub_self self,
                                                  xml::jid full);

} // namespace troupe::rehearsal
