// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/system/result.hpp>

namespace troupe::persistence {

enum class store_errc : std::uint8_t {
  unavailable = 1, ///< the disk or the database said no; trying later may help
  full,            ///< no space left
  corrupt,         ///< the data cannot be read; never overwritten
  newer_schema,    ///< written by a newer Troupe
  in_use,          ///< another process has it open
  duplicate,       ///< the log has an entry of that id already
};

/// What went wrong in words for an operator, and what to do about it.
struct store_error {
  store_errc code = store_errc::unavailable;
  std::string message;

  bool operator==(const store_error&) const = default;
};

/// A call that is not to be made now.
inline store_error misuse(std::string message) {
  return {store_errc::unavailable, std::move(message)};
}

template <class T>
using result = boost::system::result<T, store_error>;

/// One entry of a log. `id` is unique within (owner, log) and sorts as
/// appended.
struct log_entry {
  std::string id;
  std::int64_t time = 0; ///< microseconds since the Unix epoch
  std::string peer;      ///< whose conversation it belongs to; may be empty
  std::string blob;
  /// What the entry is found by, as `xml::words` makes it. Write-only: pages
  /// leave it empty.
  std::string words;

  bool operator==(const log_entry&) const = default;
};

/// Which part of a log. Bounds are inclusive for time, exclusive for ids. All
/// that are given hold together; `time` may run against the order of appending.
struct log_query {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> end;
  std::optional<std::string> peer;
  std::optional<std::string> after;  ///< an id
  std::optional<std::string> before; ///< an id
  std::size_t limit = 100;
  bool newest = false; ///< the last `limit` of the selection, not the first
  /// Two more such ids, for a page of what `after` and `before` select.
  std::optional<std::string> page_after;
  std::optional<std::string> page_before;
  std::vector<std::string> ids; ///< these entries only; empty: any
  /// Entries that have each of these words; empty: any. Not with `ids`.
  std::string words;
};

/// Entries in the order of appending; `complete` where no more match beyond
/// them: later ones, or earlier ones where the newest were asked for.
struct log_page {
  std::vector<log_entry> entries;
  bool complete = true;
  bool unknown_id = false; ///< an id that was given is not there; no entries

  bool operator==(const log_page&) const = default;
};

using map_entries = std::vector<std::pair<std::string, std::string>>;

/// The three storage shapes over one backend: documents (owner, name → blob),
/// map (owner, map, key → blob) and log (owner, log → entries). Owners are bare
/// JIDs or domains as text. Used from one thread at a time; blocks. A driver
/// holds no logic of any feature.
class store {
public:
  virtual ~store() = default;

  /// Begins, commits (durable when it returns) or undoes a transaction. Writes
  /// outside of a transaction commit at once. A commit that fails has undone
  /// it; after `begin` has succeeded, either end leaves no transaction open.
  virtual result<void> begin() = 0;
  virtual result<void> commit() = 0;
  virtual void rollback() = 0;

  /// A part of the open transaction that can be undone alone; they nest. An
  /// error means that the whole transaction is lost: roll it back.
  virtual result<void> begin_nested() = 0;
  virtual result<void> commit_nested() = 0;
  virtual result<void> rollback_nested() = 0;

  virtual result<std::optional<std::string>> document(std::string_view owner,
                                                      std::string_view name)
      = 0;
  virtual result<void> put_document(std::string_view owner,
                                    std::string_view name,
                                    std::string_view blob)
      = 0;
  virtual result<void> remove_document(std::string_view owner,
                                       std::string_view name)
      = 0;
  /// Owners that have the document, sorted, from after `after` on.
  virtual result<std::vector<std::string>>
  owners(std::string_view document, std::string_view after, std::size_t limit)
      = 0;

  virtual result<std::optional<std::string>>
  entry(std::string_view owner, std::string_view map, std::string_view key) = 0;
  /// All entries, sorted by key.
  virtual result<map_entries> entries(std::string_view owner,
                                      std::string_view map)
      = 0;
  virtual result<void> put_entry(std::string_view owner, std::string_view map,
                                 std::string_view key, std::string_view blob)
      = 0;
  virtual result<void> remove_entry(std::string_view owner,
                                    std::string_view map, std::string_view key)
      = 0;
  virtual result<void> remove_map(std::string_view owner, std::string_view map)
      = 0;

  /// Appends; `duplicate` where that log has `entry.id` already.
  virtual result<void> append(std::string_view owner, std::string_view log,
                              const log_entry& entry)
      = 0;
  virtual result<log_page> page(std::string_view owner, std::string_view log,
                                const log_query& query)
      = 0;
  virtual result<std::uint64_t> count(std::string_view owner,
                                      std::string_view log)
      = 0;
  virtual result<void> remove_logged(std::string_view owner,
                                     std::string_view log, std::string_view id)
      = 0;
  virtual result<void> remove_log(std::string_view owner, std::string_view log)
      = 0;
  /// Removes at most `limit` of the oldest entries before `time`; how many.
  virtual result<std::uint64_t> expire(std::string_view owner,
                                       std::string_view log, std::int64_t time,
                                       std::size_t limit)
      = 0;

  /// Forgets all that `owner` has, in every shape.
  virtual result<void> remove_owner(std::string_view owner) = 0;
};

} // namespace troupe::persistence
