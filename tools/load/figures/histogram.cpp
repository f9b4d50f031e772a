// SPDX-License-Identifier: Apache-2.0
#include "tools/load/figures/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace troupe::load {

namespace {

constexpr double smallest_ns = 1e3;
constexpr double largest_ns = 1e12;
const double log_of_width = std::log(1.01);

} // namespace

histogram::histogram()
    : buckets_(static_cast<std::size_t>(std::log(largest_ns / smallest_ns)
                                        / log_of_width)
               + 2) {
}

std::size_t histogram::bucket_of(duration time) {
  const auto ns
      = std::clamp(static_cast<double>(time.count()), smallest_ns, largest_ns);
  return static_cast<std::size_t>(
      std::ceil(std::log(ns / smallest_ns) / log_of_width));
}

histogram::duration histogram::top_of(std::size_t bucket) {
  return duration{static_cast<duration::rep>(
      smallest_ns * std::exp(static_cast<double>(bucket) * log_of_width))};
}

void histogram::add(duration time) {
  ++buckets_[std::min(bucket_of(time), buckets_.size() - 1)];
  ++count_;
  max_ = std::max(max_, time);
}

void histogram::clear() {
  std::ranges::fill(buckets_, 0);
  count_ = 0;
  max_ = duration{0};
}

histogram::duration histogram::percentile(double share) const {
  if (count_ == 0)
    return duration{0};
  const auto wanted
      = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(
                                       share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i)
    if (seen += buckets_[i]; seen >= wanted)
      return std::min(top_of(i), max_);
  return max_;
}

} // namespace troupe::load
