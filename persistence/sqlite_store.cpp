// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_store.hpp"

namespace troupe::persistence {

sqlite_store::sqlite_store(sqlite_connection db, const log_sizes& logs,
                           std::optional<directory_lock> lock)
    : lock_{std::move(lock)}, db_{std::move(db)}, log_{db_, logs} {
}

result<void> sqlite_store::load() {
  return together([this] { return log_.load(); });
}

result<void> sqlite_store::intact() const {
  if (open_ && !db_.in_transaction())
    return misuse(db_.file().string()
                  + ": the transaction was undone after an error");
  return {};
}

result<void> sqlite_store::run(std::string_view sql, sqlite_values values) {
  return each(sql, values, {});
}

result<void> sqlite_store::each(std::string_view sql, sqlite_values values,
                                const sqlite_connection::on_row& row) {
  if (auto ok = intact(); !ok)
    return ok;
  return db_.each(sql, values, row);
}

result<std::optional<std::string>> sqlite_store::one(std::string_view sql,
                                                     sqlite_values values) {
  std::optional<std::string> found;
  auto done
      = each(sql, values, [&](const sqlite_row& row) { found = row.bytes(0); });
  if (!done)
    return done.error();
  return found;
}

result<void>
sqlite_store::together(const std::function<result<void>()>& steps) {
  if (auto ok = intact(); !ok)
    return ok;
  if (open_)
    return steps();
  if (auto begun = begin(); !begun)
    return begun;
  auto done = steps();
  if (done)
    return commit();
  rollback();
  return done;
}

// -- transactions -------------------------------------------------------------

result<void> sqlite_store::begin() {
  if (open_)
    return misuse("a transaction is open already");
  // IMMEDIATE: a later upgrade from reading to writing could be refused.
  auto begun = db_.run("BEGIN IMMEDIATE");
  open_ = begun.has_value();
  return begun;
}

result<void> sqlite_store::commit() {
  if (!open_)
    return misuse("no transaction is open");
  auto done = run("COMMIT");
  if (!done)
    rollback();
  open_ = false;
  nested_ = 0;
  return done;
}

void sqlite_store::rollback() {
  if (db_.in_transaction())
    db_.run("ROLLBACK");
  log_.undone();
  open_ = false;
  nested_ = 0;
}

result<void> sqlite_store::begin_nested() {
  if (!open_)
    return misuse("no transaction is open");
  auto begun = run("SAVEPOINT nested");
  nested_ += begun ? 1 : 0;
  return begun;
}

result<void> sqlite_store::commit_nested() {
  if (nested_ == 0)
    return misuse("no nested transaction is open");
  --nested_;
  return run("RELEASE nested");
}

result<void> sqlite_store::rollback_nested() {
  if (nested_ == 0)
    return misuse("no nested transaction is open");
  --nested_;
  log_.undone();
  if (auto undone = run("ROLLBACK TO nested"); !undone)
    return undone;
  return run("RELEASE nested");
}

// -- documents ----------------------------------------------------------------

result<std::optional<std::string>>
sqlite_store::document(std::string_view owner, std::string_view name) {
  return one("SELECT blob FROM documents WHERE owner = ? AND name = ?",
             {owner, name});
}

result<void> sqlite_store::put_document(std::string_view owner,
                                        std::string_view name,
                                        std::string_view blob) {
  return run("INSERT INTO documents(owner, name, blob) VALUES(?, ?, ?)"
             " ON CONFLICT DO UPDATE SET blob = excluded.blob",
             {owner, name, blob_view{blob}});
}

result<void> sqlite_store::remove_document(std::string_view owner,
                                           std::string_view name) {
  return run("DELETE FROM documents WHERE owner = ? AND name = ?",
             {owner, name});
}

result<std::vector<std::string>> sqlite_store::owners(std::string_view document,
                                                      std::string_view after,
                                                      std::size_t limit) {
  std::vector<std::string> found;
  auto done
      = each("SELECT owner FROM documents INDEXED BY documents_by_name"
             " WHERE name = ? AND owner > ? ORDER BY owner LIMIT ?",
             {document, after, sqlite_limit(limit)},
             [&](const sqlite_row& row) { found.emplace_back(row.bytes(0)); });
  if (!done)
    return done.error();
  return found;
}

// -- map ----------------------------------------------------------------------

result<std::optional<std::string>> sqlite_store::entry(std::string_view owner,
                                                       std::string_view map,
                                                       std::string_view key) {
  return one("SELECT blob FROM map WHERE owner = ? AND map = ? AND key = ?",
             {owner, map, key});
}

result<map_entries> sqlite_store::entries(std::string_view owner,
                                          std::string_view map) {
  map_entries found;
  auto done = each("SELECT key, blob FROM map WHERE owner = ? AND map = ?"
                   " ORDER BY key",
                   {owner, map}, [&](const sqlite_row& row) {
                     found.emplace_back(row.bytes(0), row.bytes(1));
                   });
  if (!done)
    return done.error();
  return found;
}

result<void> sqlite_store::put_entry(std::string_view owner,
                                     std::string_view map, std::string_view key,
                                     std::string_view blob) {
  return run("INSERT INTO map(owner, map, key, blob) VALUES(?, ?, ?, ?)"
             " ON CONFLICT DO UPDATE SET blob = excluded.blob",
             {owner, map, key, blob_view{blob}});
}

result<void> sqlite_store::remove_entry(std::string_view owner,
                                        std::string_view map,
                                        std::string_view key) {
  return run("DELETE FROM map WHERE owner = ? AND map = ? AND key = ?",
             {owner, map, key});
}

result<void> sqlite_store::remove_map(std::string_view owner,
                                      std::string_view map) {
  return run("DELETE FROM map WHERE owner = ? AND map = ?", {owner, map});
}

// -- log ----------------------------------------------------------------------

result<void> sqlite_store::append(std::string_view owner, std::string_view log,
                                  const log_entry& entry) {
  return together([&] { return log_.append(owner, log, entry); });
}

result<log_page> sqlite_store::page(std::string_view owner,
                                    std::string_view log,
                                    const log_query& query) {
  if (auto ok = intact(); !ok)
    return ok.error();
  return log_.page(owner, log, query);
}

result<std::uint64_t> sqlite_store::count(std::string_view owner,
                                          std::string_view log) {
  if (auto ok = intact(); !ok)
    return ok.error();
  return log_.count(owner, log);
}

result<void> sqlite_store::remove_logged(std::string_view owner,
                                         std::string_view log,
                                         std::string_view id) {
  return together([&] { return log_.remove_logged(owner, log, id); });
}

result<void> sqlite_store::remove_log(std::string_view owner,
                                      std::string_view log) {
  return together([&] { return log_.remove_log(owner, log); });
}

result<std::uint64_t> sqlite_store::expire(std::string_view owner,
                                           std::string_view log,
                                           std::int64_t time,
                                           std::size_t limit) {
  result<std::uint64_t> removed{0};
  auto done = together([&]() -> result<void> {
    removed = log_.expire(owner, log, time, limit);
    return removed ? result<void>{} : removed.error();
  });
  return done ? removed : result<std::uint64_t>{done.error()};
}

result<void> sqlite_store::remove_owner(std::string_view owner) {
  return together([&] {
    auto done = log_.remove_owner(owner);
    for (auto* sql : {"DELETE FROM documents WHERE owner = ?",
                      "DELETE FROM map WHERE owner = ?"})
      if (done)
        done = db_.run(sql, {owner});
    return done;
  });
}

} // namespace troupe::persistence
