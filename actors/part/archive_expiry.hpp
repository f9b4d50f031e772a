// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/part/context.hpp"

namespace troupe::part {

/// Removes what is too old or too much in an archive, oldest first (XEP-0313
/// §3.2), in small transactions with pauses between them, so that nobody else
/// waits for long. No timer holds its owner in memory: it looks when it is told
/// that something happens, at most once an hour.
class archive_expiry {
public:
  explicit archive_expiry(context& context) : context_(context) {}

  /// Begins a round unless one is on its way or there was one lately.
  void look();
  /// The archive is no more: what is under way of it ends.
  void clear();
  /// One more entry is in the archive.
  void added();
  /// Entries before it are too old; nothing where all are kept.
  std::optional<std::int64_t> oldest_kept() const;

private:
  void count();
  void counted(std::uint64_t size);
  /// Removes up to one chunk of entries before `time`, `surplus` at most.
  void remove(std::int64_t time, std::uint64_t surplus);

  context& context_;
  std::optional<context::time_point> last_;
  std::uint64_t added_ = 0; ///< since the last round
  bool busy_ = false;
  std::uint64_t cleared_ = 0; ///< how often
};

} // namespace troupe::part
