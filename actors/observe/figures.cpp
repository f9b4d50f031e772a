// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/figures.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace troupe::observe {

namespace {

using nlohmann::json;
using names = std::span<const std::string_view>;

/// A number for each name, from the cell `at` on.
json row(const totals& counted, std::size_t at, names values) {
  auto all = json::object();
  for (auto value : values)
    all[std::string{value}] = counted.at(at++);
  return all;
}

json table(const totals& counted, std::size_t at, names rows, names columns) {
  auto all = json::object();
  for (auto name : rows) {
    all[std::string{name}] = row(counted, at, columns);
    at += columns.size();
  }
  return all;
}

std::uint64_t size_of_histogram(const totals& counted, std::size_t at) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < duration_buckets::count; ++i)
    sum += counted.at(at + i);
  return sum;
}

json durations(const totals& counted, std::size_t at) {
  const auto count = size_of_histogram(counted, at);
  const auto sum = double(counted.at(at + duration_buckets::count)) / 1e3;
  auto quantile = [&](double share) {
    return double(quantile_ns(counted, at, share)) / 1e3;
  };
  return {{"count", count},
          {"mean", count > 0 ? sum / double(count) : 0},
          {"median", quantile(0.5)},
          {"p99", quantile(0.99)}};
}

json storage(const totals& counted) {
  using enum counter;
  return {{"batches", counted.of(storage_batches)},
          {"transactions", counted.of(storage_transactions)},
          {"failed", counted.of(storage_failures)},
          {"waiting", counted.left(storage_queued, storage_taken)},
          {"commit", durations(counted, place::histograms)}};
}

json actors(const totals& counted) {
  auto all = json::object();
  for (std::size_t i = 0; i < actor_kind_names.size(); ++i)
    all[std::string{actor_kind_names[i]}] = counted.actors(actor_kind(i));
  return all;
}

json hops(const totals& counted) {
  auto all = json::object();
  for (std::size_t i = 0; i < actor_kind_names.size(); ++i) {
    const auto shift = i * place::histogram_size;
    if (size_of_histogram(counted, place::hop_waits + shift) > 0)
      all[std::string{actor_kind_names[i]}]
          = {{"wait", durations(counted, place::hop_waits + shift)},
             {"handling", durations(counted, place::hop_handlings + shift)}};
  }
  return all;
}

} // namespace

std::uint64_t quantile_ns(const totals& counted, std::size_t at, double share) {
  const auto all = size_of_histogram(counted, at);
  if (all == 0)
    return 0;
  const auto wanted = std::max(std::ceil(double(all) * share), 1.0);
  std::uint64_t seen = 0;
  std::size_t i = 0;
  for (; i + 2 < duration_buckets::count; ++i)
    if (seen += counted.at(at + i); double(seen) >= wanted)
      break;
  return duration_buckets::bound(i);
}

json figures_of(const totals& counted) {
  using enum counter;
  return {
      {"connections", counted.left(connections_accepted, connections_ended)},
      {"accepted", counted.of(connections_accepted)},
      {"bound", counted.of(sessions_bound)},
      {"resumed", counted.of(sessions_resumed)},
      {"streams_ended", row(counted, place::stream_ends, stream_end_names)},
      {"tls", row(counted, place::tls, tls_names)},
      {"tls_failures", counted.of(tls_failures)},
      {"sasl", table(counted, place::sasl, mechanism_names, sasl_result_names)},
      {"hashes_waiting", counted.left(hashes_queued, hashes_done)},
      {"stanzas",
       table(counted, place::stanzas, direction_names, stanza_kind_names)},
      {"decisions",
       table(counted, place::decisions, outcome_names, stanza_kind_names)},
      {"archived",
       {{"account", counted.of(archived_for_accounts)},
        {"room", counted.of(archived_for_rooms)}}},
      {"stored_offline", counted.of(stored_offline)},
      {"limits", row(counted, place::limits, limit_names)},
      {"storage", storage(counted)},
      {"actors", actors(counted)},
      {"hops", hops(counted)}};
}

} // namespace troupe::observe
