// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_log.hpp"

#include <algorithm>
#include <limits>

#include "persistence/sqlite_words.hpp"

namespace troupe::persistence {

namespace {

using numbers = std::numeric_limits<std::int64_t>;

/// A log, and the part of it that lies strictly between two places.
struct log_range {
  std::string_view owner, log;
  std::int64_t low = 0;
  std::int64_t high = numbers::max();
  bool unknown_id = false;
};

// INDEXED BY and NOT INDEXED (the primary key) fix the plan, whatever the
// statistics say; sqlite_schema.cpp tells what each index is for.
constexpr auto find_id = "SELECT seq FROM log INDEXED BY log_by_id"
                         " WHERE owner = ? AND log = ? AND id = ?";
constexpr auto find_start = "SELECT seq FROM log INDEXED BY log_by_peak"
                            " WHERE owner = ? AND log = ? AND peak >= ?"
                            " ORDER BY peak, seq LIMIT 1";
constexpr auto find_end = "SELECT seq FROM log INDEXED BY log_by_peak"
                          " WHERE owner = ? AND log = ? AND peak <= ?"
                          " ORDER BY peak DESC, seq DESC LIMIT 1";
constexpr auto find_late_end
    = "SELECT seq FROM log INDEXED BY log_late"
      " WHERE owner = ? AND log = ? AND time <= ? AND time < peak"
      " ORDER BY seq DESC LIMIT 1";
constexpr auto find_last = "SELECT seq, peak FROM log NOT INDEXED"
                           " WHERE owner = ? AND log = ?"
                           " ORDER BY seq DESC LIMIT 1";

constexpr auto read_first
    = "SELECT id, time, peer, blob FROM log NOT INDEXED"
      " WHERE owner = ? AND log = ? AND seq > ? AND seq < ?"
      " AND time BETWEEN ? AND ? ORDER BY seq LIMIT ?";
constexpr auto read_last
    = "SELECT id, time, peer, blob FROM log NOT INDEXED"
      " WHERE owner = ? AND log = ? AND seq > ? AND seq < ?"
      " AND time BETWEEN ? AND ? ORDER BY seq DESC LIMIT ?";
constexpr auto read_first_of_peer
    = "SELECT id, time, peer, blob FROM log INDEXED BY log_by_peer"
      " WHERE owner = ? AND log = ? AND seq > ? AND seq < ?"
      " AND time BETWEEN ? AND ? AND peer = ?8 ORDER BY seq LIMIT ?7";
constexpr auto read_last_of_peer
    = "SELECT id, time, peer, blob FROM log INDEXED BY log_by_peer"
      " WHERE owner = ? AND log = ? AND seq > ? AND seq < ?"
      " AND time BETWEEN ? AND ? AND peer = ?8 ORDER BY seq DESC LIMIT ?7";
constexpr auto read_first_by_words
    = "SELECT id, time, peer, blob FROM log_words CROSS JOIN log NOT INDEXED"
      " ON owner = ?1 AND log.log = ?2 AND seq = log_words.rowid - ?8"
      " WHERE log_words MATCH ?9 AND log_words.rowid > ?8 + ?3"
      " AND log_words.rowid < ?8 + ?4 AND time BETWEEN ?5 AND ?6"
      " AND (?10 OR peer = ?11) ORDER BY log_words.rowid LIMIT ?7";
constexpr auto read_last_by_words
    = "SELECT id, time, peer, blob FROM log_words CROSS JOIN log NOT INDEXED"
      " ON owner = ?1 AND log.log = ?2 AND seq = log_words.rowid - ?8"
      " WHERE log_words MATCH ?9 AND log_words.rowid > ?8 + ?3"
      " AND log_words.rowid < ?8 + ?4 AND time BETWEEN ?5 AND ?6"
      " AND (?10 OR peer = ?11) ORDER BY log_words.rowid DESC LIMIT ?7";
constexpr auto read_one = "SELECT id, time, peer, blob FROM log NOT INDEXED"
                          " WHERE owner = ? AND log = ? AND seq = ?"
                          " AND time BETWEEN ? AND ?";
constexpr auto remove_first
    = "DELETE FROM log WHERE owner = ?1 AND log = ?2 AND seq IN ("
      "SELECT seq FROM log NOT INDEXED"
      " WHERE owner = ?1 AND log = ?2 AND seq < ?3 AND time <= ?4"
      " ORDER BY seq LIMIT ?5)";

/// Narrows to entries after, or before, the one of `id`.
result<void> narrow_to_id(sqlite_connection& db, log_range& range,
                          const std::string& id, bool after) {
  auto seq = db.number(find_id, {range.owner, range.log, id});
  if (!seq)
    return seq.error();
  if (!*seq)
    range.unknown_id = true;
  else if (after)
    range.low = std::max(range.low, **seq);
  else
    range.high = std::min(range.high, **seq);
  return {};
}

/// No entry before the first whose peak reaches `start` has such a time.
result<void> narrow_to_start(sqlite_connection& db, log_range& range,
                             std::int64_t start) {
  auto seq = db.number(find_start, {range.owner, range.log, start});
  if (!seq)
    return seq.error();
  range.low = std::max(range.low, seq->value_or(numbers::max()) - 1);
  return {};
}

/// After the last whose peak is within `end` only late entries can be; the cost
/// of that is late ones passed on the way, none unless a clock was set back.
result<void> narrow_to_end(sqlite_connection& db, log_range& range,
                           std::int64_t end) {
  auto seq = db.number(find_end, {range.owner, range.log, end});
  if (!seq)
    return seq.error();
  auto late = db.number(find_late_end, {range.owner, range.log, end});
  if (!late)
    return late.error();
  auto last = std::max(seq->value_or(0), late->value_or(0));
  range.high = std::min(range.high, last + 1);
  return {};
}

result<log_range> range_of(sqlite_connection& db, std::string_view owner,
                           std::string_view log, const log_query& query) {
  log_range range{owner, log};
  result<void> done;
  for (const auto* id : {&query.after, &query.page_after})
    if (done && *id)
      done = narrow_to_id(db, range, **id, true);
  for (const auto* id : {&query.before, &query.page_before})
    if (done && *id)
      done = narrow_to_id(db, range, **id, false);
  if (done && query.start)
    done = narrow_to_start(db, range, *query.start);
  if (done && query.end)
    done = narrow_to_end(db, range, *query.end);
  if (!done)
    return done.error();
  return range;
}

log_entry entry_of(const sqlite_row& row) {
  return {std::string{row.bytes(0)},
          row.number(1),
          std::string{row.bytes(2)},
          std::string{row.bytes(3)},
          {}};
}

/// The same for entries that have all of the words. None where the log has no
/// words at all.
result<void> each_with_words(sqlite_connection& db, const log_range& range,
                             const log_query& query,
                             const sqlite_connection::on_row& row) {
  auto places = sqlite_places(db, range.owner, range.log);
  if (!places)
    return places.error();
  if (!*places)
    return {};
  if (auto done = sqlite_index_words(db); !done)
    return done;
  auto match = sqlite_match(query.words);
  return db.each(query.newest ? read_last_by_words : read_first_by_words,
                 {range.owner, range.log, range.low,
                  std::min(range.high, sqlite_places_per_log),
                  query.start.value_or(numbers::min()),
                  query.end.value_or(numbers::max()),
                  sqlite_limit(query.limit) + 1, **places, match,
                  std::int64_t{!query.peer}, query.peer.value_or("")},
                 row);
}

/// The places of the entries that are asked for one by one; in the order in
/// which a page takes them. Nothing where one is not there.
result<std::optional<std::vector<std::int64_t>>>
places_of_ids(sqlite_connection& db, const log_range& range,
              const log_query& query) {
  std::vector<std::int64_t> places;
  for (const auto& id : query.ids) {
    auto seq = db.number(find_id, {range.owner, range.log, id});
    if (!seq)
      return seq.error();
    if (!*seq)
      return std::nullopt;
    if (**seq > range.low && **seq < range.high)
      places.push_back(**seq);
  }
  std::ranges::sort(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  if (query.newest)
    std::ranges::reverse(places);
  return places;
}

result<void> each_of_ids(sqlite_connection& db, log_range& range,
                         const log_query& query,
                         const sqlite_connection::on_row& row) {
  auto places = places_of_ids(db, range, query);
  if (!places)
    return places.error();
  range.unknown_id = !*places;
  if (range.unknown_id)
    return {};
  auto fits = [&](const sqlite_row& x) {
    if (!query.peer || x.bytes(2) == *query.peer)
      row(x);
  };
  for (auto seq : **places)
    if (auto done = db.each(read_one,
                            {range.owner, range.log, seq,
                             query.start.value_or(numbers::min()),
                             query.end.value_or(numbers::max())},
                            fits);
        !done)
      return done;
  return {};
}

/// Shows what matches from the wanted end of `range` on, and one row more than
/// is wanted, which tells that there are more.
result<void> each_in(sqlite_connection& db, log_range& range,
                     const log_query& query,
                     const sqlite_connection::on_row& row) {
  if (!query.ids.empty())
    return each_of_ids(db, range, query, row);
  if (!query.words.empty())
    return each_with_words(db, range, query, row);
  auto start = query.start.value_or(numbers::min());
  auto end = query.end.value_or(numbers::max());
  auto limit = sqlite_limit(query.limit) + 1;
  if (query.peer)
    return db.each(query.newest ? read_last_of_peer : read_first_of_peer,
                   {range.owner, range.log, range.low, range.high, start, end,
                    limit, *query.peer},
                   row);
  return db.each(
      query.newest ? read_last : read_first,
      {range.owner, range.log, range.low, range.high, start, end, limit}, row);
}

} // namespace

std::int64_t sqlite_limit(std::size_t limit) {
  constexpr auto most = static_cast<std::size_t>(numbers::max() - 1);
  return static_cast<std::int64_t>(std::min(limit, most));
}

result<void> sqlite_append(sqlite_connection& db, std::string_view owner,
                           std::string_view log, const log_entry& entry) {
  auto known = db.number(find_id, {owner, log, entry.id});
  if (!known)
    return known.error();
  if (*known)
    return store_error{store_errc::duplicate,
                       "the log has an entry of id '" + entry.id + "' already"};
  std::int64_t seq = 0;
  auto peak = entry.time;
  auto last = db.each(find_last, {owner, log}, [&](const sqlite_row& row) {
    seq = row.number(0);
    peak = std::max(peak, row.number(1));
  });
  if (!last)
    return last.error();
  auto done
      = db.run("INSERT INTO log(owner, log, seq, id, time, peak, peer, blob)"
               " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
               {owner, log, seq + 1, entry.id, entry.time, peak, entry.peer,
                blob_view{entry.blob}});
  if (done && !entry.words.empty())
    done = sqlite_add_words(db, owner, log, seq + 1, entry.words);
  return done;
}

result<log_page> sqlite_page(sqlite_connection& db, std::string_view owner,
                             std::string_view log, const log_query& query) {
  auto range = range_of(db, owner, log, query);
  if (!range)
    return range.error();
  log_page page;
  page.unknown_id = range->unknown_id;
  if (page.unknown_id)
    return page;
  auto read = each_in(db, *range, query, [&](const sqlite_row& row) {
    if (page.entries.size() < query.limit)
      page.entries.push_back(entry_of(row));
    else
      page.complete = false;
  });
  if (!read)
    return read.error();
  page.unknown_id = range->unknown_id;
  if (query.newest)
    std::reverse(page.entries.begin(), page.entries.end());
  return page;
}

result<std::uint64_t> sqlite_expire(sqlite_connection& db,
                                    std::string_view owner,
                                    std::string_view log, std::int64_t time,
                                    std::size_t limit) {
  if (time == numbers::min())
    return std::uint64_t{0};
  log_range range{owner, log};
  if (auto done = narrow_to_end(db, range, time - 1); !done)
    return done.error();
  auto most = sqlite_limit(limit);
  if (auto done
      = sqlite_expire_words(db, owner, log, range.high, time - 1, most);
      !done)
    return done.error();
  auto removed = db.run(remove_first, {owner, log, range.high, time - 1, most});
  if (!removed)
    return removed.error();
  return db.changed();
}

} // namespace troupe::persistence
