// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "actors/base/queue.hpp"
#include "xml/stanza.hpp"

namespace troupe::user {

/// What was sent to a client and is not acknowledged yet (XEP-0198 §4): one
/// stanza for each number from the last acknowledged one on. Numbers count
/// modulo 2^32.
class unacknowledged {
public:
  using time_point = std::chrono::system_clock::time_point;

  /// Who has it besides this queue, should the session end.
  enum class keeper : std::uint8_t {
    nobody, ///< it has to go another way
    log,    ///< the offline messages, until it is acknowledged
    others, ///< a device of the account, or it is a copy: nothing is lost
  };

  struct entry {
    std::uint32_t number = 0;
    xml::stanza stanza;
    time_point sent;
    keeper kept_by = keeper::nobody;
    std::size_t bytes = 0;
  };

  /// Gives `x` the next number.
  void add(xml::stanza x, time_point sent, keeper kept_by = keeper::nobody);
  /// Puts back what was stored. @pre in the order of the numbers
  void restore(entry e);
  /// Begins behind `acknowledged`. @pre empty
  void begin(std::uint32_t acknowledged) { acknowledged_ = acknowledged; }

  /// The client says that it has handled the first `count` stanzas. How many
  /// that were newly; nothing: more than were sent.
  std::optional<std::size_t> acknowledge(std::uint32_t count);
  /// After a crash the client may have got more than was stored, which was up
  /// to number `known`: all of that is acknowledged then, and what was added
  /// since gets the numbers behind `count`. By how much numbers have grown.
  std::uint32_t reconcile(std::uint32_t count, std::uint32_t known);

  std::uint32_t acknowledged() const { return acknowledged_; }
  std::uint32_t sent() const {
    return acknowledged_ + static_cast<std::uint32_t>(entries_.size());
  }
  using entry_list = base::queue<entry>;
  const entry_list& entries() const { return entries_; }
  void set_keeper(std::size_t place, keeper k) { entries_[place].kept_by = k; }
  entry_list take();
  std::size_t size() const { return entries_.size(); }
  std::size_t bytes() const { return bytes_; }
  bool empty() const { return entries_.empty(); }

private:
  entry_list entries_;
  std::uint32_t acknowledged_ = 0;
  std::size_t bytes_ = 0;
};

} // namespace troupe::user
