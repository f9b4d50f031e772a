// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

#include "actors/observe/counters.hpp"

namespace troupe::observe {

/// What one event loop has done since its start.
struct loop_figures {
  std::chrono::nanoseconds busy{0}; ///< time of a processor
  std::uint64_t turns = 0;
  std::uint64_t sleeps = 0; ///< turns that had to wait for something to do
};

/// What metrics tell beside what is counted. To fill it asks no actor and
/// waits for nobody (sources.hpp).
struct metric_sources {
  std::string version;
  std::chrono::system_clock::time_point started;
  std::uint64_t resident = 0; ///< bytes
  std::uint64_t heap = 0;     ///< bytes that are allocated
  std::chrono::microseconds processor_time{0};
  std::uint64_t descriptors = 0;
  std::uint64_t most_descriptors = 0;
  std::vector<loop_figures> loops;
  /// The end of each host's certificate.
  std::vector<std::pair<std::string, std::chrono::system_clock::time_point>>
      certificates;
  std::uint64_t hops_dropped = 0;
  /// Since all loops, and the store, have last answered (health.hpp).
  std::chrono::milliseconds loops_silent{0};
  std::chrono::milliseconds store_silent{0};
};

/// All metrics of the server. Their names: docs/operations/metrics.md.
std::vector<prometheus::MetricFamily>
metric_families(const metric_sources& from, const totals& counted);

/// The same, with what is counted by now, as OpenMetrics text: /metrics.
std::string metrics_text(const metric_sources& from);

} // namespace troupe::observe
