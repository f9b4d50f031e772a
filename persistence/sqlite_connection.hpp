// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <unordered_map>
#include <variant>

#include "persistence/store.hpp"

struct sqlite3;
struct sqlite3_stmt;

/// The one place that knows SQLite's C interface: errors become `store_error`,
/// statements are prepared once and kept.
namespace troupe::persistence {

/// Bytes to be bound as BLOB; a plain string_view is bound as TEXT.
struct blob_view {
  std::string_view bytes;
};

using sqlite_value = std::variant<std::int64_t, std::string_view, blob_view>;
using sqlite_values = std::initializer_list<sqlite_value>;

/// The row that a statement stands at; views end with the call that shows it.
class sqlite_row {
public:
  explicit sqlite_row(sqlite3_stmt* statement) : statement_{statement} {}

  std::int64_t number(int column) const;
  /// TEXT or BLOB.
  std::string_view bytes(int column) const;

private:
  sqlite3_stmt* statement_;
};

class sqlite_connection {
public:
  using on_row = std::function<void(const sqlite_row&)>;

  /// Opens an existing file, through the file layer `vfs` or the system's; an
  /// empty one is a new database.
  static result<sqlite_connection> open(const std::filesystem::path& file,
                                        const char* vfs = nullptr);

  /// Runs several statements that take and give nothing.
  result<void> script(const std::string& sql);

  /// Runs one statement, kept for the next time.
  result<void> run(std::string_view sql, sqlite_values values = {});
  result<void> each(std::string_view sql, sqlite_values values,
                    const on_row& row);
  /// The first column of the first row.
  result<std::optional<std::int64_t>> number(std::string_view sql,
                                             sqlite_values values = {});

  /// Rows that the last statement changed.
  std::uint64_t changed() const;
  /// False also after SQLite has undone a transaction by itself.
  bool in_transaction() const;
  /// Whether closing writes what is in the -wal file to the database. Off, a
  /// database that is refused stays as it is.
  void checkpoint_on_close(bool on);
  /// Steps of SQLite's machine that statements have taken so far: the cost of
  /// a query, independent of clocks.
  std::uint64_t steps() const { return steps_; }

  const std::filesystem::path& file() const { return file_; }

private:
  struct close_connection {
    void operator()(sqlite3* connection) const;
  };
  struct finalize_statement {
    void operator()(sqlite3_stmt* statement) const;
  };
  using statement_ptr = std::unique_ptr<sqlite3_stmt, finalize_statement>;

  /// Finds a statement without a copy of its text.
  struct text_hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  sqlite_connection(std::filesystem::path file, sqlite3* connection);

  result<sqlite3_stmt*> prepared(std::string_view sql);
  result<void> stepped(sqlite3_stmt* statement, const on_row& row);
  store_error error(int code) const;

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, close_connection> connection_;
  std::unordered_map<std::string, statement_ptr, text_hash, std::equal_to<>>
      statements_;
  std::uint64_t steps_ = 0;
};

} // namespace troupe::persistence
