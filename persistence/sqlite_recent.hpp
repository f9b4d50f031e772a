// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <span>
#include <unordered_map>

#include "persistence/log_block.hpp"
#include "persistence/sqlite_connection.hpp"

/// Log entries that are in no block yet: one table for all logs, to which rows
/// are only added at the end, so that a commit writes few pages whoever it is
/// for. This holds in memory where they are; the table knows it after a start.
namespace troupe::persistence {

struct recent_entry {
  std::int64_t row = 0; ///< in the table
  std::int64_t position = 0;
  std::int64_t time = 0;
  std::size_t id = 0; ///< a hash: whoever finds it reads the row, too
};

/// The recent entries of one log, in order of position.
using recent_log = std::vector<recent_entry>;

/// Entries that were read; they stay where they are made.
struct recent_rows {
  std::deque<log_entry> rows;
  std::vector<entry_view> entries; ///< of `rows`
};

class sqlite_recent {
public:
  explicit sqlite_recent(sqlite_connection& db) : db_{db} {}

  /// Reads from the table what there is. Rows of logs that are no more, and of
  /// entries that are in blocks, do not count.
  result<void> load();

  result<void> add(std::int64_t log, std::int64_t position,
                   const log_entry& entry);
  /// Null where the log has none.
  const recent_log* find(std::int64_t log) const;
  result<std::optional<std::int64_t>> position_of(std::int64_t log,
                                                  std::string_view id);
  /// With words only where asked for; `entries` are some of a log's.
  result<recent_rows> read(std::span<const recent_entry> entries,
                           bool with_words);

  /// Removes rows; these, or at most `limit` of the oldest before `time`.
  result<void> remove(std::int64_t log, std::int64_t position);
  result<std::uint64_t> expire(std::int64_t log, std::int64_t time,
                               std::uint64_t limit);
  result<void> remove_all(std::int64_t log);

  /// The first `count` entries of a log are in blocks now. Their rows stay
  /// until they are forgotten, many at once.
  void leave(std::int64_t log, std::size_t count);
  /// Removes the rows up to that one, none of which counts any more.
  result<void> forget_rows(std::int64_t last_row);
  /// Removes all rows that do not count, which reads the whole table: of any
  /// log, or of one that has no others.
  result<void> forget_stale();
  result<void> forget_stale(std::int64_t log);

  std::size_t size() const { return size_; }
  std::size_t stale() const { return stale_; } ///< rows that do not count
  std::int64_t last_row() const { return last_row_; }
  std::vector<std::int64_t> logs() const;

private:
  sqlite_connection& db_;
  std::unordered_map<std::int64_t, recent_log> logs_; ///< none is empty
  std::size_t size_ = 0;                              ///< entries in all
  std::size_t stale_ = 0;
  std::int64_t last_row_ = 0;
};

} // namespace troupe::persistence
