// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "persistence/store.hpp"

namespace troupe::persistence {

/// One log of the store in memory: entries by their place in the order.
class memory_log {
public:
  /// The place where `entry` went, or 0 where its id is there already.
  std::uint64_t append(const log_entry& entry);
  /// Puts an entry that was removed back to its place.
  void restore(std::uint64_t place, const log_entry& entry);
  log_entry remove(std::uint64_t place);

  log_page page(const log_query& query) const;
  std::optional<std::uint64_t> find(const std::string& id) const;
  /// Places of at most `limit` entries before `time`.
  std::vector<std::uint64_t> before(std::int64_t time, std::size_t limit) const;
  std::size_t size() const { return by_place_.size(); }

private:
  std::map<std::uint64_t, log_entry> by_place_;
  std::map<std::string, std::uint64_t> by_id_;
};

} // namespace troupe::persistence
