// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "persistence/sqlite_blocks.hpp"
#include "persistence/sqlite_recent.hpp"

namespace troupe::persistence {

/// Where the entry of `id` is in its log, be it recent or in a block.
result<std::optional<std::int64_t>> position_of(sqlite_recent& recent,
                                                sqlite_blocks& blocks,
                                                std::int64_t log,
                                                std::string_view id);

/// Reads one page of one log out of its blocks and its recent entries.
class sqlite_log_page {
public:
  sqlite_log_page(sqlite_recent& recent, sqlite_blocks& blocks,
                  std::int64_t log, const log_query& query)
      : recent_{recent}, blocks_{blocks}, log_{log}, query_{query} {}

  result<log_page> read();

private:
  result<void> narrow_to_id(const std::optional<std::string>& id, bool after);
  result<void> narrow_to_ids();
  result<void> read_ids();
  result<void> read_blocks();
  result<void> read_block(std::int64_t place);
  result<void> read_recent();
  result<block_range> range();
  bool is_in_time(std::int64_t time) const;
  bool matches(const entry_view& entry) const;
  /// Full once one more matches than is wanted: that tells there are more.
  void take(const entry_view& entry);
  bool is_full() const { return !page_.complete; }

  sqlite_recent& recent_;
  sqlite_blocks& blocks_;
  std::int64_t log_;
  const log_query& query_;
  std::int64_t low_ = 0; ///< entries are strictly between the two
  std::int64_t high_ = positions_per_log;
  log_page page_;
};

} // namespace troupe::persistence
