// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "persistence/sqlite_connection.hpp"

/// The words of log entries in one FTS5 index for all logs. A row of it is a
/// *place*: the number of the log above, `seq` of the entry below. So what one
/// log has of a word lies together and in order, and a page of it costs nothing
/// for what other accounts have.
///
///   append --> log_new_words --(256 at once)--> log_words (FTS5)
///                                    search, removal --^
///
/// FTS5 writes a segment of the index at each savepoint, and each append has
/// one: that is why they are collected first.
namespace troupe::persistence {

/// The place of `seq` 0; nothing where the log has no words.
result<std::optional<std::int64_t>> sqlite_places(sqlite_connection& db,
                                                  std::string_view owner,
                                                  std::string_view log);

result<void> sqlite_add_words(sqlite_connection& db, std::string_view owner,
                              std::string_view log, std::int64_t seq,
                              std::string_view words);

/// Moves new words into the index, in a transaction of its own unless one is
/// open.
result<void> sqlite_index_words(sqlite_connection& db);

/// Forgets words: of one entry, of those that `sqlite_expire` is about to
/// remove, of a log, of all that an owner has. Before the entries go.
result<void> sqlite_remove_words(sqlite_connection& db, std::string_view owner,
                                 std::string_view log, std::string_view id);
result<void> sqlite_expire_words(sqlite_connection& db, std::string_view owner,
                                 std::string_view log, std::int64_t below_seq,
                                 std::int64_t until, std::int64_t limit);
result<void> sqlite_remove_log_words(sqlite_connection& db,
                                     std::string_view owner,
                                     std::string_view log);
result<void> sqlite_remove_owner_words(sqlite_connection& db,
                                       std::string_view owner);

/// An FTS5 query for all of `words`, each as a string, so that nothing in them
/// is syntax.
std::string sqlite_match(std::string_view words);

/// Places of one log are from `sqlite_places` to this much more.
inline constexpr std::int64_t sqlite_places_per_log = std::int64_t{1} << 36;

} // namespace troupe::persistence
