// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tools/load/figures/process.hpp"
#include "tools/load/figures/report.hpp"

namespace troupe::load {

/// What was used up at one time.
struct meter_reading {
  std::chrono::steady_clock::time_point at;
  std::optional<process_figures> server;
  double own_cpu_seconds = 0;
};

/// Reads the server's and our own use of the machine.
class meter {
public:
  /// @param pid  of the server; 0: it is not known and not shown
  explicit meter(int pid) : pid_(pid) {}

  bool knows_server() const { return pid_ > 0; }
  meter_reading read() const;

private:
  int pid_;
};

double seconds_between(const meter_reading& from, const meter_reading& to);

/// Adds rate and cost per operation.
/// @param what  the operation in the singular, e.g. "message"
void add_costs(report& into, const meter_reading& from, const meter_reading& to,
               std::uint64_t operations, const std::string& what);
/// Adds the server's memory at both times.
void add_memory(report& into, const meter_reading& from,
                const meter_reading& to);

} // namespace troupe::load
