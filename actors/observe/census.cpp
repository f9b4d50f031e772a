// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/census.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include <nlohmann/json.hpp>

#include "actors/observe/measured_memory.hpp"
#include "actors/part/context.hpp"
#include "xml/errors.hpp"

namespace troupe::observe {

using base::trace::event;
using nlohmann::json;

namespace {

/// A record that was handled later than its sending was read is waited for so
/// long, in nanoseconds; all rings are read every 10 ms.
constexpr std::int64_t longest_delay = 1'000'000'000;

double microseconds_of(std::int64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e3;
}

/// How many there are of a kind, idle ones too; 0: they are not counted.
std::uint64_t actors_of(std::string_view kind, const totals& counted) {
  const auto known = kind_of(kind);
  return known == actor_kind::other ? 0 : counted.actors(known);
}

/// What there are of a kind, idle ones too, takes about; 0: it is not known.
double memory_of(std::string_view kind, const totals& counted) {
  for (const auto& [which, bytes] : measured)
    if (kind == actor_kind_names[static_cast<std::size_t>(which)])
      return static_cast<double>(counted.actors(which)) * bytes;
  return 0;
}

} // namespace

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
           {{"mean", waited / each / 1e3}, {"max", microseconds_of(longest)}}},
          {"depth", {{"mean", depth / each}, {"max", deepest}}},
          {"age", microseconds_of(age)}};
}

void census::take(const base::trace::record& r, std::uint32_t sampling) {
  if (r.what == event::decided || r.what == event::alone)
    return take_decision(r);
  // What was parked is no message that waited in a mailbox.
  if (r.what == event::begun || !r.decision.empty())
    return;
  waiting_.take(r);
  if (r.what == event::handled || r.what == event::counted)
    take_handled(r, sampling);
}

/// There is no way to other servers yet: what is for them is refused.
void census::take_decision(const base::trace::record& r) {
  static const auto no_way
      = xml::name_of(xml::condition::remote_server_not_found);
  if (r.reason == no_way)
    domains_.add(r.stanza.to().domain());
}

void census::take_handled(const base::trace::record& r,
                          std::uint32_t sampling) {
  // What belongs to a trace was recorded whatever the sampling.
  const auto weight = r.what == event::counted ? sampling : 1;
  kinds_[r.kind].add(r, weight);
  auto* one = member_of(r.to, r.kind, most_known);
  if (one == nullptr)
    return;
  if (one->of.messages == 0) { // the first of it
    one->name = r.name.str();
    if (known_.size() < most_known)
      known_[r.to] = {one->kind, one->name};
  }
  one->of.add(r, weight);
  one->worker = r.worker;
  one->memory = r.memory;
  if (r.from != 0 && edges_.size() < most_known)
    edges_[{r.from, r.to}] += weight;
}

/// Null: there is no room for another.
census::member* census::member_of(std::uint64_t id, const char* kind,
                                  std::size_t most) {
  if (const auto known = actors_.find(id); known != actors_.end())
    return &known->second;
  if (actors_.size() >= most)
    return nullptr;
  auto& one = actors_[id];
  one.kind = kind;
  return &one;
}

/// Who has something to do and does it not is told of, too: the oldest first,
/// for whom there is room whoever else is busy.
void census::add_waiting() {
  const auto now = base::trace::now();
  const auto known_to_wait = waiting_.of_actors();
  std::vector<std::pair<std::uint64_t, waiting_messages::oldest>> all{
      known_to_wait.begin(), known_to_wait.end()};
  std::ranges::sort(all, {}, [](const auto& x) { return x.second.sent; });
  for (const auto& [id, oldest] : all) {
    const auto age = std::max<std::int64_t>(now - oldest.sent, 0);
    auto& of_kind = kinds_[oldest.kind].age;
    of_kind = std::max(of_kind, age);
    auto* one = member_of(id, oldest.kind, most_known + most_stuck);
    if (one == nullptr)
      continue;
    one->of.age = age;
    if (const auto known = known_.find(id);
        one->name.empty() && known != known_.end())
      one->name = known->second.second;
  }
  waiting_.tidy(now - longest_delay);
}

