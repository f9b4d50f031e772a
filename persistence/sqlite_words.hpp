// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// The words of log entries in one FTS5 index for all logs. A row of it is a
/// block, by its place (sqlite_blocks.hpp): so what one log has of a word lies
/// together and in order, and a page of it costs nothing for what other
/// accounts have. The index keeps no text, so that it must be told what it
/// shall forget; that a block has a word does not say which entry has it.
namespace troupe::persistence {

/// Takes the place and the words.
inline constexpr auto sqlite_add_words
    = "INSERT INTO log_words(rowid, words) VALUES(?, ?)";
/// Takes both as they were added.
inline constexpr auto sqlite_forget_words
    = "INSERT INTO log_words(log_words, rowid, words) VALUES('delete', ?, ?)";
/// Forgets the words of blocks from one place to another, which still are.
inline constexpr auto sqlite_forget_words_between
    = "INSERT INTO log_words(log_words, rowid, words)"
      " SELECT 'delete', place, words FROM log_blocks"
      " WHERE place >= ? AND place <= ? AND words <> ''";

/// An FTS5 query for all of `words`, each as a string, so that nothing in them
/// is syntax.
std::string sqlite_match(std::string_view words);

} // namespace troupe::persistence
