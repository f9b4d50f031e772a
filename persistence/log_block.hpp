// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "persistence/store.hpp"

/// Entries of one log that are stored together: one row of the database for
/// many of them, so that none costs rows, indexes and pages of its own.
namespace troupe::persistence {

/// An entry where it lies; views of bytes of somebody else.
struct entry_view {
  std::int64_t position = 0; ///< counts up in its log
  std::int64_t time = 0;
  std::string_view id;
  std::string_view peer;
  std::string_view blob;
  std::string_view words;
};

/// What a page shows of it: all but the words.
log_entry entry_of(const entry_view& entry);

/// The bytes of a block; the words are apart, since only a search reads them.
struct log_block {
  std::string entries;
  std::string words; ///< a line for each entry

  /// Adds an entry behind the others. The words must not have line breaks.
  void add(const entry_view& entry);
  bool has_words() const;
};

/// Most that `add` appends to `entries` beside the text itself.
inline constexpr std::size_t entry_overhead = 32;

/// The entries of a block; they live as long as its bytes. With `words` empty
/// they are without words. Nothing where the bytes are no block.
std::optional<std::vector<entry_view>> read_block(std::string_view entries,
                                                  std::string_view words);

} // namespace troupe::persistence
