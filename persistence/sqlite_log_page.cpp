// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_log_page.hpp"

#include <algorithm>
#include <limits>

#include "persistence/log_words.hpp"

namespace troupe::persistence {

namespace {

using numbers = std::numeric_limits<std::int64_t>;

// Blocks that are looked up at once: few at first, since a page mostly is in
// one or two; more where few of their entries match.
constexpr std::int64_t least_places = 2;
constexpr std::int64_t most_places = 64;

template <class Range, class Take>
void each_from(Range& range, bool from_back, Take take) {
  if (from_back)
    std::for_each(std::rbegin(range), std::rend(range), take);
  else
    std::for_each(std::begin(range), std::end(range), take);
}

} // namespace

result<std::optional<std::int64_t>> position_of(sqlite_recent& recent,
                                                sqlite_blocks& blocks,
                                                std::int64_t log,
                                                std::string_view id) {
  auto position = recent.position_of(log, id);
  return position && !*position ? blocks.position_of(log, id) : position;
}

bool sqlite_log_page::is_in_time(std::int64_t time) const {
  return time >= query_.start.value_or(numbers::min())
         && time <= query_.end.value_or(numbers::max());
}

bool sqlite_log_page::matches(const entry_view& entry) const {
  return entry.position > low_ && entry.position < high_
         && is_in_time(entry.time)
         && (!query_.peer || entry.peer == *query_.peer)
         && has_words(entry.words, query_.words);
}

void sqlite_log_page::take(const entry_view& entry) {
  if (is_full() || !matches(entry))
    return;
  if (page_.entries.size() == query_.limit)
    page_.complete = false;
  else
    page_.entries.push_back(entry_of(entry));
}

// -- which part ---------------------------------------------------------------

/// Narrows to entries after, or before, the one of `id`.
result<void> sqlite_log_page::narrow_to_id(const std::optional<std::string>& id,
                                           bool after) {
  if (!id)
    return {};
  auto position = position_of(recent_, blocks_, log_, *id);
  if (!position)
    return position.error();
  if (!*position)
    page_.unknown_id = true;
  else if (after)
    low_ = std::max(low_, **position);
  else
    high_ = std::min(high_, **position);
  return {};
}

result<void> sqlite_log_page::narrow_to_ids() {
  result<void> done;
  for (const auto* id : {&query_.after, &query_.page_after})
    if (done)
      done = narrow_to_id(*id, true);
  for (const auto* id : {&query_.before, &query_.page_before})
    if (done)
      done = narrow_to_id(*id, false);
  return done;
}

/// The blocks of that part, as far as time tells.
result<block_range> sqlite_log_page::range() {
  auto range = blocks_.between(log_, low_, high_);
  result<void> done = range ? result<void>{} : range.error();
  if (done && query_.start)
    done = blocks_.narrow_to_start(*range, *query_.start);
  if (done && query_.end)
    done = blocks_.narrow_to_end(*range, *query_.end);
  if (!done)
    return done.error();
  return range;
}

// -- reading ------------------------------------------------------------------

result<void> sqlite_log_page::read_block(std::int64_t place) {
  auto block = blocks_.read(place, !query_.words.empty());
  if (!block)
    return block.error();
  if (*block)
    each_from((*block)->entries, query_.newest,
              [this](const entry_view& e) { take(e); });
  return {};
}

result<void> sqlite_log_page::read_blocks() {
  auto left = range();
  if (!left)
    return left.error();
  const block_filter filter{query_.peer, query_.words};
  for (auto limit = least_places; !is_full() && left->first <= left->last;
       limit = std::min(limit * 4, most_places)) {
    auto places = blocks_.places(*left, filter, query_.newest, limit);
    if (!places)
      return places.error();
    if (places->empty())
      break;
    for (auto place : *places)
      if (!is_full())
        if (auto done = read_block(place); !done)
          return done;
    (query_.newest ? left->last : left->first)
        = places->back() + (query_.newest ? -1 : 1);
  }
  return {};
}

result<void> sqlite_log_page::read_recent() {
  const auto* entries = recent_.find(log_);
  if (entries == nullptr)
    return {};
  result<void> done;
  each_from(*entries, query_.newest, [&](const recent_entry& e) {
    if (!done || is_full() || e.position <= low_ || e.position >= high_
        || !is_in_time(e.time))
      return;
    auto read = recent_.read({&e, 1}, !query_.words.empty());
    if (read)
      take(read->entries.front());
    else
      done = read.error();
  });
  return done;
}

/// The entries that are asked for one by one, in the order in which a page
/// takes them.
result<void> sqlite_log_page::read_ids() {
  std::vector<std::int64_t> positions;
  for (const auto& id : query_.ids) {
    auto position = position_of(recent_, blocks_, log_, id);
    if (!position)
      return position.error();
    page_.unknown_id = page_.unknown_id || !*position;
    positions.push_back(position->value_or(0));
  }
  if (page_.unknown_id)
    return {};
  std::ranges::sort(positions);
  positions.erase(std::unique(positions.begin(), positions.end()),
                  positions.end());
  result<void> done;
  auto low = low_;
  auto high = high_;
  each_from(positions, query_.newest, [&](std::int64_t position) {
    if (!done || is_full() || position <= low || position >= high)
      return;
    low_ = position - 1;
    high_ = position + 1;
    done = read_blocks();
    if (done)
      done = read_recent();
  });
  return done;
}

result<log_page> sqlite_log_page::read() {
  auto done = narrow_to_ids();
  if (done && page_.unknown_id)
    return page_;
  if (done && !query_.ids.empty())
    done = read_ids();
  else if (done && query_.newest)
    done = read_recent();
  else if (done)
    done = read_blocks();
  if (done && query_.ids.empty())
    done = query_.newest ? read_blocks() : read_recent();
  if (!done)
    return done.error();
  if (query_.newest)
    std::ranges::reverse(page_.entries);
  return std::move(page_);
}

} // namespace troupe::persistence
