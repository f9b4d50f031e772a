// SPDX-License-Identifier: Apache-2.0
#include "tools/load/figures/meter.hpp"

namespace troupe::load {

meter_reading meter::read() const {
  return {std::chrono::steady_clock::now(),
          pid_ ? read_process(pid_) : std::nullopt, own_cpu_seconds()};
}

double seconds_between(const meter_reading& from, const meter_reading& to) {
  return std::chrono::duration<double>(to.at - from.at).count();
}

void add_costs(report& into, const meter_reading& from, const meter_reading& to,
               std::uint64_t operations, const std::string& what) {
  const auto seconds = seconds_between(from, to);
  const auto count = static_cast<double>(operations);
  into.add(what + "s", operations);
  into.add(what + "_seconds", rounded(seconds));
  into.add(what + "s_per_second", seconds > 0 ? rounded(count / seconds) : 0.);
  if (operations == 0)
    return;
  const auto each = [&](double all) { return rounded(all / count); };
  if (from.server && to.server) {
    const auto cpu = to.server->cpu_seconds - from.server->cpu_seconds;
    const auto switches
        = to.server->voluntary_switches - from.server->voluntary_switches;
    into.add("server_cpu_us_per_" + what, each(1e6 * cpu));
    into.add(what + "_server_cpu_percent",
             seconds > 0 ? rounded(100 * cpu / seconds) : 0.);
    into.add("server_switches_per_" + what,
             each(static_cast<double>(switches)));
  }
  into.add("own_cpu_us_per_" + what,
           each(1e6 * (to.own_cpu_seconds - from.own_cpu_seconds)));
}

void add_memory(report& into, const meter_reading& from,
                const meter_reading& to) {
  if (!from.server || !to.server)
    return;
  const auto mib = [](std::uint64_t bytes) {
    return rounded(static_cast<double>(bytes) / (1024 * 1024));
  };
  into.add("server_rss_before_mib", mib(from.server->resident_bytes));
  into.add("server_rss_after_mib", mib(to.server->resident_bytes));
  into.add("server_anonymous_before_mib", mib(from.server->anonymous_bytes));
  into.add("server_anonymous_after_mib", mib(to.server->anonymous_bytes));
}

} // namespace troupe::load
