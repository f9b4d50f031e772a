// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/census.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include <nlohmann/json.hpp>

namespace troupe::observe {

using nlohmann::json;

void census::figures::add(const base::trace::record& r, std::uint32_t weight) {
  messages += weight;
  busy += r.took * weight;
  waited += static_cast<double>(r.waited) * weight;
  longest = std::max(longest, r.waited);
  depth += static_cast<double>(r.depth) * weight;
  deepest = std::max(deepest, r.depth);
}

json census::figures::told(double seconds) const {
  const auto each = std::max(messages, 1.0);
  return {{"messages", messages / seconds},
          {"cpu", static_cast<double>(busy) / 1e9 / seconds},
          {"wait",
           {{"mean", waited / each / 1e3},
            {"max", static_cast<double>(longest) / 1e3}}},
          {"depth", {{"mean", depth / each}, {"max", deepest}}}};
}

void census::take(const base::trace::record& r, std::uint32_t sampling) {
  // What belongs to a trace was recorded whatever the sampling.
  const auto weight = r.what == base::trace::event::counted ? sampling : 1;
  kinds_[r.kind].add(r, weight);
  auto known = actors_.find(r.to);
  if (known == actors_.end()) {
    if (actors_.size() >= most_known)
      return;
    known = actors_.try_emplace(r.to).first;
    known->second.kind = r.kind;
    known->second.name = r.name.str();
    if (known_.size() < most_known)
      known_[r.to] = {known->second.kind, known->second.name};
  }
  known->second.of.add(r, weight);
  if (r.from != 0 && edges_.size() < most_known)
    edges_[{r.from, r.to}] += weight;
}

std::string census::kind_of(std::uint64_t actor) const {
  const auto known = known_.find(actor);
  return known != known_.end() ? known->second.first : "other";
}

json census::tell_kinds(double seconds) const {
  std::map<std::string, std::size_t> seen;
  for (const auto& [id, m] : actors_)
    ++seen[m.kind];
  auto list = json::array();
  for (const auto& [kind, f] : kinds_) {
    auto each = f.told(seconds);
    each["kind"] = kind;
    each["actors"] = seen[kind];
    list.push_back(std::move(each));
  }
  return list;
}

json census::tell_actors(double seconds,
                         std::vector<std::uint64_t>& told) const {
  std::vector<std::pair<double, std::uint64_t>> order;
  for (const auto& [id, m] : actors_)
    order.emplace_back(-m.of.messages, id);
  const auto count = std::min(order.size(), most_told);
  std::partial_sort(order.begin(),
                    order.begin() + static_cast<std::ptrdiff_t>(count),
                    order.end());
  auto list = json::array();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& m = actors_.at(order[i].second);
    auto each = m.of.told(seconds);
    each["id"] = order[i].second;
    each["kind"] = m.kind;
    each["name"] = m.name;
    each["depth"] = m.of.deepest;
    list.push_back(std::move(each));
    told.push_back(order[i].second);
  }
  return list;
}

json census::tell_edges(double seconds,
                        const std::vector<std::uint64_t>& told) const {
  const std::set<std::uint64_t> shown{told.begin(), told.end()};
  std::vector<std::pair<double, std::pair<std::uint64_t, std::uint64_t>>> all;
  for (const auto& [ends, messages] : edges_)
    if (shown.contains(ends.first) && shown.contains(ends.second))
      all.emplace_back(-messages, ends);
  std::ranges::sort(all);
  all.resize(std::min(all.size(), 2 * most_told));
  auto list = json::array();
  for (const auto& [messages, ends] : all)
    list.push_back({{"from", ends.first},
                    {"to", ends.second},
                    {"messages", -messages / seconds}});
  return list;
}

json census::tell_flows(double seconds) const {
  std::map<std::pair<std::string, std::string>, double> flows;
  for (const auto& [ends, messages] : edges_)
    flows[{kind_of(ends.first), kind_of(ends.second)}] += messages;
  auto list = json::array();
  for (const auto& [ends, messages] : flows)
    list.push_back({{"from", ends.first},
                    {"to", ends.second},
                    {"messages", messages / seconds}});
  return list;
}

json census::account(double seconds, std::uint32_t sampling,
                     std::uint64_t dropped) {
  using namespace std::chrono;
  seconds = std::max(seconds, 1e-3);
  std::vector<std::uint64_t> told;
  json j{
      {"at", duration_cast<microseconds>(system_clock::now().time_since_epoch())
                 .count()},
      {"seconds", seconds},
      {"sampling", sampling},
      {"dropped", dropped},
      {"kinds", tell_kinds(seconds)}};
  j["actors"] = tell_actors(seconds, told);
  j["edges"] = tell_edges(seconds, told);
  j["flows"] = tell_flows(seconds);
  actors_.clear();
  edges_.clear();
  kinds_.clear();
  if (known_.size() >= most_known)
    known_.clear();
  return j;
}

} // namespace troupe::observe
