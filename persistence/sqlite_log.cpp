// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_log.hpp"

#include <algorithm>
#include <limits>

#include "persistence/sqlite_log_page.hpp"

namespace troupe::persistence {

namespace {

/// Entries that are in memory for that at once.
constexpr std::size_t merged_at_once = 16'384;
/// Their numbers are half of a place, with its sign (sqlite_blocks.hpp).
constexpr std::int64_t most_logs = (std::int64_t{1} << 31) - 1;
/// Logs whose number is in mind.
constexpr std::size_t most_known = 4'096;

constexpr auto find_log = "SELECT number, last_position FROM logs"
                          " WHERE owner = ? AND log = ?";
constexpr auto last_in_blocks = "SELECT last_position FROM logs"
                                " WHERE number = ?";
constexpr auto make_log = "INSERT INTO logs(owner, log) VALUES(?, ?)";
constexpr auto set_last = "UPDATE logs SET last_position = ?2"
                          " WHERE number = ?1";
constexpr auto forget_log = "DELETE FROM logs WHERE number = ?";
constexpr auto logs_of = "SELECT number FROM logs WHERE owner = ?";

} // namespace

// -- which log ----------------------------------------------------------------

result<void> sqlite_log::refresh() {
  if (is_current_)
    return {};
  known_.clear();
  if (auto read = recent_.load(); !read)
    return read;
  generation_end_ = recent_.last_row();
  to_merge_ = recent_.logs();
  merged_ = appended_ = 0;
  is_current_ = true;
  return {};
}

void sqlite_log::remember(numbered_log found) {
  if (known_.size() >= most_known)
    known_.clear();
  known_[name_] = found;
}

result<sqlite_log::numbered_log> sqlite_log::look_up(std::string_view owner,
                                                     std::string_view log) {
  numbered_log found;
  auto done = db_.each(find_log, {owner, log}, [&](const sqlite_row& row) {
    found = {row.number(0), row.number(1)};
  });
  if (!done)
    return done.error();
  if (const auto* recent = recent_.find(found.number))
    found.last = std::max(found.last, recent->back().position);
  return found;
}

result<sqlite_log::numbered_log> sqlite_log::find(std::string_view owner,
                                                  std::string_view log) {
  if (auto done = refresh(); !done)
    return done.error();
  name_.assign(owner).append(1, '\0').append(log);
  if (auto known = known_.find(name_); known != known_.end())
    return known->second;
  auto found = look_up(owner, log);
  if (found && found->number != 0)
    remember(*found);
  return found;
}

result<sqlite_log::numbered_log>
sqlite_log::find_or_make(std::string_view owner, std::string_view log) {
  auto found = find(owner, log);
  if (!found || found->number != 0)
    return found;
  if (auto made = db_.run(make_log, {owner, log}); !made)
    return made.error();
  found = look_up(owner, log);
  if (found && found->number >= most_logs)
    return store_error{store_errc::full,
                       "there have been as many logs as there can be"};
  return found;
}

// -- into blocks --------------------------------------------------------------

result<void> sqlite_log::merge(std::int64_t log) {
  while (const auto* entries = recent_.find(log)) {
    auto some
        = std::span{*entries}.first(std::min(entries->size(), merged_at_once));
    auto last = some.back().position;
    auto rows = recent_.read(some, true);
    if (!rows)
      return rows.error();
    auto done = blocks_.add(log, rows->entries);
    if (done)
      done = db_.run(set_last, {log, last});
    if (!done)
      return done;
    recent_.leave(log, some.size());
  }
  return {};
}

result<void> sqlite_log::begin_generation() {
  if (auto gone = recent_.forget_rows(generation_end_); !gone)
    return gone;
  generation_end_ = recent_.last_row();
  to_merge_ = recent_.logs();
  merged_ = appended_ = 0;
  return {};
}

/// Does the share of one append.
result<void> sqlite_log::merge_due(std::int64_t appended_to) {
  ++appended_;
  if (recent_.find(appended_to)->size() >= sizes_.full_log)
    if (auto done = merge(appended_to); !done)
      return done;
  for (; merged_ * sizes_.generation < to_merge_.size() * appended_; ++merged_)
    if (auto done = merge(to_merge_[merged_]); !done)
      return done;
  if (appended_ >= sizes_.generation)
    return begin_generation();
  // Where transactions are undone over and over, no generation ends.
  return recent_.stale() > 2 * sizes_.generation ? recent_.forget_stale()
                                                 : result<void>{};
}

result<void> sqlite_log::load() {
  if (auto done = refresh(); !done)
    return done;
  if (recent_.size() <= 2 * sizes_.generation)
    return recent_.forget_stale();
  for (auto log : recent_.logs())
    if (auto done = merge(log); !done)
      return done;
  return recent_.forget_stale();
}

// -- the store's calls --------------------------------------------------------

result<void> sqlite_log::append(std::string_view owner, std::string_view log,
                                const log_entry& entry) {
  auto to = find_or_make(owner, log);
  if (!to)
    return to.error();
  auto there = position_of(recent_, blocks_, to->number, entry.id);
  if (!there)
    return there.error();
  if (*there)
    return store_error{store_errc::duplicate,
                       "the log has an entry of id '" + entry.id + "' already"};
  if (++to->last >= positions_per_log)
    return store_error{store_errc::full,
                       "the log has had as many entries as it can"};
  if (auto done = recent_.add(to->number, to->last, entry); !done)
    return done;
  remember(*to);
  return merge_due(to->number);
}

result<log_page> sqlite_log::page(std::string_view owner, std::string_view log,
                                  const log_query& query) {
  auto of = find(owner, log);
  if (!of)
    return of.error();
  return sqlite_log_page{recent_, blocks_, of->number, query}.read();
}

result<std::uint64_t> sqlite_log::count(std::string_view owner,
                                        std::string_view log) {
  auto of = find(owner, log);
  if (!of)
    return of.error();
  auto stored = blocks_.count(of->number);
  if (!stored)
    return stored;
  const auto* recent = recent_.find(of->number);
  return *stored + (recent == nullptr ? 0 : recent->size());
}

result<void> sqlite_log::remove_logged(std::string_view owner,
                                       std::string_view log,
                                       std::string_view id) {
  auto of = find(owner, log);
  if (!of)
    return of.error();
  auto recent = recent_.position_of(of->number, id);
  if (!recent)
    return recent.error();
  if (*recent)
    return recent_.remove(of->number, **recent);
  auto position = blocks_.position_of(of->number, id);
  if (!position)
    return position.error();
  return *position ? blocks_.remove(of->number, **position) : result<void>{};
}

result<void> sqlite_log::forget(std::int64_t log) {
  auto last = db_.number(last_in_blocks, {log});
  auto done = last ? recent_.remove_all(log) : result<void>{last.error()};
  // Most queues of devices never had a block.
  if (done && last->value_or(0) > 0)
    done = blocks_.remove_all(log);
  if (done && last->value_or(0) > 0)
    done = recent_.forget_stale(log);
  return done ? db_.run(forget_log, {log}) : done;
}

result<void> sqlite_log::remove_log(std::string_view owner,
                                    std::string_view log) {
  auto of = find(owner, log);
  if (!of)
    return of.error();
  known_.erase(name_);
  return of->number == 0 ? result<void>{} : forget(of->number);
}

result<std::uint64_t> sqlite_log::expire(std::string_view owner,
                                         std::string_view log,
                                         std::int64_t time,
                                         std::uint64_t limit) {
  constexpr auto first_time = std::numeric_limits<std::int64_t>::min();
  auto of = find(owner, log);
  if (!of)
    return of.error();
  if (of->number == 0 || time == first_time)
    return std::uint64_t{0};
  auto removed = blocks_.expire(of->number, time, limit);
  if (!removed)
    return removed;
  auto recent = recent_.expire(of->number, time, limit - *removed);
  if (!recent)
    return recent;
  return *removed + *recent;
}

result<void> sqlite_log::remove_owner(std::string_view owner) {
  if (auto done = refresh(); !done)
    return done;
  known_.clear();
  std::vector<std::int64_t> numbers;
  auto done = db_.each(logs_of, {owner}, [&](const sqlite_row& row) {
    numbers.push_back(row.number(0));
  });
  for (auto number : numbers)
    if (done)
      done = forget(number);
  return done;
}

} // namespace troupe::persistence
