// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

#include <nlohmann/json.hpp>

#include "tools/load/figures/histogram.hpp"
#include "tools/load/figures/sequence.hpp"

namespace troupe::load {

/// What a run has found, in the order in which it is shown. The keys have
/// their unit in the name: `p99_us`.
class report {
public:
  void add(const std::string& key, nlohmann::ordered_json value) {
    figures_[key] = std::move(value);
  }
  /// p50, p90, p99, p99.9 and the maximum, in microseconds.
  /// @param before  begins their keys, e.g. "login_"
  void add_times(const histogram& times, const std::string& before = {});
  void add_faults(const sequence_faults& faults);

  /// An aligned table.
  void print(std::ostream& out) const;
  /// One line.
  void print_json(std::ostream& out) const;

private:
  nlohmann::ordered_json figures_ = nlohmann::ordered_json::object();
};

/// With so few digits that the rest would be noise.
double rounded(double value);

} // namespace troupe::load
