// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "persistence/sqlite_connection.hpp"

/// The log's queries. None skips rows by OFFSET: every bound becomes a place in
/// the order (`seq`) by one look-up, and a page is read from there on.
namespace troupe::persistence {

result<void> sqlite_append(sqlite_connection& db, std::string_view owner,
                           std::string_view log, const log_entry& entry);

result<log_page> sqlite_page(sqlite_connection& db, std::string_view owner,
                             std::string_view log, const log_query& query);

result<std::uint64_t> sqlite_expire(sqlite_connection& db,
                                    std::string_view owner,
                                    std::string_view log, std::int64_t time,
                                    std::size_t limit);

/// A count or limit as SQLite knows it: signed.
std::int64_t sqlite_limit(std::size_t limit);

} // namespace troupe::persistence
