// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "xml/stanza.hpp"

namespace troupe::user {

/// What became of the last messages of an account, by the id of their trace:
/// what `troupectl message` tells. Keeps no content.
class ledger {
public:
  using time_point = std::chrono::system_clock::time_point;

  /// Entries; the oldest give way. Several belong to one message.
  static constexpr std::size_t bound = 1'024;

  struct entry {
    std::uint64_t trace = 0;
    time_point at;
    std::string_view what;     ///< a literal
    std::string_view reason;   ///< a literal
    std::uint64_t session = 0; ///< whom it is about; 0: the account; 32 bits
  };

  void add(const entry& e);
  /// What is known of a message, the oldest first.
  std::vector<entry> of(std::uint64_t trace) const;
  /// Whether the last entry says that of that message.
  bool is_last(std::uint64_t trace, std::string_view how) const;
  /// Whether the session was given that message.
  bool was_given(std::uint64_t trace, std::uint64_t session) const;
  /// Whether a client has acknowledged that message.
  bool was_acknowledged(std::uint64_t trace) const;
  /// A session goes on under another id.
  void rename(std::uint64_t session, std::uint64_t to);
  std::size_t size() const { return entries_.size(); }

private:
  // An account that is busy keeps a thousand of these.
  struct kept {
    std::uint64_t trace;
    time_point at;
    std::uint32_t session;
    std::uint32_t outcome; // in outcomes_
  };
  struct outcome {
    std::string_view what, reason;

    friend bool operator==(const outcome&, const outcome&) = default;
  };

  std::uint32_t place_of(const outcome& x);
  std::string_view what(const kept& e) const;

  std::vector<kept> entries_; // a ring once it is full
  std::size_t next_ = 0;
  std::vector<outcome> outcomes_; // those that there were, each once: a dozen
};

/// What the ledger calls it that a session is given a message.
inline constexpr std::string_view given_to_stream = "sent";
inline constexpr std::string_view given_to_queue = "queued";
/// And that its client has it.
inline constexpr std::string_view acknowledged_by = "acknowledged";

/// The map of `passed_messages` in the store.
inline constexpr std::string_view passed_map = "passed";

/// The last messages that passed, so that one which a client sends once more
/// after a lost connection passes once (XEP-0198 §4, XEP-0359 §5): the last
/// `bound` of them, whenever they came. Of these the journal has the last 96 to
/// 128, in four rows of up to 32, of which one or two are written at a time.
class passed_messages {
public:
  static constexpr std::size_t bound = 1'024;
  static constexpr std::size_t rows = 4;
  static constexpr std::size_t row_size = 32;

  /// A row of the journal: which of the four, and what is in it.
  using row = std::pair<std::size_t, std::string>;

  /// Whether `x` passed already; from now on it has. Addresses count, so that
  /// a room may send one message to several resources.
  bool check_in(const xml::stanza& x);

  /// The rows that have changed since `from`, a number of messages that passed;
  /// and what passed until now.
  std::vector<row> rows_since(std::uint64_t from) const;
  std::uint64_t passed() const { return first_ + count_; }
  /// What the rows of a journal, in any order, say has passed.
  void restore(std::vector<std::string> stored);
  std::size_t size() const { return keys_.size(); }

private:
  bool has(std::uint64_t key) const;
  void put(std::uint64_t key);
  std::string row_from(std::uint64_t begin, std::uint64_t end) const;

  std::vector<std::uint64_t> keys_; // a ring once it is full
  std::string tags_; // a byte of each key: what is searched, 1 KiB at most
  std::uint64_t first_ = 0; ///< messages that passed before those known
  std::uint64_t count_ = 0; ///< since then
};

} // namespace troupe::user
