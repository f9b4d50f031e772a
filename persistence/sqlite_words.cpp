// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_words.hpp"

#include <algorithm>

namespace troupe::persistence {

namespace {

constexpr std::int64_t collected = 256;

constexpr auto find_number
    = "SELECT number FROM log_numbers WHERE owner = ? AND log = ?";
constexpr auto add_number = "INSERT INTO log_numbers(owner, log) VALUES(?, ?)";
constexpr auto add_new = "INSERT INTO log_new_words(place, words) VALUES(?, ?)";
constexpr auto last_new
    = "SELECT number FROM log_new_words ORDER BY number DESC LIMIT 1";
constexpr auto index_new = "INSERT INTO log_words(rowid, words)"
                           " SELECT place, words FROM log_new_words";
constexpr auto forget_new = "DELETE FROM log_new_words";
constexpr auto remove_one = "DELETE FROM log_words WHERE rowid IN ("
                            "SELECT ?4 + seq FROM log INDEXED BY log_by_id"
                            " WHERE owner = ?1 AND log = ?2 AND id = ?3)";
// The same rows as `remove_first` of sqlite_log.cpp.
constexpr auto remove_first
    = "DELETE FROM log_words WHERE rowid IN ("
      "SELECT ?6 + seq FROM log NOT INDEXED"
      " WHERE owner = ?1 AND log = ?2 AND seq < ?3 AND time <= ?4"
      " ORDER BY seq LIMIT ?5)";
constexpr auto remove_range
    = "DELETE FROM log_words WHERE rowid > ? AND rowid < ?";
constexpr auto forget_number = "DELETE FROM log_numbers WHERE number = ?";
constexpr auto numbers_of = "SELECT number FROM log_numbers WHERE owner = ?";

result<std::int64_t> make_number(sqlite_connection& db, std::string_view owner,
                                 std::string_view log) {
  auto known = db.number(find_number, {owner, log});
  if (known && !*known) {
    if (auto added = db.run(add_number, {owner, log}); !added)
      return added.error();
    known = db.number(find_number, {owner, log});
  }
  if (!known)
    return known.error();
  return known->value_or(0);
}

result<void> move_new_words(sqlite_connection& db) {
  if (auto moved = db.run(index_new); !moved)
    return moved;
  return db.run(forget_new);
}

/// The places of a log whose words are all in the index now.
result<std::optional<std::int64_t>> indexed_places(sqlite_connection& db,
                                                   std::string_view owner,
                                                   std::string_view log) {
  auto places = sqlite_places(db, owner, log);
  if (places && *places)
    if (auto done = sqlite_index_words(db); !done)
      return done.error();
  return places;
}

result<void> remove_places(sqlite_connection& db, std::int64_t number) {
  auto first = number * sqlite_places_per_log;
  if (auto done = db.run(remove_range, {first, first + sqlite_places_per_log});
      !done)
    return done;
  return db.run(forget_number, {number});
}

} // namespace

result<std::optional<std::int64_t>> sqlite_places(sqlite_connection& db,
                                                  std::string_view owner,
                                                  std::string_view log) {
  auto number = db.number(find_number, {owner, log});
  if (number && *number)
    **number *= sqlite_places_per_log;
  return number;
}

result<void> sqlite_add_words(sqlite_connection& db, std::string_view owner,
                              std::string_view log, std::int64_t seq,
                              std::string_view words) {
  auto number = make_number(db, owner, log);
  if (!number)
    return number.error();
  auto place = *number * sqlite_places_per_log + seq;
  if (auto added = db.run(add_new, {place, words}); !added)
    return added;
  auto last = db.number(last_new);
  if (!last)
    return last.error();
  return last->value_or(0) < collected ? result<void>{} : move_new_words(db);
}

result<void> sqlite_index_words(sqlite_connection& db) {
  auto last = db.number(last_new);
  if (!last)
    return last.error();
  if (!*last)
    return {};
  if (db.in_transaction())
    return move_new_words(db);
  if (auto begun = db.run("BEGIN IMMEDIATE"); !begun)
    return begun;
  auto done = move_new_words(db);
  if (done)
    done = db.run("COMMIT");
  if (!done && db.in_transaction())
    db.run("ROLLBACK");
  return done;
}

result<void> sqlite_remove_words(sqlite_connection& db, std::string_view owner,
                                 std::string_view log, std::string_view id) {
  auto places = indexed_places(db, owner, log);
  if (!places)
    return places.error();
  return *places ? db.run(remove_one, {owner, log, id, **places})
                 : result<void>{};
}

result<void> sqlite_expire_words(sqlite_connection& db, std::string_view owner,
                                 std::string_view log, std::int64_t below_seq,
                                 std::int64_t until, std::int64_t limit) {
  auto places = indexed_places(db, owner, log);
  if (!places)
    return places.error();
  return *places ? db.run(remove_first,
                          {owner, log, below_seq, until, limit, **places})
                 : result<void>{};
}

result<void> sqlite_remove_log_words(sqlite_connection& db,
                                     std::string_view owner,
                                     std::string_view log) {
  auto places = indexed_places(db, owner, log);
  if (!places)
    return places.error();
  return *places ? remove_places(db, **places / sqlite_places_per_log)
                 : result<void>{};
}

result<void> sqlite_remove_owner_words(sqlite_connection& db,
                                       std::string_view owner) {
  std::vector<std::int64_t> numbers;
  auto done = db.each(numbers_of, {owner}, [&](const sqlite_row& row) {
    numbers.push_back(row.number(0));
  });
  if (done && !numbers.empty())
    done = sqlite_index_words(db);
  for (auto number : numbers)
    if (done)
      done = remove_places(db, number);
  return done;
}

std::string sqlite_match(std::string_view words) {
  std::string query = "\"";
  for (char c : words)
    if (c == ' ')
      query += "\" AND \"";
    else
      query += c == '"' ? "\"\"" : std::string(1, c);
  return query + '"';
}

} // namespace troupe::persistence
