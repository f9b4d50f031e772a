// SPDX-License-Identifier: Apache-2.0
#include "tools/top_traces.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "tools/json_members.hpp"

namespace troupe::tools {

using nlohmann::json;

void top_traces::look_at(const std::string& jid) {
  const std::lock_guard guard{lock_};
  if (jid == jid_)
    return;
  jid_ = jid;
  came_.clear();
}

void top_traces::add(const std::string& jid, json trace) {
  const std::lock_guard guard{lock_};
  if (jid != jid_)
    return;
  came_.push_front(std::move(trace));
  if (came_.size() > most)
    came_.pop_back();
}

json top_traces::with(const json& kept) const {
  const std::lock_guard guard{lock_};
  std::vector<json> all(came_.begin(), came_.end());
  std::set<std::string> known;
  for (const auto& each : all)
    known.insert(text_in(each, "id"));
  // What was followed has its whole way: it stands for what is kept of it.
  if (kept.is_array())
    for (const auto& each : kept)
      if (known.insert(text_in(each, "id")).second)
        all.push_back(each);
  std::ranges::stable_sort(all, std::greater{}, [](const json& trace) {
    return number_in(trace, "begun");
  });
  if (all.size() > most)
    all.resize(most);
  return all;
}

} // namespace troupe::tools
