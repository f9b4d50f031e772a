// SPDX-License-Identifier: Apache-2.0
#include "actors/admin/followers.hpp"

#include <algorithm>
#include <utility>

namespace troupe::admin {

followers::~followers() {
  for (auto& [id, one] : all_) {
    if (one.end)
      one.end();
    one.to->hear_end(failure{failure_code::not_running, "the server stops"});
  }
}

std::uint64_t followers::add(follower one) {
  all_.emplace(++last_, std::move(one));
  return last_;
}

follower* followers::find(std::uint64_t id) {
  const auto found = all_.find(id);
  return found != all_.end() ? &found->second : nullptr;
}

std::optional<follower> followers::take(std::uint64_t id) {
  auto node = all_.extract(id);
  if (node.empty())
    return std::nullopt;
  return std::move(node.mapped());
}

std::optional<std::uint64_t> followers::of(const caf::actor_addr& asker) const {
  const auto found = std::ranges::find_if(
      all_, [&](const auto& each) { return each.second.asker == asker; });
  if (found == all_.end())
    return std::nullopt;
  return found->first;
}

} // namespace troupe::admin
