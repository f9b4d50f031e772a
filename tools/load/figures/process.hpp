// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace troupe::load {

/// What the kernel tells of a process. The CPU time comes in ticks of 10 ms.
struct process_figures {
  double cpu_seconds = 0; ///< of all threads, user and system
  std::uint64_t resident_bytes = 0;
  std::uint64_t anonymous_bytes = 0; ///< of those: not of files
  /// How often a thread waited; only of threads that live.
  std::uint64_t voluntary_switches = 0;
};

/// Nothing if there is no such process.
std::optional<process_figures> read_process(int pid);
/// CPU of this process in seconds.
double own_cpu_seconds();

/// utime + stime of the text of /proc/PID/stat, in ticks.
std::optional<std::uint64_t> ticks_in(std::string_view stat);
/// The number in a line "KEY:   NUMBER …" of /proc/PID/status; 0 if absent.
std::uint64_t number_in(std::string_view status, std::string_view key);

} // namespace troupe::load
