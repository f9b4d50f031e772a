// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "persistence/memory_log.hpp"
#include "persistence/operation.hpp"

namespace troupe::rehearsal {

/// What a rehearsal has written: kept in memory, in front of what the running
/// server has stored. To write is to change the overlay, to read is to ask the
/// store and to look through it.
class overlay {
public:
  /// What has to be read of the store before `op` can be pretended, behind so
  /// many `removals` that are still to be pretended; it never writes. Nothing:
  /// nothing.
  std::optional<persistence::operation> wanted(const persistence::operation& op,
                                               std::size_t removals = 0) const;

  /// What `op` answers where the store answered `stored` to what was wanted.
  persistence::result<persistence::answer>
  pretend(const persistence::operation& op, persistence::answer stored);

private:
  /// An owner, and the name of the document, map or log.
  using place = std::pair<std::string, std::string>;
  struct map_changes {
    bool hides = false; ///< what is stored
    std::map<std::string, std::optional<std::string>> entries;
  };
  struct log_changes {
    bool hides = false;
    std::set<std::string> removed; ///< ids of stored entries
    persistence::memory_log added; ///< behind all stored ones
  };
  class question;
  class pretence;

  bool hides_document(const std::string& owner, const std::string& name) const;
  bool hides_map(const std::string& owner, const std::string& map) const;
  bool hides_log(const std::string& owner, const std::string& log) const;
  const log_changes* find_log(const std::string& owner,
                              const std::string& log) const;

  std::map<place, std::optional<std::string>> documents_;
  std::map<place, map_changes> maps_;
  std::map<place, log_changes> logs_;
  std::set<std::string> gone_; ///< owners of whom nothing stored counts
};

} // namespace troupe::rehearsal
