// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "persistence/store.hpp"

/// Store calls as values, so that they can wait in a queue, be sent to the
/// storage thread and run as one transaction.
namespace troupe::persistence {

struct get_document {
  std::string owner, name;
};
struct put_document {
  std::string owner, name, blob;
};
struct remove_document {
  std::string owner, name;
};
struct get_entries {
  std::string owner, map;
};
struct put_entry {
  std::string owner, map, key, blob;
};
struct remove_entry {
  std::string owner, map, key;
};
struct remove_map {
  std::string owner, map;
};
/// Answers how many entries it added: with `once`, none is no error where the
/// id is there already.
struct append {
  std::string owner, log;
  log_entry entry;
  bool once = false;
};
struct get_page {
  std::string owner, log;
  log_query query;
};
struct get_count {
  std::string owner, log;
};
struct remove_logged {
  std::string owner, log, id;
};
struct remove_log {
  std::string owner, log;
};
struct expire {
  std::string owner, log;
  std::int64_t time;
  std::size_t limit;
};
struct list_owners {
  std::string document, after;
  std::size_t limit;
};
struct remove_owner {
  std::string owner;
};

using operation = std::variant<get_document, put_document, remove_document,
                               get_entries, put_entry, remove_entry, remove_map,
                               append, get_page, get_count, remove_logged,
                               remove_log, expire, list_owners, remove_owner>;

/// What a read answers; writes answer `std::monostate`.
using answer
    = std::variant<std::monostate, std::optional<std::string>, map_entries,
                   log_page, std::uint64_t, std::vector<std::string>>;

/// Operations that take effect together or not at all, in order.
using transaction = std::vector<operation>;
/// One that its sender keeps, too, for a next try: there is no copy of it.
using shared_transaction = std::shared_ptr<const transaction>;
using answers = std::vector<answer>;

bool is_write(const operation& op);
/// Bytes that `op` carries, for bounds of queues.
std::size_t size_of(const operation& op);

/// Runs one operation, outside of any transaction of its own.
result<answer> run(store& db, const operation& op);

/// Runs `batch` as one commit (group commit). A transaction that fails is
/// undone alone (savepoint-like) where the driver can, else fails the batch.
/// Answers are in the order of `batch`; after a failed commit all are errors.
std::vector<result<answers>>
run_batch(store& db, const std::vector<shared_transaction>& batch);
std::vector<result<answers>> run_batch(store& db,
                                       const std::vector<transaction>& batch);

} // namespace troupe::persistence
