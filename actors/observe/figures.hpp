// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "actors/observe/counters.hpp"

namespace troupe::observe {

/// What is counted, for `troupectl status` and the page: the same as in
/// /metrics, but as a tree, with names that are in metrics.md as labels.
/// Counts since the start; durations in microseconds.
nlohmann::json figures_of(const totals& counted);

/// The duration below which that share of all lies, of the histogram that
/// begins at `at`: the bound of its bucket, 0 where there are none. Beyond the
/// last bound it is the last.
std::uint64_t quantile_ns(const totals& counted, std::size_t at, double share);

} // namespace troupe::observe
