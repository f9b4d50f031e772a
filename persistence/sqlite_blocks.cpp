// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_blocks.hpp"

#include <algorithm>
#include <limits>

#include "persistence/sqlite_words.hpp"

namespace troupe::persistence {

namespace {

using numbers = std::numeric_limits<std::int64_t>;

constexpr std::int64_t most_bytes = 32 * 1024; // unless one entry has more

constexpr auto insert_block
    = "INSERT INTO log_blocks"
      "(place, log, entry_count, size, low, peak, late, entries, words)"
      " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr auto update_block
    = "UPDATE log_blocks SET entry_count = ?2, size = ?3, entries = ?4,"
      " words = ?5 WHERE place = ?1";
constexpr auto delete_block = "DELETE FROM log_blocks WHERE place = ?";
constexpr auto last_size
    = "SELECT place, entry_count, size FROM log_blocks"
      " WHERE place >= ? AND place < ? ORDER BY place DESC LIMIT 1";
constexpr auto last_peak_of
    = "SELECT peak FROM log_blocks WHERE place >= ? AND place < ?"
      " ORDER BY place DESC LIMIT 1";

constexpr auto add_id = "INSERT INTO log_ids(log, id, position)"
                        " VALUES(?, ?, ?)";
constexpr auto delete_id = "DELETE FROM log_ids WHERE log = ? AND id = ?";
constexpr auto add_peer = "INSERT INTO log_peers(log, peer, place)"
                          " VALUES(?, ?, ?)";
constexpr auto delete_peer
    = "DELETE FROM log_peers WHERE log = ? AND peer = ? AND place = ?";

std::int64_t size_of(const entry_view& e) {
  return sqlite_limit(e.id.size() + e.peer.size() + e.blob.size()
                      + entry_overhead);
}

std::vector<std::string_view> peers_of(std::span<const entry_view> entries) {
  std::vector<std::string_view> peers;
  for (const auto& e : entries)
    peers.push_back(e.peer);
  std::ranges::sort(peers);
  peers.erase(std::unique(peers.begin(), peers.end()), peers.end());
  return peers;
}

log_block block_of(std::span<const entry_view> entries) {
  log_block block;
  for (const auto& e : entries)
    block.add(e);
  if (!block.has_words())
    block.words.clear();
  return block;
}

std::int64_t count_of(std::span<const entry_view> entries) {
  return sqlite_limit(entries.size());
}

} // namespace

// A block is written again only together with at least half as many others: so
// an entry is written some six times in all, however few come at once.
result<std::vector<block_ptr>> sqlite_blocks::take_small(std::int64_t log,
                                                         std::size_t count) {
  std::vector<block_ptr> taken;
  auto end = place_of(log + 1, 0);
  for (auto more = true; more;) {
    std::int64_t place = 0;
    more = false;
    auto seen = db_.each(
        last_size, {place_of(log, 0), end}, [&](const sqlite_row& row) {
          auto size = static_cast<std::size_t>(row.number(1));
          place = row.number(0);
          more = size <= 2 * count && size + count <= most_entries_
                 && row.number(2) <= most_bytes / 2;
          count += size;
        });
    if (!seen)
      return seen.error();
    if (!more)
      break;
    auto block = find(place, true);
    if (!block)
      return block.error();
    if (!(*block)->is_readable)
      break; // what comes has a block of its own
    if (auto gone = erase(log, **block); !gone)
      return gone.error();
    taken.insert(taken.begin(), std::move(*block));
    end = place;
  }
  return taken;
}

/// How many from the front are a block.
std::size_t
sqlite_blocks::block_length(std::span<const entry_view> entries) const {
  std::size_t length = 0;
  for (std::int64_t bytes = 0;
       length < std::min(entries.size(), most_entries_)
       && (length == 0 || bytes + size_of(entries[length]) <= most_bytes);
       ++length)
    bytes += size_of(entries[length]);
  return length;
}

result<std::int64_t> sqlite_blocks::last_peak(std::int64_t log) {
  auto peak
      = db_.number(last_peak_of, {place_of(log, 0), place_of(log + 1, 0)});
  if (!peak)
    return peak.error();
  return peak->value_or(numbers::min());
}

result<void> sqlite_blocks::add(std::int64_t log,
                                std::span<const entry_view> entries) {
  auto small = take_small(log, entries.size());
  if (!small)
    return small.error();
  auto peak = last_peak(log);
  if (!peak)
    return peak.error();
  std::vector<entry_view> all;
  for (const auto& block : *small)
    all.insert(all.end(), block->entries.begin(), block->entries.end());
  all.insert(all.end(), entries.begin(), entries.end());
  result<void> done;
  for (std::span<const entry_view> left = all; done && !left.empty();) {
    auto length = block_length(left);
    done = insert(log, left.first(length), *peak);
    left = left.subspan(length);
  }
  for (const auto& e : entries)
    if (done)
      done = db_.run(add_id, {log, e.id, e.position});
  return done;
}

result<void> sqlite_blocks::insert(std::int64_t log,
                                   std::span<const entry_view> entries,
                                   std::int64_t& peak) {
  auto low = numbers::max();
  auto before = peak;
  for (const auto& e : entries) {
    low = std::min(low, e.time);
    peak = std::max(peak, e.time);
  }
  auto place = place_of(log, entries.front().position);
  auto block = block_of(entries);
  auto done = db_.run(insert_block,
                      {place, log, count_of(entries),
                       sqlite_limit(block.entries.size()), low, peak,
                       std::int64_t{low < before}, blob_view{block.entries},
                       std::string_view{block.words}});
  if (done)
    done = add_peers(log, place, entries);
  return done ? add_words(place, block) : done;
}

result<void> sqlite_blocks::add_peers(std::int64_t log, std::int64_t place,
                                      std::span<const entry_view> entries) {
  result<void> done;
  for (auto peer : peers_of(entries))
    if (done)
      done = db_.run(add_peer, {log, peer, place});
  return done;
}

result<void> sqlite_blocks::add_words(std::int64_t place,
                                      const log_block& bytes) {
  return bytes.words.empty() ? result<void>{}
                             : db_.run(sqlite_add_words,
                                       {place, std::string_view{bytes.words}});
}

// -- removing -----------------------------------------------------------------

result<void> sqlite_blocks::forget_peers(std::int64_t log,
                                         const stored_block& block) {
  result<void> done;
  for (auto peer : peers_of(block.entries))
    if (done)
      done = db_.run(delete_peer, {log, peer, block.place});
  return done;
}

result<void> sqlite_blocks::forget_words(const stored_block& block) {
  return block.bytes.words.empty()
             ? result<void>{}
             : db_.run(sqlite_forget_words,
                       {block.place, std::string_view{block.bytes.words}});
}

result<void> sqlite_blocks::forget_id(std::int64_t log, std::string_view id) {
  return db_.run(delete_id, {log, id});
}

/// The ids stay.
result<void> sqlite_blocks::erase(std::int64_t log, const stored_block& block) {
  auto done = forget_peers(log, block);
  if (done)
    done = forget_words(block);
  return done ? db_.run(delete_block, {block.place}) : done;
}

/// Writes `block` again with what is left of it. `low` and `peak` still hold.
result<void> sqlite_blocks::keep(std::int64_t log, const stored_block& block,
                                 std::span<const entry_view> kept) {
  if (kept.empty())
    return erase(log, block);
  auto done = forget_peers(log, block);
  if (done)
    done = forget_words(block);
  auto bytes = block_of(kept);
  if (done)
    done = db_.run(update_block,
                   {block.place, count_of(kept),
                    sqlite_limit(bytes.entries.size()),
                    blob_view{bytes.entries}, std::string_view{bytes.words}});
  if (done)
    done = add_peers(log, block.place, kept);
  return done ? add_words(block.place, bytes) : done;
}

result<void> sqlite_blocks::remove(std::int64_t log, std::int64_t position) {
  auto range = between(log, position - 1, position + 1);
  if (!range)
    return range.error();
  auto block = read(range->first, true);
  if (!block)
    return block.error();
  if (!*block)
    return {};
  auto kept = (*block)->entries;
  auto at = std::ranges::find(kept, position, &entry_view::position);
  if (at == kept.end())
    return {};
  auto done = forget_id(log, at->id);
  kept.erase(at);
  return done ? keep(log, **block, kept) : done;
}

result<std::uint64_t> sqlite_blocks::expire_in(std::int64_t log,
                                               std::int64_t place,
                                               std::int64_t time,
                                               std::uint64_t limit) {
  auto block = read(place, true);
  if (!block)
    return block.error();
  std::vector<entry_view> kept;
  std::uint64_t removed = 0;
  if (!*block)
    return removed;
  for (const auto& e : (*block)->entries)
    if (e.time >= time || removed == limit)
      kept.push_back(e);
    else if (auto done = forget_id(log, e.id); !done)
      return done.error();
    else
      ++removed;
  if (removed > 0)
    if (auto done = keep(log, **block, kept); !done)
      return done.error();
  return removed;
}

result<std::uint64_t> sqlite_blocks::expire(std::int64_t log, std::int64_t time,
                                            std::uint64_t limit) {
  std::uint64_t removed = 0;
  auto range = between(log, -1, positions_per_log);
  auto done
      = range ? narrow_to_end(*range, time - 1) : result<void>{range.error()};
  while (done && removed < limit) {
    auto some = places(*range, {}, false, 16);
    if (!some)
      return some.error();
    if (some->empty())
      break;
    for (auto place : *some) {
      auto gone = expire_in(log, place, time, limit - removed);
      if (!gone)
        return gone.error();
      removed += *gone;
    }
    range->first = some->back() + 1;
  }
  if (!done)
    return done.error();
  return removed;
}

result<void> sqlite_blocks::remove_all(std::int64_t log) {
  auto first = place_of(log, 0);
  auto last = place_of(log + 1, 0) - 1;
  auto done = db_.run(sqlite_forget_words_between, {first, last});
  if (done)
    done = db_.run("DELETE FROM log_blocks WHERE place >= ? AND place <= ?",
                   {first, last});
  for (auto* sql : {"DELETE FROM log_ids WHERE log = ?",
                    "DELETE FROM log_peers WHERE log = ?"})
    if (done)
      done = db_.run(sql, {log});
  return done;
}

} // namespace troupe::persistence
