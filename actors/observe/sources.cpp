// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/sources.hpp"

#include <filesystem>
#include <fstream>

#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors/base/event_loops.hpp"
#include "actors/base/trace.hpp"
#include "actors/components.hpp"
#include "actors/observe/health.hpp"

namespace troupe::observe {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

microseconds processor_time() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  auto in = [](const timeval& t) {
    return seconds{t.tv_sec} + microseconds{t.tv_usec};
  };
  return in(used.ru_utime) + in(used.ru_stime);
}

/// The kernel tells their number as the directory's size since Linux 6.2;
/// before, they have to be counted.
std::uint64_t open_descriptors() {
  namespace fs = std::filesystem;
  static constexpr auto folder = "/proc/self/fd";
  struct stat status {};
  if (stat(folder, &status) == 0 && status.st_size > 0)
    return static_cast<std::uint64_t>(status.st_size);
  std::error_code failed;
  std::uint64_t count = 0;
  for (fs::directory_iterator at{folder, failed};
       !failed && at != fs::directory_iterator{}; at.increment(failed))
    ++count;
  return count;
}

std::uint64_t most_descriptors() {
  rlimit limit{};
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

std::uint64_t allocated() {
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

} // namespace

std::uint64_t resident_memory() {
  std::ifstream statm{"/proc/self/statm"};
  std::uint64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

metric_sources sources_of(actors::server& server, std::string version) {
  metric_sources s;
  s.version = std::move(version);
  s.started = server.started();
  s.resident = resident_memory();
  s.heap = allocated();
  s.processor_time = processor_time();
  s.descriptors = open_descriptors();
  s.most_descriptors = most_descriptors();
  auto& loops = base::event_loops::of(server.system());
  for (std::size_t i = 0; i < loops.size(); ++i) {
    const auto w = loops.at(i).done();
    s.loops.push_back({w.busy, w.turns, w.sleeps});
  }
  for (const auto& c : server.certificates())
    s.certificates.emplace_back(c.host, c.not_after);
  s.hops_dropped = base::trace::dropped();
  if (const auto* signs = server.health()) {
    s.loops_silent = signs->loops_silent();
    s.store_silent = signs->store_silent();
  }
  return s;
}

} // namespace troupe::observe
