// SPDX-License-Identifier: Apache-2.0
#include "tools/load/figures/report.hpp"

#include <algorithm>
#include <cmath>
#include <ostream>

#include <fmt/format.h>

namespace troupe::load {

namespace {

std::string shown(const nlohmann::ordered_json& value) {
  if (value.is_number_float())
    return fmt::format("{:.2f}", value.get<double>());
  return value.is_string() ? value.get<std::string>() : value.dump();
}

} // namespace

double rounded(double value) {
  return std::round(value * 1000) / 1000;
}

void report::add_times(const histogram& times, const std::string& before) {
  const auto us = [](histogram::duration time) {
    return static_cast<std::int64_t>(time.count() / 1000);
  };
  add(before + "p50_us", us(times.percentile(0.5)));
  add(before + "p90_us", us(times.percentile(0.9)));
  add(before + "p99_us", us(times.percentile(0.99)));
  add(before + "p99_9_us", us(times.percentile(0.999)));
  add(before + "max_us", us(times.max()));
}

void report::add_faults(const sequence_faults& faults) {
  add("lost", faults.lost);
  add("duplicated", faults.duplicated);
  add("reordered", faults.reordered);
}

void report::print(std::ostream& out) const {
  std::size_t widest = 0;
  for (const auto& [key, value] : figures_.items())
    widest = std::max(widest, key.size());
  for (const auto& [key, value] : figures_.items()) {
    auto label = key;
    std::ranges::replace(label, '_', ' ');
    out << fmt::format("{:{}}  {:>14}\n", label, widest, shown(value));
  }
}

void report::print_json(std::ostream& out) const {
  out << figures_.dump(-1, ' ', false,
                       nlohmann::ordered_json::error_handler_t::replace)
      << '\n';
}

} // namespace troupe::load
