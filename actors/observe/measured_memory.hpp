// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "actors/observe/counted.hpp"

namespace troupe::observe {

/// What one takes that is idle, in bytes (docs/performance.md): a stream over
/// TLS with its account and a roster of 20, and a room that nobody is in.
struct measured_memory {
  actor_kind kind;
  double bytes;
};
inline constexpr auto measured = std::to_array<measured_memory>(
    {{actor_kind::session, 24.0 * 1024}, {actor_kind::room, 5.6 * 1024}});

} // namespace troupe::observe
