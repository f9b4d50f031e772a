// SPDX-License-Identifier: Apache-2.0
#include "tools/load/figures/process.hpp"

#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <unistd.h>

namespace troupe::load {

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::uint64_t switches_of(const std::filesystem::path& process) {
  std::uint64_t sum = 0;
  std::error_code failed;
  for (const auto& task :
       std::filesystem::directory_iterator{process / "task", failed})
    sum += number_in(text_of(task.path() / "status"),
                     "voluntary_ctxt_switches");
  return sum;
}

} // namespace

std::optional<std::uint64_t> ticks_in(std::string_view stat) {
  // The second field is the command's name and may hold spaces and brackets.
  const auto bracket = stat.rfind(')');
  if (bracket == stat.npos)
    return {};
  std::istringstream fields{std::string{stat.substr(bracket + 1)}};
  std::string skipped;
  for (int i = 0; i < 11; ++i) // state is field 3, utime field 14
    fields >> skipped;
  std::uint64_t user = 0;
  std::uint64_t system = 0;
  if (!(fields >> user >> system))
    return {};
  return user + system;
}

std::uint64_t number_in(std::string_view status, std::string_view key) {
  const auto line = std::string{key} + ':';
  auto at = status.starts_with(line) ? 0 : status.find('\n' + line);
  if (at == status.npos)
    return 0;
  at = status.find_first_of("0123456789", at + line.size());
  std::uint64_t number = 0;
  if (at != status.npos)
    std::from_chars(status.data() + at, status.data() + status.size(), number);
  return number;
}

std::optional<process_figures> read_process(int pid) {
  const auto process = std::filesystem::path{"/proc"} / std::to_string(pid);
  const auto ticks = ticks_in(text_of(process / "stat"));
  if (!ticks)
    return {};
  const auto status = text_of(process / "status");
  return process_figures{.cpu_seconds
                         = static_cast<double>(*ticks)
                           / static_cast<double>(sysconf(_SC_CLK_TCK)),
                         .resident_bytes = number_in(status, "VmRSS") * 1024,
                         .anonymous_bytes = number_in(status, "RssAnon") * 1024,
                         .voluntary_switches = switches_of(process)};
}

double own_cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

} // namespace troupe::load