std::string census::kind_of(std::uint64_t actor) const {
  const auto known = known_.find(actor);
  return known != known_.end() ? known->second.first : "other";
}

json census::tell_kinds(double seconds, const totals& counted) const {
  std::map<std::string, std::size_t> seen;
  for (const auto& [id, m] : actors_)
    ++seen[m.kind];
  auto list = json::array();
  for (const auto& [kind, f] : kinds_) {
    auto each = f.told(seconds);
    each["kind"] = kind;
    each["memory"] = memory_of(kind, counted);
    each["actors"]
        = std::max<std::uint64_t>(seen[kind], actors_of(kind, counted));
    list.push_back(std::move(each));
  }
  return list;
}

std::vector<const census::actor*> census::chosen() const {
  std::vector<const actor*> all;
  for (const auto& each : actors_)
    all.push_back(&each);
  const auto begin = all.begin();
  const auto busier = [](const actor* a, const actor* b) {
    return std::pair{-a->second.of.messages, a->first}
           < std::pair{-b->second.of.messages, b->first};
  };
  const auto older = [](const actor* a, const actor* b) {
    return std::pair{-a->second.of.age, a->first}
           < std::pair{-b->second.of.age, b->first};
  };
  const auto upto = [&](std::size_t most) {
    return begin + static_cast<std::ptrdiff_t>(std::min(all.size(), most));
  };
  std::partial_sort(begin, upto(most_stuck), all.end(), older);
  const auto stuck = std::find_if(begin, upto(most_stuck), [](const actor* a) {
    return a->second.of.age == 0;
  });
  std::partial_sort(stuck, upto(most_told), all.end(), busier);
  all.erase(upto(most_told), all.end());
  std::ranges::sort(all, busier);
  return all;
}

json census::tell_actors(double seconds,
                         std::vector<std::uint64_t>& told) const {
  auto list = json::array();
  for (const auto* one : chosen()) {
    const auto& [id, m] = *one;
    auto each = m.of.told(seconds);
    each["id"] = id;
    each["kind"] = m.kind;
    each["name"] = m.name;
    each["depth"] = m.of.deepest;
    if (m.memory != 0)
      each["memory"] = m.memory;
    if (m.worker >= 0)
      each["worker"] = m.worker;
    list.push_back(std::move(each));
    told.push_back(id);
  }
  return list;
}

json census::tell_domains(double seconds) const {
  auto list = json::array();
  for (const auto& [name, stanzas] : domains_.all())
    list.push_back({{"name", name},
                    {"messages", static_cast<double>(stanzas) / seconds},
                    {"outcome", part::name_of(part::outcome::refused)}});
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
  // Which messages were handled is not known where records are missing.
  if (dropped != 0)
    waiting_.forget();
  add_waiting();
  const auto counted = totals::now();
  for (const auto& [kind, bytes] : measured) // idle ones, too, take memory
    if (counted.actors(kind) > 0)
      kinds_.try_emplace(
          std::string{actor_kind_names[static_cast<std::size_t>(kind)]});
  json j{
      {"at", duration_cast<microseconds>(system_clock::now().time_since_epoch())
                 .count()},
      {"seconds", seconds},
      {"sampling", sampling},
      {"dropped", dropped},
      {"kinds", tell_kinds(seconds, counted)}};
  j["actors"] = tell_actors(seconds, told);
  j["edges"] = tell_edges(seconds, told);
  j["flows"] = tell_flows(seconds);
  j["domains"] = tell_domains(seconds);
  domains_.clear();
  actors_.clear();
  edges_.clear();
  kinds_.clear();
  if (known_.size() >= most_known)
    known_.clear();
  return j;
}

} // namespace troupe::observe
