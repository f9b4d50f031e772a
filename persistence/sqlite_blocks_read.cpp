// SPDX-License-Identifier: Apache-2.0
// What is asked of blocks; how they are written is in sqlite_blocks.cpp.
#include <algorithm>
#include <limits>

#include "persistence/sqlite_blocks.hpp"
#include "persistence/sqlite_words.hpp"

namespace troupe::persistence {

namespace {

using numbers = std::numeric_limits<std::int64_t>;

constexpr auto read_entries
    = "SELECT place, low, peak, entries FROM log_blocks WHERE place = ?";
constexpr auto read_all = "SELECT place, low, peak, entries, words"
                          " FROM log_blocks WHERE place = ?";
constexpr auto find_id = "SELECT position FROM log_ids"
                         " WHERE log = ? AND id = ?";
constexpr auto sum_of_entries
    = "SELECT total(entry_count) FROM log_blocks INDEXED BY log_blocks_by_low"
      " WHERE log = ?";
constexpr auto place_before = "SELECT place FROM log_blocks"
                              " WHERE place >= ? AND place <= ?"
                              " ORDER BY place DESC LIMIT 1";
constexpr auto find_start
    = "SELECT place FROM log_blocks INDEXED BY log_blocks_by_peak"
      " WHERE log = ? AND peak >= ? ORDER BY peak, place LIMIT 1";
constexpr auto find_end
    = "SELECT place FROM log_blocks INDEXED BY log_blocks_by_low"
      " WHERE log = ? AND low <= ? ORDER BY low DESC, place DESC LIMIT 1";
constexpr auto find_late_end
    = "SELECT place FROM log_blocks INDEXED BY log_blocks_late"
      " WHERE late AND place >= ? AND place <= ? AND low <= ?"
      " ORDER BY place DESC LIMIT 1";
constexpr auto first_places_of_peer
    = "SELECT place FROM log_peers WHERE log = ?4 AND peer = ?5"
      " AND place >= ?1 AND place <= ?2 ORDER BY place LIMIT ?3";
constexpr auto last_places_of_peer
    = "SELECT place FROM log_peers WHERE log = ?4 AND peer = ?5"
      " AND place >= ?1 AND place <= ?2 ORDER BY place DESC LIMIT ?3";
constexpr auto first_places_of_words
    = "SELECT rowid FROM log_words WHERE log_words MATCH ?4"
      " AND rowid >= ?1 AND rowid <= ?2 ORDER BY rowid LIMIT ?3";
constexpr auto last_places_of_words
    = "SELECT rowid FROM log_words WHERE log_words MATCH ?4"
      " AND rowid >= ?1 AND rowid <= ?2 ORDER BY rowid DESC LIMIT ?3";
constexpr auto first_places = "SELECT place FROM log_blocks"
                              " WHERE place >= ? AND place <= ?"
                              " ORDER BY place LIMIT ?";
constexpr auto last_places = "SELECT place FROM log_blocks"
                             " WHERE place >= ? AND place <= ?"
                             " ORDER BY place DESC LIMIT ?";

} // namespace

std::int64_t sqlite_limit(std::uint64_t limit) {
  constexpr auto most = static_cast<std::uint64_t>(numbers::max() - 1);
  return static_cast<std::int64_t>(std::min(limit, most));
}

result<std::optional<std::int64_t>>
sqlite_blocks::position_of(std::int64_t log, std::string_view id) {
  return db_.number(find_id, {log, id});
}

result<std::uint64_t> sqlite_blocks::count(std::int64_t log) {
  auto sum = db_.number(sum_of_entries, {log});
  if (!sum)
    return sum.error();
  return static_cast<std::uint64_t>(sum->value_or(0));
}

result<block_range> sqlite_blocks::between(std::int64_t log, std::int64_t low,
                                           std::int64_t high) {
  block_range range{log, place_of(log, std::max<std::int64_t>(low + 1, 0)),
                    place_of(log, std::max<std::int64_t>(high, 0)) - 1};
  auto first = db_.number(place_before, {place_of(log, 0), range.first});
  if (!first)
    return first.error();
  range.first = first->value_or(range.first);
  return range;
}

result<void> sqlite_blocks::narrow_to_start(block_range& range,
                                            std::int64_t start) {
  auto place = db_.number(find_start, {range.log, start});
  if (!place)
    return place.error();
  range.first = std::max(range.first, place->value_or(numbers::max()));
  return {};
}

result<void> sqlite_blocks::narrow_to_end(block_range& range,
                                          std::int64_t end) {
  auto place = db_.number(find_end, {range.log, end});
  if (!place)
    return place.error();
  auto late = db_.number(find_late_end, {range.first, range.last, end});
  if (!late)
    return late.error();
  range.last
      = std::min(range.last, std::max(place->value_or(-1), late->value_or(-1)));
  return {};
}

result<std::vector<std::int64_t>>
sqlite_blocks::places(const block_range& range, const block_filter& filter,
                      bool from_back, std::int64_t limit) {
  std::vector<std::int64_t> found;
  auto add = [&](const sqlite_row& row) { found.push_back(row.number(0)); };
  result<void> done;
  if (!filter.words.empty())
    done = db_.each(from_back ? last_places_of_words : first_places_of_words,
                    {range.first, range.last, limit,
                     std::string_view{sqlite_match(filter.words)}},
                    add);
  else if (filter.peer)
    done = db_.each(from_back ? last_places_of_peer : first_places_of_peer,
                    {range.first, range.last, limit, range.log, *filter.peer},
                    add);
  else
    done = db_.each(from_back ? last_places : first_places,
                    {range.first, range.last, limit}, add);
  if (!done)
    return done.error();
  return found;
}

result<block_ptr> sqlite_blocks::find(std::int64_t place, bool with_words) {
  auto block = std::make_unique<stored_block>();
  auto is_there = false;
  auto done = db_.each(with_words ? read_all : read_entries, {place},
                       [&](const sqlite_row& row) {
                         is_there = true;
                         block->place = row.number(0);
                         block->low = row.number(1);
                         block->peak = row.number(2);
                         block->bytes.entries = row.bytes(3);
                         block->bytes.words
                             = with_words ? row.bytes(4) : std::string_view{};
                       });
  if (!done)
    return done.error();
  if (!is_there)
    return block_ptr{};
  auto entries = read_block(block->bytes.entries, block->bytes.words);
  block->is_readable = entries.has_value();
  if (entries)
    block->entries = std::move(*entries);
  return block;
}

result<block_ptr> sqlite_blocks::read(std::int64_t place, bool with_words) {
  auto block = find(place, with_words);
  if (block && *block && !(*block)->is_readable)
    return store_error{store_errc::corrupt,
                       db_.file().string() + ": the log block "
                           + std::to_string(place)
                           + " cannot be read: nothing was changed; restore a "
                             "backup"};
  return block;
}

} // namespace troupe::persistence
