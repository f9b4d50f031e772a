// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <caf/actor_control_block.hpp>
#include <caf/resumable.hpp>

#include "xml/warm.hpp"

namespace troupe::base {

/// Of an actor, its mailbox and the state behind it: what a message touches.
inline constexpr std::size_t warmed_bytes = 1536;

/// Asks the processor for an actor that will soon be resumed.
inline void warm_actor(const caf::actor_control_block* actor) {
  xml::warm(actor, warmed_bytes);
}

inline void warm_actor(const caf::resumable* job) {
  xml::warm(job, warmed_bytes);
}

} // namespace troupe::base
