// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/waiting_messages.hpp"

namespace troupe::observe {

void waiting_messages::take(const base::trace::record& r) {
  if (r.what == base::trace::event::sent) {
    if (early_.erase(r.span) == 0 && waiting_.size() < most)
      waiting_[r.span] = {r.to, {r.at, r.kind}};
  } else if (waiting_.erase(r.span) == 0 && early_.size() < most) {
    early_[r.span] = r.at;
  }
}

std::unordered_map<std::uint64_t, waiting_messages::oldest>
waiting_messages::of_actors() const {
  std::unordered_map<std::uint64_t, oldest> all;
  for (const auto& [span, m] : waiting_) {
    const auto [known, is_new] = all.try_emplace(m.to, m.is);
    if (!is_new && m.is.sent < known->second.sent)
      known->second = m.is;
  }
  return all;
}

void waiting_messages::forget() {
  waiting_.clear();
  early_.clear();
}

void waiting_messages::tidy(std::int64_t before) {
  std::erase_if(early_, [before](const auto& x) { return x.second < before; });
}

} // namespace troupe::observe
