// SPDX-License-Identifier: Apache-2.0
#include "actors/rehearsal/overlaid_page.hpp"

#include <algorithm>
#include <iterator>

namespace troupe::rehearsal {

using namespace persistence;

namespace {

/// Of what was added. An id in the query is one that a client has seen, so of
/// a stored entry: all that was added is behind it.
log_page page_of_added(const log_query& query, const memory_log& added) {
  if (query.before || query.page_before || !query.ids.empty())
    return {};
  auto rest = query;
  rest.after.reset();
  rest.page_after.reset();
  return added.page(rest);
}

/// Keeps `most` entries: the first ones, or the last ones.
void cut(log_page& page, std::size_t most, bool newest) {
  auto& all = page.entries;
  if (all.size() <= most)
    return;
  page.complete = false;
  const auto surplus = static_cast<std::ptrdiff_t>(all.size() - most);
  if (newest)
    all.erase(all.begin(), all.begin() + surplus);
  else
    all.resize(most);
}

void append_to(log_page& first, log_page second) {
  std::ranges::move(second.entries, std::back_inserter(first.entries));
}

/// Whether the query names an entry that has been removed.
bool names_one_of(const log_query& query,
                  const std::set<std::string>& removed) {
  const auto is_gone = [&](const std::optional<std::string>& id) {
    return id && removed.contains(*id);
  };
  return is_gone(query.after) || is_gone(query.before)
         || is_gone(query.page_after) || is_gone(query.page_before)
         || std::ranges::any_of(
             query.ids, [&](const auto& id) { return removed.contains(id); });
}

} // namespace

log_page overlaid_page(const log_query& query, log_page stored,
                       const std::set<std::string>& removed,
                       const memory_log& added) {
  if (stored.unknown_id || names_one_of(query, removed))
    return log_page{.unknown_id = true};
  std::erase_if(stored.entries,
                [&](const auto& e) { return removed.contains(e.id); });
  auto newer = page_of_added(query, added);
  auto both = std::move(stored);
  // Between what is stored and what was added there may be no gap.
  if (!query.newest && !both.complete)
    newer.entries.clear();
  else if (query.newest && !newer.complete)
    both.entries.clear();
  const bool is_complete = both.complete && newer.complete;
  append_to(both, std::move(newer));
  both.complete = is_complete;
  cut(both, query.limit, query.newest);
  return both;
}

} // namespace troupe::rehearsal
