// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "persistence/sqlite_connection.hpp"

namespace troupe::persistence {

/// "trpe": marks our databases (PRAGMA application_id).
inline constexpr std::int64_t sqlite_application_id = 0x74727065;

/// Step n (from 0 on) brings schema version n to n + 1 and keeps every row.
/// Released steps never change; a change of the schema is one step more.
std::span<const char* const> sqlite_migrations();

/// Refuses what is not ours (`corrupt`), what a newer Troupe wrote
/// (`newer_schema`) and what cannot be read (`corrupt`), and writes nothing.
/// Checked are the header, the file's length, the schema and the root of each
/// table; every page (quick_check) only of small files.
result<void> check_schema(sqlite_connection& db,
                          std::span<const char* const> steps);

/// Brings the schema up to date, all steps in one transaction.
result<void> migrate(sqlite_connection& db, std::span<const char* const> steps);

} // namespace troupe::persistence
