// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "persistence/log_block.hpp"
#include "persistence/sqlite_connection.hpp"

/// Logs as they are kept for long: blocks of some entries each, and beside them
/// where an id is, which blocks have a peer, and which have a word (FTS5).
/// Whatever is asked becomes a range of places by one look-up, and is read from
/// there on: no query skips rows.
namespace troupe::persistence {

/// Where a block is: the number of its log above, the position of its first
/// entry, or a lower one, below. So the blocks of a log are a range.
constexpr std::int64_t place_of(std::int64_t log, std::int64_t position) {
  return (log << 32) + position;
}

/// Positions are below this.
inline constexpr std::int64_t positions_per_log = std::int64_t{1} << 32;

/// A block that was read. It stays where it is made, since `entries` are views
/// of its bytes.
struct stored_block {
  std::int64_t place = 0;
  std::int64_t low = 0;  ///< no entry has a time before it
  std::int64_t peak = 0; ///< none up to here has one after it; never falls
  log_block bytes;
  std::vector<entry_view> entries;
  bool is_readable = true; ///< else `bytes` are no block

  stored_block() = default;
  stored_block(const stored_block&) = delete;
  stored_block& operator=(const stored_block&) = delete;
  ~stored_block() = default;
};

using block_ptr = std::unique_ptr<stored_block>;

/// Blocks of one log, in order of places; both ends belong to it.
struct block_range {
  std::int64_t log = 0;
  std::int64_t first = 0;
  std::int64_t last = -1;
};

/// Which blocks of a range may have what is wanted.
struct block_filter {
  std::optional<std::string_view> peer;
  std::string_view words; ///< each of them; only one of both may be given
};

class sqlite_blocks {
public:
  /// Of at most `most_entries` entries each.
  sqlite_blocks(sqlite_connection& db, std::size_t most_entries)
      : db_{db}, most_entries_{most_entries} {}

  /// Adds entries behind all that the log has, none of whose ids is there. Few
  /// go together with those of the last blocks, if these are small, too.
  result<void> add(std::int64_t log, std::span<const entry_view> entries);
  /// Removes the entry at `position`, which is there.
  result<void> remove(std::int64_t log, std::int64_t position);
  /// Removes at most `limit` of the oldest entries before `time`; how many.
  result<std::uint64_t> expire(std::int64_t log, std::int64_t time,
                               std::uint64_t limit);
  result<void> remove_all(std::int64_t log);

  result<std::optional<std::int64_t>> position_of(std::int64_t log,
                                                  std::string_view id);
  result<std::uint64_t> count(std::int64_t log);

  /// The blocks that can have entries strictly between two positions.
  result<block_range> between(std::int64_t log, std::int64_t low,
                              std::int64_t high);
  /// Without blocks whose entries are all before `start`, or after `end`. The
  /// cost of the latter is blocks behind their time on the way, none unless a
  /// clock was set back.
  result<void> narrow_to_start(block_range& range, std::int64_t start);
  result<void> narrow_to_end(block_range& range, std::int64_t end);

  /// Places of at most `limit` blocks from the front or the back.
  result<std::vector<std::int64_t>> places(const block_range& range,
                                           const block_filter& filter,
                                           bool from_back, std::int64_t limit);
  /// Null where there is none. With words only where asked for.
  result<block_ptr> read(std::int64_t place, bool with_words);

private:
  result<block_ptr> find(std::int64_t place, bool with_words);
  result<std::vector<block_ptr>> take_small(std::int64_t log,
                                            std::size_t count);
  std::size_t block_length(std::span<const entry_view> entries) const;
  result<std::int64_t> last_peak(std::int64_t log);
  result<void> insert(std::int64_t log, std::span<const entry_view> entries,
                      std::int64_t& peak);
  result<void> erase(std::int64_t log, const stored_block& block);
  result<void> add_peers(std::int64_t log, std::int64_t place,
                         std::span<const entry_view> entries);
  result<void> forget_peers(std::int64_t log, const stored_block& block);
  result<void> add_words(std::int64_t place, const log_block& bytes);
  result<void> forget_words(const stored_block& block);
  result<void> forget_id(std::int64_t log, std::string_view id);
  result<void> keep(std::int64_t log, const stored_block& block,
                    std::span<const entry_view> kept);
  result<std::uint64_t> expire_in(std::int64_t log, std::int64_t place,
                                  std::int64_t time, std::uint64_t limit);

  sqlite_connection& db_;
  std::size_t most_entries_;
};

/// A count or limit as SQLite knows it: signed.
std::int64_t sqlite_limit(std::uint64_t limit);

} // namespace troupe::persistence
