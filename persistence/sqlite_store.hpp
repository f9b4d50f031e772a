// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "persistence/directory_lock.hpp"
#include "persistence/sqlite_connection.hpp"
#include "persistence/sqlite_log.hpp"

namespace troupe::persistence {

/// The three shapes over one SQLite connection whose schema is up to date.
class sqlite_store : public store {
public:
  sqlite_store(sqlite_connection db, const log_sizes& logs,
               std::optional<directory_lock> lock);

  /// Makes ready what is stored, before the first call.
  result<void> load();

  result<void> begin() override;
  result<void> commit() override;
  void rollback() override;
  result<void> begin_nested() override;
  result<void> commit_nested() override;
  result<void> rollback_nested() override;

  result<std::optional<std::string>> document(std::string_view owner,
                                              std::string_view name) override;
  result<void> put_document(std::string_view owner, std::string_view name,
                            std::string_view blob) override;
  result<void> remove_document(std::string_view owner,
                               std::string_view name) override;
  result<std::vector<std::string>> owners(std::string_view document,
                                          std::string_view after,
                                          std::size_t limit) override;

  result<std::optional<std::string>> entry(std::string_view owner,
                                           std::string_view map,
                                           std::string_view key) override;
  result<map_entries> entries(std::string_view owner,
                              std::string_view map) override;
  result<void> put_entry(std::string_view owner, std::string_view map,
                         std::string_view key, std::string_view blob) override;
  result<void> remove_entry(std::string_view owner, std::string_view map,
                            std::string_view key) override;
  result<void> remove_map(std::string_view owner,
                          std::string_view map) override;

  result<void> append(std::string_view owner, std::string_view log,
                      const log_entry& entry) override;
  result<log_page> page(std::string_view owner, std::string_view log,
                        const log_query& query) override;
  result<std::uint64_t> count(std::string_view owner,
                              std::string_view log) override;
  result<void> remove_logged(std::string_view owner, std::string_view log,
                             std::string_view id) override;
  result<void> remove_log(std::string_view owner,
                          std::string_view log) override;
  result<std::uint64_t> expire(std::string_view owner, std::string_view log,
                               std::int64_t time, std::size_t limit) override;

  result<void> remove_owner(std::string_view owner) override;

  const sqlite_connection& connection() const { return db_; }

private:
  /// Error where SQLite has undone the open transaction by itself (a full disk
  /// does that): what comes next must not commit alone.
  result<void> intact() const;
  /// Runs statements as one transaction, or within the open one.
  result<void> together(const std::function<result<void>()>& steps);
  result<void> run(std::string_view sql, sqlite_values values = {});
  result<void> each(std::string_view sql, sqlite_values values,
                    const sqlite_connection::on_row& row);
  result<std::optional<std::string>> one(std::string_view sql,
                                         sqlite_values values);

  std::optional<directory_lock> lock_; ///< let go after `db_` is closed
  sqlite_connection db_;
  sqlite_log log_;
  bool open_ = false; ///< between `begin` and its end
  int nested_ = 0;
};

} // namespace troupe::persistence
