// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_schema.hpp"

namespace troupe::persistence {

namespace {

// quick_check reads every page; up to this size it takes some 10 ms.
constexpr std::uintmax_t small_file_bytes = 16 * 1024 * 1024;

// Steps 1 and 2 as they were released; what they made of logs has gone.
constexpr auto version_1 = R"(
CREATE TABLE documents(
  owner TEXT NOT NULL, name TEXT NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY(owner, name)) STRICT, WITHOUT ROWID;
CREATE INDEX documents_by_name ON documents(name, owner);

CREATE TABLE map(
  owner TEXT NOT NULL, map TEXT NOT NULL, key TEXT NOT NULL,
  blob BLOB NOT NULL,
  PRIMARY KEY(owner, map, key)) STRICT, WITHOUT ROWID;

CREATE TABLE log(
  owner TEXT NOT NULL, log TEXT NOT NULL, seq INTEGER NOT NULL,
  id TEXT NOT NULL, time INTEGER NOT NULL, peak INTEGER NOT NULL,
  peer TEXT NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY(owner, log, seq)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX log_by_id ON log(owner, log, id);
CREATE INDEX log_by_peer ON log(owner, log, peer, seq);
CREATE INDEX log_by_peak ON log(owner, log, peak, seq);
CREATE INDEX log_late ON log(owner, log, seq, time) WHERE time < peak;
)";

// What entries are found by (sqlite_words.hpp). `ascii` splits at the spaces
// that `xml::words` has put between words, and nowhere else; of each word only
// the rows are kept, not where in the text it was.
constexpr auto version_2 = R"(
CREATE TABLE log_numbers(
  number INTEGER PRIMARY KEY, owner TEXT NOT NULL, log TEXT NOT NULL,
  UNIQUE(owner, log)) STRICT;
CREATE TABLE log_new_words(
  number INTEGER PRIMARY KEY, place INTEGER NOT NULL,
  words TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE log_words USING fts5(
  words, detail = none, columnsize = 0, tokenize = 'ascii');
)";

// Logs have numbers, which are never given again. An entry has a position,
// which counts up in its log; it is in `log_recent`, or, up to `last_position`,
// in a block (log_block.hpp). What serves which query (sqlite_blocks.cpp):
//   place               blocks before or after an entry: of positions
//   log_ids             id → position, and that an id is there once
//   log_peers           the blocks that have a peer
//   log_words           those that have a word (sqlite_words.hpp)
//   log_blocks_by_peak  a time → the block where the page begins
//   log_blocks_by_low   a time → the block where it ends; how many there are
//   log_blocks_late     the same for blocks behind their time
//   documents_by_name   owners that have a document
//
// Time mostly grows with the position, but a clock may be set back. `peak` is
// the greatest time up to a block and never falls, `low` the least time in it;
// `late` are blocks with an entry of before the peak of the block before.
//
// What was stored before goes through `log_recent`: the driver makes blocks of
// it when it opens, if it is much, or as time goes on.
constexpr auto version_3 = R"(
CREATE TABLE logs(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  owner TEXT NOT NULL, log TEXT NOT NULL,
  last_position INTEGER NOT NULL DEFAULT 0, UNIQUE(owner, log)) STRICT;
INSERT INTO logs(number, owner, log)
  SELECT number, owner, log FROM log_numbers;
INSERT INTO logs(owner, log)
  SELECT DISTINCT owner, log FROM log WHERE true ON CONFLICT DO NOTHING;

CREATE TABLE log_recent(
  row INTEGER PRIMARY KEY, log INTEGER NOT NULL, position INTEGER NOT NULL,
  id TEXT NOT NULL, time INTEGER NOT NULL, peer TEXT NOT NULL,
  blob BLOB NOT NULL, words TEXT NOT NULL) STRICT;
INSERT INTO log_recent(log, position, id, time, peer, blob, words)
  SELECT logs.number, log.seq, id, time, peer, blob, coalesce(
    (SELECT words FROM log_words
      WHERE rowid = logs.number * 68719476736 + log.seq),
    (SELECT words FROM log_new_words
      WHERE place = logs.number * 68719476736 + log.seq),
    '')
  FROM log JOIN logs USING(owner, log) ORDER BY logs.number, log.seq;
DROP TABLE log;
DROP TABLE log_words;
DROP TABLE log_new_words;
DROP TABLE log_numbers;

CREATE TABLE log_blocks(
  place INTEGER PRIMARY KEY, log INTEGER NOT NULL,
  entry_count INTEGER NOT NULL, size INTEGER NOT NULL,
  low INTEGER NOT NULL, peak INTEGER NOT NULL, late INTEGER NOT NULL,
  entries BLOB NOT NULL, words TEXT NOT NULL) STRICT;
CREATE INDEX log_blocks_by_peak ON log_blocks(log, peak);
CREATE INDEX log_blocks_by_low ON log_blocks(log, low, place, entry_count);
CREATE INDEX log_blocks_late ON log_blocks(place, low) WHERE late;
CREATE TABLE log_ids(
  log INTEGER NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY(log, id)) STRICT, WITHOUT ROWID;
CREATE TABLE log_peers(
  log INTEGER NOT NULL, peer TEXT NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY(log, peer, place)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE log_words USING fts5(
  words, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
)";

constexpr const char* steps_of_troupe[] = {version_1, version_2, version_3};

store_error corrupt(const sqlite_connection& db, const std::string& why) {
  return {store_errc::corrupt,
          db.file().string() + ' ' + why
              + ": nothing was changed; restore a backup or move it away"};
}

/// The number that a pragma or a count answers.
result<std::int64_t> one_number(sqlite_connection& db, const char* sql) {
  auto found = db.number(sql);
  if (!found)
    return found.error();
  return found->value_or(0);
}

result<void> check_pages(sqlite_connection& db) {
  std::error_code ignored;
  if (std::filesystem::file_size(db.file(), ignored) > small_file_bytes)
    return {};
  std::string verdict;
  auto done = db.each("PRAGMA quick_check(1)", {},
                      [&](const sqlite_row& row) { verdict = row.bytes(0); });
  if (!done)
    return done.error();
  if (verdict != "ok")
    return corrupt(db, "is damaged (" + verdict + ")");
  return {};
}

result<void> check_tables(sqlite_connection& db, std::int64_t version) {
  for (auto* table : {"documents", "map", version < 3 ? "log" : "logs",
                      version < 3 ? "log" : "log_recent",
                      version < 3 ? "log" : "log_blocks"}) {
    auto read = db.number(std::string{"SELECT 1 FROM "} + table + " LIMIT 1");
    if (!read)
      return corrupt(db, std::string{"lacks a readable table '"} + table + "' ("
                             + read.error().message + ')');
  }
  return {};
}

result<void> check_version(const sqlite_connection& db, std::int64_t version,
                           std::size_t newest) {
  if (version >= 0 && version <= static_cast<std::int64_t>(newest))
    return {};
  return store_error{
      store_errc::newer_schema,
      db.file().string() + " has schema version " + std::to_string(version)
          + ", this Troupe knows versions up to " + std::to_string(newest)
          + ": nothing was changed; run the Troupe that wrote "
            "it or a later one"};
}

result<void> run_steps(sqlite_connection& db,
                       std::span<const char* const> steps) {
  for (auto* step : steps)
    if (auto done = db.script(step); !done)
      return done.error();
  return {};
}

} // namespace

std::span<const char* const> sqlite_migrations() {
  return steps_of_troupe;
}

result<void> check_schema(sqlite_connection& db,
                          std::span<const char* const> steps) {
  auto id = one_number(db, "PRAGMA application_id");
  if (!id)
    return id.error();
  auto version = one_number(db, "PRAGMA user_version");
  if (!version)
    return version.error();
  auto tables = one_number(db, "SELECT count(*) FROM sqlite_schema");
  if (!tables)
    return tables.error();
  // A start that ended before its first commit leaves an empty database.
  if (*id == 0 && *version == 0 && *tables == 0)
    return {};
  if (*id != sqlite_application_id)
    return corrupt(db, "is a database of another program");
  if (auto known = check_version(db, *version, steps.size()); !known)
    return known.error();
  if (auto read = check_tables(db, *version); !read)
    return read.error();
  return check_pages(db);
}

result<void> migrate(sqlite_connection& db,
                     std::span<const char* const> steps) {
  auto version = one_number(db, "PRAGMA user_version");
  if (!version)
    return version.error();
  auto from = static_cast<std::size_t>(*version);
  if (from == steps.size())
    return {};
  if (auto begun = db.script("BEGIN IMMEDIATE"); !begun)
    return begun.error();
  auto done = run_steps(db, steps.subspan(from));
  if (done)
    done = db.script("PRAGMA application_id = "
                     + std::to_string(sqlite_application_id)
                     + "; PRAGMA user_version = " + std::to_string(steps.size())
                     + "; COMMIT");
  if (!done && db.in_transaction())
    db.script("ROLLBACK");
  return done;
}

} // namespace troupe::persistence
