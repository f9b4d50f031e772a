// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_recent.hpp"

#include <algorithm>

namespace troupe::persistence {

namespace {

constexpr auto add_row = "INSERT INTO log_recent"
                         "(row, log, position, id, time, peer, blob, words)"
                         " VALUES(?, ?, ?, ?, ?, ?, ?, ?)";
constexpr auto read_row
    = "SELECT id, time, peer, blob, words FROM log_recent WHERE row = ?";
constexpr auto read_id = "SELECT id FROM log_recent WHERE row = ?";
constexpr auto delete_row = "DELETE FROM log_recent WHERE row = ?";
constexpr auto delete_rows = "DELETE FROM log_recent WHERE row <= ?";
constexpr auto delete_stale
    = "DELETE FROM log_recent WHERE NOT EXISTS (SELECT 1 FROM logs"
      " WHERE number = log_recent.log AND last_position < position)";
constexpr auto delete_log = "DELETE FROM log_recent WHERE log = ?";
constexpr auto all_rows
    = "SELECT row, log_recent.log, position, time, id,"
      " position > ifnull(last_position, position)"
      " FROM log_recent LEFT JOIN logs ON number = log_recent.log"
      " ORDER BY row";

std::size_t hash_of(std::string_view id) {
  return std::hash<std::string_view>{}(id);
}

} // namespace

result<void> sqlite_recent::load() {
  logs_.clear();
  size_ = stale_ = 0;
  last_row_ = 0;
  return db_.each(all_rows, {}, [this](const sqlite_row& row) {
    last_row_ = row.number(0);
    if (row.number(5) == 0) {
      ++stale_;
      return;
    }
    logs_[row.number(1)].push_back(
        {row.number(0), row.number(2), row.number(3), hash_of(row.bytes(4))});
    ++size_;
  });
}

result<void> sqlite_recent::add(std::int64_t log, std::int64_t position,
                                const log_entry& entry) {
  auto row = last_row_ + 1;
  auto done = db_.run(add_row,
                      {row, log, position, std::string_view{entry.id},
                       entry.time, std::string_view{entry.peer},
                       blob_view{entry.blob}, std::string_view{entry.words}});
  if (!done)
    return done;
  last_row_ = row;
  logs_[log].push_back({row, position, entry.time, hash_of(entry.id)});
  ++size_;
  return done;
}

const recent_log* sqlite_recent::find(std::int64_t log) const {
  auto found = logs_.find(log);
  return found == logs_.end() ? nullptr : &found->second;
}

result<std::optional<std::int64_t>>
sqlite_recent::position_of(std::int64_t log, std::string_view id) {
  auto found = logs_.find(log);
  if (found == logs_.end())
    return std::nullopt;
  auto hash = hash_of(id);
  for (const auto& e : found->second) {
    if (e.id != hash)
      continue;
    auto is_same = false;
    auto read = db_.each(read_id, {e.row}, [&](const sqlite_row& row) {
      is_same = row.bytes(0) == id;
    });
    if (!read)
      return read.error();
    if (is_same)
      return e.position;
  }
  return std::nullopt;
}

result<recent_rows> sqlite_recent::read(std::span<const recent_entry> entries,
                                        bool with_words) {
  recent_rows found;
  found.entries.reserve(entries.size());
  for (const auto& e : entries) {
    auto& into = found.rows.emplace_back();
    auto read = db_.each(read_row, {e.row}, [&](const sqlite_row& row) {
      into = {std::string{row.bytes(0)}, row.number(1),
              std::string{row.bytes(2)}, std::string{row.bytes(3)},
              with_words ? std::string{row.bytes(4)} : std::string{}};
    });
    if (!read)
      return read.error();
    found.entries.push_back(
        {e.position, e.time, into.id, into.peer, into.blob, into.words});
  }
  return found;
}

result<void> sqlite_recent::remove(std::int64_t log, std::int64_t position) {
  auto found = logs_.find(log);
  if (found == logs_.end())
    return {};
  auto& entries = found->second;
  auto at = std::ranges::find(entries, position, &recent_entry::position);
  if (at == entries.end())
    return {};
  if (auto done = db_.run(delete_row, {at->row}); !done)
    return done;
  entries.erase(at);
  --size_;
  if (entries.empty())
    logs_.erase(found);
  return {};
}

result<std::uint64_t> sqlite_recent::expire(std::int64_t log, std::int64_t time,
                                            std::uint64_t limit) {
  std::vector<std::int64_t> old;
  if (const auto* entries = find(log))
    for (const auto& e : *entries)
      if (e.time < time && old.size() < limit)
        old.push_back(e.position);
  for (auto position : old)
    if (auto done = remove(log, position); !done)
      return done.error();
  return old.size();
}

result<void> sqlite_recent::remove_all(std::int64_t log) {
  auto found = logs_.find(log);
  if (found == logs_.end())
    return {};
  for (const auto& e : found->second)
    if (auto done = db_.run(delete_row, {e.row}); !done)
      return done;
  size_ -= found->second.size();
  logs_.erase(found);
  return {};
}

void sqlite_recent::leave(std::int64_t log, std::size_t count) {
  auto found = logs_.find(log);
  auto& entries = found->second;
  entries.erase(entries.begin(),
                entries.begin() + static_cast<std::ptrdiff_t>(count));
  size_ -= count;
  stale_ += count;
  if (entries.empty())
    logs_.erase(found);
}

result<void> sqlite_recent::forget_rows(std::int64_t last_row) {
  auto done = db_.run(delete_rows, {last_row});
  if (done)
    stale_ -= std::min<std::uint64_t>(stale_, db_.changed());
  return done;
}

result<void> sqlite_recent::forget_stale() {
  auto done = stale_ == 0 ? result<void>{} : db_.run(delete_stale);
  if (done)
    stale_ = 0;
  return done;
}

result<void> sqlite_recent::forget_stale(std::int64_t log) {
  if (stale_ == 0)
    return {};
  auto done = db_.run(delete_log, {log});
  if (done)
    stale_ -= std::min<std::uint64_t>(stale_, db_.changed());
  return done;
}

std::vector<std::int64_t> sqlite_recent::logs() const {
  std::vector<std::int64_t> numbers;
  for (const auto& [number, entries] : logs_)
    numbers.push_back(number);
  return numbers;
}

} // namespace troupe::persistence
