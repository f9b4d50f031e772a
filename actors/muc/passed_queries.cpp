// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/passed_queries.hpp"

#include <algorithm>

namespace troupe::muc {

bool passed_queries::is_full_for(
    const xml::jid& asker, std::chrono::system_clock::time_point now) const {
  const auto count = std::ranges::count_if(waiting_, [&](const entry& x) {
    return x.query.asker.bare_view() == asker.bare_view()
           && now - x.query.at < patience;
  });
  return static_cast<std::size_t>(count) >= bound_each;
}

std::string passed_queries::add(passed_query x) {
  if (waiting_.size() == bound)
    waiting_.erase(waiting_.begin());
  auto id = "q" + std::to_string(++made_);
  waiting_.push_back({id, std::move(x)});
  return id;
}

std::optional<passed_query> passed_queries::take(std::string_view id,
                                                 const xml::jid& from) {
  auto at = std::ranges::find(waiting_, id, &entry::id);
  if (at == waiting_.end() || at->query.asked != from)
    return {};
  auto found = std::move(at->query);
  waiting_.erase(at);
  return found;
}

} // namespace troupe::muc
