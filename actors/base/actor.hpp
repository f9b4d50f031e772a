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

} // namespace troupe::base
