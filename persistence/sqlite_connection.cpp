// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite_connection.hpp"

#include <cerrno>

#include <sqlite3.h>

namespace troupe::persistence {

namespace {

// Nobody else writes, but a backup may hold the file for a moment.
constexpr int busy_milliseconds = 250;

/// SQLite calls only ENOSPC full; a quota or a file size limit is no different
/// to an operator. Its own sqlite3_system_errno is not set by a commit, hence
/// errno, which is cleared before each call that may reach the disk.
bool is_no_space(int system_error) {
  return system_error == ENOSPC || system_error == EDQUOT
         || system_error == EFBIG;
}

store_errc errc_of(int code, int system_error) {
  switch (code & 0xff) {
  case SQLITE_FULL:
    return store_errc::full;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
    return is_no_space(system_error) ? store_errc::full
                                     : store_errc::unavailable;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return store_errc::corrupt;
  default:
    return store_errc::unavailable;
  }
}

const char* advice(store_errc code) {
  switch (code) {
  case store_errc::full:
    return "make room on that disk; nothing stored before is lost";
  case store_errc::corrupt:
    return "nothing was changed; restore a backup or move the file away";
  default:
    return "check the disk, the rights of the file and who else has it open";
  }
}

int bind(sqlite3_stmt* statement, int at, const sqlite_value& value) {
  if (auto* number = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, at, *number);
  if (auto* text = std::get_if<std::string_view>(&value))
    return sqlite3_bind_text64(statement, at, text->data() ? text->data() : "",
                               text->size(), SQLITE_STATIC, SQLITE_UTF8);
  auto bytes = std::get<blob_view>(value).bytes;
  return sqlite3_bind_blob64(statement, at, bytes.data() ? bytes.data() : "",
                             bytes.size(), SQLITE_STATIC);
}

} // namespace

std::int64_t sqlite_row::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view sqlite_row::bytes(int column) const {
  auto* bytes
      = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  auto size = sqlite3_column_bytes(statement_, column);
  return bytes ? std::string_view{bytes, static_cast<std::size_t>(size)}
               : std::string_view{};
}

void sqlite_connection::close_connection::operator()(
    sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

void sqlite_connection::finalize_statement::operator()(
    sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

sqlite_connection::sqlite_connection(std::filesystem::path file,
                                     sqlite3* connection)
    : file_{std::move(file)}, connection_{connection} {
}

result<sqlite_connection>
sqlite_connection::open(const std::filesystem::path& file, const char* vfs) {
  // Nobody asks SQLite how much memory it has; that it counts takes a lock each
  // time. Refused once there is a connection, which is as well.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3* raw = nullptr;
  errno = 0;
  // One thread at a time uses a store, so SQLite needs no locks of its own.
  auto code = sqlite3_open_v2(
      file.c_str(), &raw,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
  sqlite_connection opened{file, raw};
  if (code != SQLITE_OK)
    return opened.error(code);
  sqlite3_busy_timeout(raw, busy_milliseconds);
  return opened;
}

store_error sqlite_connection::error(int code) const {
  auto* raw = connection_.get();
  auto kind = errc_of(code, errno);
  auto* text = raw ? sqlite3_errmsg(raw) : sqlite3_errstr(code);
  return {kind, file_.string() + ": " + text + " (SQLite code "
                    + std::to_string(code) + "): " + advice(kind)};
}

result<void> sqlite_connection::script(const std::string& sql) {
  errno = 0;
  auto code
      = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    return error(code);
  return {};
}

result<sqlite3_stmt*> sqlite_connection::prepared(std::string_view sql) {
  if (auto known = statements_.find(sql); known != statements_.end())
    return known->second.get();
  sqlite3_stmt* made = nullptr;
  errno = 0;
  auto code = sqlite3_prepare_v3(connection_.get(), sql.data(),
                                 static_cast<int>(sql.size()),
                                 SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  if (code != SQLITE_OK)
    return error(code);
  statements_.emplace(sql, statement_ptr{made});
  return made;
}

result<void> sqlite_connection::stepped(sqlite3_stmt* statement,
                                        const on_row& row) {
  errno = 0;
  auto code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement))
    if (row)
      row(sqlite_row{statement});
  if (code != SQLITE_DONE)
    return error(code);
  return {};
}

result<void> sqlite_connection::each(std::string_view sql, sqlite_values values,
                                     const on_row& row) {
  auto statement = prepared(sql);
  if (!statement)
    return statement.error();
  auto code = SQLITE_OK;
  auto at = 1;
  for (const auto& value : values)
    if (code == SQLITE_OK)
      code = bind(*statement, at++, value);
  auto done = code == SQLITE_OK ? stepped(*statement, row)
                                : result<void>{error(code)};
  steps_ += static_cast<std::uint64_t>(
      sqlite3_stmt_status(*statement, SQLITE_STMTSTATUS_VM_STEP, 1));
  sqlite3_reset(*statement);
  sqlite3_clear_bindings(*statement);
  return done;
}

result<void> sqlite_connection::run(std::string_view sql,
                                    sqlite_values values) {
  return each(sql, values, {});
}

result<std::optional<std::int64_t>>
sqlite_connection::number(std::string_view sql, sqlite_values values) {
  std::optional<std::int64_t> found;
  auto done = each(sql, values, [&](const sqlite_row& row) {
    if (!found)
      found = row.number(0);
  });
  if (!done)
    return done.error();
  return found;
}

std::uint64_t sqlite_connection::changed() const {
  return static_cast<std::uint64_t>(sqlite3_changes64(connection_.get()));
}

bool sqlite_connection::in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

void sqlite_connection::checkpoint_on_close(bool on) {
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
                    on ? 0 : 1, nullptr);
}

} // namespace troupe::persistence
