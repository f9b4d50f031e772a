// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/observe/metrics.hpp"

namespace troupe::actors {

class server;

} // namespace troupe::actors

namespace troupe::observe {

/// What metrics tell of this process and this server. Asks no actor, takes some
/// ten microseconds; from any thread.
metric_sources sources_of(actors::server& server, std::string version);

/// Resident memory of this process in bytes, 0 where the kernel hides it.
std::uint64_t resident_memory();

} // namespace troupe::observe
