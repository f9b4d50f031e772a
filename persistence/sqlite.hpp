// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "persistence/store.hpp"

namespace troupe::persistence {

/// The database's file name within the data directory.
inline constexpr auto sqlite_file_name = "troupe.sqlite";

/// When log entries go into blocks, and how large these are (sqlite_log.hpp).
struct log_sizes {
  /// So many recent entries of one log go into blocks without waiting.
  std::size_t full_log = 256;
  /// Within so many appends all goes into blocks that was there before them.
  std::size_t generation = 32'768;
  std::size_t block_entries = 64;
};

struct sqlite_options {
  /// Pages of 4 KiB that the database may have at most; tests fill it.
  std::optional<std::int64_t> max_pages;
  /// How often the disk is synced. FULL, at each commit, is what a server
  /// needs; tests show that less loses data.
  std::string_view synchronous = "FULL";
  /// Pages in the write-ahead log from which on they go into the database: one
  /// that is written often goes there once then. 16 MiB.
  std::int64_t checkpoint_pages = 4'096;
  /// Tests make them small.
  log_sizes logs = {};
  /// The file layer of SQLite, the system's where null; tests bring their own.
  const char* vfs = nullptr;
};

/// Opens `data_dir`/troupe.sqlite, alone: the directory stays locked while the
/// store lives. Makes the directory (0700) and the file (0600) where missing.
result<std::unique_ptr<store>>
open_sqlite(const std::filesystem::path& data_dir,
            const sqlite_options& options = {});

} // namespace troupe::persistence
