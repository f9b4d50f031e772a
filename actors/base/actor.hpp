// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/base/traced.hpp"

namespace troupe::base {

/// The `self` of an actor with interface `Handle` and state `State`: every
/// message to it goes past the tap. `State` has `static inline const char*
/// name` and a constructor from this pointer.
template <class Handle, class State>
using self_pointer = caf::stateful_actor<State, traced<typename Handle::base>>*;

/// One line of a behaviour: a message bound to the state's method for it.
/// The method may be one of a base of the state.
template <class State, class Base, class Out, class In>
auto bound(State& state, Out (Base::*method)(In)) {
  return
      [&state, method](In message) -> Out { return (state.*method)(message); };
}

/// The same for a behaviour that all actors of a kind share: with the state of
/// the one that is handling the message. Of an actor that there is one of for
/// each account or connection, the table of handlers would cost 1.3 KiB.
template <class Self, class Base, class Out, class In>
auto shared(Out (Base::*method)(In)) {
  return [method](In message) -> Out {
    return (static_cast<Self>(handling)->state.*method)(message);
  };
}

} // namespace troupe::base
