// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "persistence/sqlite.hpp"
#include "persistence/sqlite_blocks.hpp"
#include "persistence/sqlite_recent.hpp"

/// The logs of a store.
///
///   append ──▶ log_recent ──(256 of a log, or 32,768 appends later)──▶ blocks
///
/// An append only adds a row at the end of one table, and a log's rows go into
/// blocks together: otherwise each of two accounts' archives would have a page
/// of its own written for each message, and one of each index.
namespace troupe::persistence {

class sqlite_log {
public:
  sqlite_log(sqlite_connection& db, const log_sizes& sizes)
      : db_{db}, sizes_{sizes}, recent_{db}, blocks_{db, sizes.block_entries} {}

  /// Reads which entries are recent, before the first call. Within a
  /// transaction: rows that do not count any more go, and where an older
  /// version has left very many, they go into blocks.
  result<void> load();
  /// Part of a transaction was undone: what is in memory may not be so.
  void undone() { is_current_ = false; }

  // As those of `store`; those that write within a transaction.
  result<void> append(std::string_view owner, std::string_view log,
                      const log_entry& entry);
  result<log_page> page(std::string_view owner, std::string_view log,
                        const log_query& query);
  result<std::uint64_t> count(std::string_view owner, std::string_view log);
  result<void> remove_logged(std::string_view owner, std::string_view log,
                             std::string_view id);
  result<void> remove_log(std::string_view owner, std::string_view log);
  result<std::uint64_t> expire(std::string_view owner, std::string_view log,
                               std::int64_t time, std::uint64_t limit);
  result<void> remove_owner(std::string_view owner);

private:
  struct numbered_log {
    std::int64_t number = 0; ///< 0: there is no such log
    std::int64_t last = 0;   ///< the highest position so far
  };

  result<void> refresh();
  result<numbered_log> find(std::string_view owner, std::string_view log);
  result<numbered_log> find_or_make(std::string_view owner,
                                    std::string_view log);
  result<numbered_log> look_up(std::string_view owner, std::string_view log);
  void remember(numbered_log found);
  result<void> forget(std::int64_t log);

  result<void> merge(std::int64_t log);
  result<void> merge_due(std::int64_t appended_to);
  result<void> begin_generation();

  sqlite_connection& db_;
  log_sizes sizes_;
  sqlite_recent recent_;
  sqlite_blocks blocks_;
  bool is_current_ = false;
  std::string name_; ///< of the log that was asked for last
  std::unordered_map<std::string, numbered_log> known_;

  // Of the rows up to `generation_end_` all are in blocks once those of
  // `to_merge_` are; then they are removed at once.
  std::int64_t generation_end_ = 0;
  std::vector<std::int64_t> to_merge_;
  std::size_t merged_ = 0;   ///< of `to_merge_`
  std::size_t appended_ = 0; ///< since the generation began
};

} // namespace troupe::persistence
