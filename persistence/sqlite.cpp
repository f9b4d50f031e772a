// SPDX-License-Identifier: Apache-2.0
#include "persistence/sqlite.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "persistence/directory_lock.hpp"
#include "persistence/sqlite_schema.hpp"
#include "persistence/sqlite_store.hpp"

namespace troupe::persistence {

namespace {

namespace fs = std::filesystem;

// WAL with FULL syncs the log at each commit: what is committed survives a loss
// of power. The other lines bound memory (16 MiB) and the log file (64 MiB).
constexpr auto settings = "PRAGMA journal_mode = WAL;"
                          "PRAGMA cache_size = -16384;"
                          "PRAGMA journal_size_limit = 67108864;"
                          "PRAGMA temp_store = MEMORY;"
                          "PRAGMA trusted_schema = OFF;";

store_error system_failure(const std::string& what, const fs::path& where) {
  auto code = errno == ENOSPC ? store_errc::full : store_errc::unavailable;
  return {code, "cannot " + what + ' ' + where.string() + ": "
                    + std::strerror(errno)};
}

result<void> make_directory(const fs::path& data_dir) {
  std::error_code failed;
  if (fs::is_directory(data_dir, failed))
    return {};
  auto above = fs::absolute(data_dir, failed).parent_path();
  fs::create_directories(above, failed);
  if (mkdir(data_dir.c_str(), 0700) != 0)
    return system_failure("make the directory", data_dir);
  return {};
}

/// Makes the database's file where missing, readable to its owner alone; the
/// files that SQLite puts beside it get the same rights.
result<void> make_file(const fs::path& file) {
  std::error_code none;
  auto log = file.string() + "-wal";
  auto empty = !fs::exists(file, none) || fs::file_size(file, none) == 0;
  // SQLite would drop the log, in which committed entries can be.
  if (empty && fs::exists(log, none) && fs::file_size(log, none) > 0)
    return store_error{store_errc::corrupt,
                       file.string() + " is missing or empty, yet " + log
                           + " has data: nothing was changed; restore both or "
                             "move the latter away"};
  auto descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return system_failure("open", file);
  ::close(descriptor);
  return {};
}

result<void> set_up(sqlite_connection& db, const sqlite_options& options) {
  db.checkpoint_on_close(false);
  if (auto known = check_schema(db, sqlite_migrations()); !known)
    return known;
  if (auto done
      = db.script(settings
                  + ("PRAGMA synchronous = " + std::string{options.synchronous})
                  + ";PRAGMA wal_autocheckpoint = "
                  + std::to_string(options.checkpoint_pages));
      !done)
    return done;
  if (auto done = migrate(db, sqlite_migrations()); !done)
    return done;
  db.checkpoint_on_close(true);
  if (!options.max_pages)
    return {};
  return db.script("PRAGMA max_page_count = "
                   + std::to_string(*options.max_pages));
}

} // namespace

result<std::unique_ptr<store>> open_sqlite(const fs::path& data_dir,
                                           const sqlite_options& options) {
  if (auto made = make_directory(data_dir); !made)
    return made.error();
  auto lock = directory_lock::take(data_dir);
  if (!lock)
    return lock.error();
  auto file = data_dir / sqlite_file_name;
  if (auto made = make_file(file); !made)
    return made.error();
  auto db = sqlite_connection::open(file, options.vfs);
  if (!db)
    return db.error();
  if (auto ready = set_up(*db, options); !ready)
    return ready.error();
  auto made = std::make_unique<sqlite_store>(std::move(*db), options.logs,
                                             std::move(*lock));
  if (auto loaded = made->load(); !loaded)
    return loaded.error();
  return std::unique_ptr<store>{std::move(made)};
}

} // namespace troupe::persistence
