// SPDX-License-Identifier: Apache-2.0
#include "persistence/memory_log.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "persistence/log_words.hpp"

namespace troupe::persistence {

namespace {

bool matches(const log_entry& entry, const log_query& query) {
  return (!query.start || entry.time >= *query.start)
         && (!query.end || entry.time <= *query.end)
         && (!query.peer || entry.peer == *query.peer)
         && (query.ids.empty() || std::ranges::count(query.ids, entry.id) > 0)
         && has_words(entry.words, query.words);
}

/// Takes entries from `it` on until the page is full.
template <class Iterator>
log_page collect(Iterator it, Iterator end, const log_query& query) {
  log_page page;
  for (; it != end; ++it) {
    if (!matches(it->second, query))
      continue;
    if (page.entries.size() == query.limit) {
      page.complete = false;
      break;
    }
    page.entries.push_back(it->second);
    page.entries.back().words.clear();
  }
  return page;
}

} // namespace

std::uint64_t memory_log::append(const log_entry& entry) {
  auto place = by_place_.empty() ? 1 : by_place_.rbegin()->first + 1;
  if (!by_id_.emplace(entry.id, place).second)
    return 0;
  by_place_.emplace(place, entry);
  return place;
}

void memory_log::restore(std::uint64_t place, const log_entry& entry) {
  by_id_.emplace(entry.id, place);
  by_place_.emplace(place, entry);
}

log_entry memory_log::remove(std::uint64_t place) {
  auto node = by_place_.extract(place);
  by_id_.erase(node.mapped().id);
  return std::move(node.mapped());
}

std::optional<std::uint64_t> memory_log::find(const std::string& id) const {
  auto it = by_id_.find(id);
  return it == by_id_.end() ? std::nullopt : std::optional{it->second};
}

log_page memory_log::page(const log_query& query) const {
  constexpr auto none = std::uint64_t{0};
  constexpr auto all = std::numeric_limits<std::uint64_t>::max();
  auto place = [this](const auto& id, std::uint64_t otherwise) {
    return id ? find(*id) : std::optional{otherwise};
  };
  auto a = place(query.after, none);
  auto b = place(query.page_after, none);
  auto c = place(query.before, all);
  auto d = place(query.page_before, all);
  auto is_there = [this](const auto& id) { return find(id).has_value(); };
  if (!a || !b || !c || !d || !std::ranges::all_of(query.ids, is_there))
    return log_page{.unknown_id = true};
  auto low = std::max(*a, *b);
  auto high = std::min(*c, *d);
  if (low >= high)
    return log_page{};
  auto first = by_place_.upper_bound(low);
  auto last = by_place_.lower_bound(high);
  if (!query.newest)
    return collect(first, last, query);
  auto page = collect(std::make_reverse_iterator(last),
                      std::make_reverse_iterator(first), query);
  std::reverse(page.entries.begin(), page.entries.end());
  return page;
}

std::vector<std::uint64_t> memory_log::before(std::int64_t time,
                                              std::size_t limit) const {
  std::vector<std::uint64_t> found;
  for (const auto& [place, entry] : by_place_)
    if (entry.time < time && found.size() < limit)
      found.push_back(place);
  return found;
}

} // namespace troupe::persistence
