// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <nlohmann/json_fwd.hpp>

namespace troupe::actors {

class server;

} // namespace troupe::actors

namespace troupe::observe {

/// Tells the server's totals and its workers' loads, both since the last call,
/// for `observatory::add_totals`. The server outlives it.
std::function<nlohmann::json()> totals_of(actors::server& server);
std::function<nlohmann::json()> workers_of(actors::server& server);

} // namespace troupe::observe
