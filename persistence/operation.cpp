// SPDX-License-Identifier: Apache-2.0
#include "persistence/operation.hpp"

#include <algorithm>
#include <type_traits>

namespace troupe::persistence {

namespace {

template <class T>
result<answer> answered(result<T> got) {
  if (!got)
    return std::move(got).error();
  if constexpr (std::is_void_v<T>)
    return answer{};
  else
    return answer{std::in_place_type<T>, std::move(*got)};
}

template <class... Strings>
std::size_t bytes(const Strings&... strings) {
  return (strings.size() + ...);
}

std::size_t bytes_of(const log_query& query) {
  auto size = [](const auto& text) { return text ? text->size() : 0; };
  auto sum = size(query.peer) + size(query.after) + size(query.before)
             + query.words.size();
  for (const auto& id : query.ids)
    sum += id.size();
  return sum;
}

// What each operation carries, and what it asks of the store.

std::size_t size(const get_document& o) {
  return bytes(o.owner, o.name);
}
std::size_t size(const put_document& o) {
  return bytes(o.owner, o.name, o.blob);
}
std::size_t size(const remove_document& o) {
  return bytes(o.owner, o.name);
}
std::size_t size(const get_entries& o) {
  return bytes(o.owner, o.map);
}
std::size_t size(const put_entry& o) {
  return bytes(o.owner, o.map, o.key, o.blob);
}
std::size_t size(const remove_entry& o) {
  return bytes(o.owner, o.map, o.key);
}
std::size_t size(const remove_map& o) {
  return bytes(o.owner, o.map);
}
std::size_t size(const append& o) {
  return bytes(o.owner, o.log, o.entry.id, o.entry.peer, o.entry.blob,
               o.entry.words);
}
std::size_t size(const get_page& o) {
  return bytes(o.owner, o.log) + bytes_of(o.query);
}
std::size_t size(const get_count& o) {
  return bytes(o.owner, o.log);
}
std::size_t size(const remove_logged& o) {
  return bytes(o.owner, o.log, o.id);
}
std::size_t size(const remove_log& o) {
  return bytes(o.owner, o.log);
}
std::size_t size(const expire& o) {
  return bytes(o.owner, o.log);
}
std::size_t size(const list_owners& o) {
  return bytes(o.document, o.after);
}
std::size_t size(const remove_owner& o) {
  return bytes(o.owner);
}

auto ask(store& db, const get_document& o) {
  return db.document(o.owner, o.name);
}
auto ask(store& db, const put_document& o) {
  return db.put_document(o.owner, o.name, o.blob);
}
auto ask(store& db, const remove_document& o) {
  return db.remove_document(o.owner, o.name);
}
auto ask(store& db, const get_entries& o) {
  return db.entries(o.owner, o.map);
}
auto ask(store& db, const put_entry& o) {
  return db.put_entry(o.owner, o.map, o.key, o.blob);
}
auto ask(store& db, const remove_entry& o) {
  return db.remove_entry(o.owner, o.map, o.key);
}
auto ask(store& db, const remove_map& o) {
  return db.remove_map(o.owner, o.map);
}
result<std::uint64_t> ask(store& db, const append& o) {
  auto done = db.append(o.owner, o.log, o.entry);
  if (done)
    return std::uint64_t{1};
  if (o.once && done.error().code == store_errc::duplicate)
    return std::uint64_t{0};
  return std::move(done).error();
}
auto ask(store& db, const get_page& o) {
  return db.page(o.owner, o.log, o.query);
}
auto ask(store& db, const get_count& o) {
  return db.count(o.owner, o.log);
}
auto ask(store& db, const remove_logged& o) {
  return db.remove_logged(o.owner, o.log, o.id);
}
auto ask(store& db, const remove_log& o) {
  return db.remove_log(o.owner, o.log);
}
auto ask(store& db, const expire& o) {
  return db.expire(o.owner, o.log, o.time, o.limit);
}
auto ask(store& db, const list_owners& o) {
  return db.owners(o.document, o.after, o.limit);
}
auto ask(store& db, const remove_owner& o) {
  return db.remove_owner(o.owner);
}

/// What one commit is for.
using group = std::vector<const transaction*>;

bool has_write(const transaction& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), is_write);
}

/// Runs until the first error.
result<answers> run_all(store& db, const transaction& wanted) {
  answers got;
  got.reserve(wanted.size());
  for (const auto& op : wanted) {
    auto one = run(db, op);
    if (!one)
      return std::move(one).error();
    got.push_back(std::move(*one));
  }
  return got;
}

/// Runs within an open transaction, undoing what a failed one did. `lost` is
/// set where the open transaction is gone as a whole.
result<answers> run_nested(store& db, const transaction& wanted,
                           std::optional<store_error>& lost) {
  if (!has_write(wanted))
    return run_all(db, wanted);
  if (auto begun = db.begin_nested(); !begun) {
    lost = begun.error();
    return begun.error();
  }
  auto got = run_all(db, wanted);
  auto ended = got ? db.commit_nested() : db.rollback_nested();
  if (!ended)
    lost = got ? ended.error() : got.error();
  return got;
}

/// Runs all within one transaction; false, with nothing kept, where one failed.
result<bool> run_together(store& db, const group& batch,
                          std::vector<result<answers>>& got) {
  if (auto begun = db.begin(); !begun)
    return begun.error();
  for (const auto* wanted : batch) {
    got.push_back(run_all(db, *wanted));
    if (!got.back() && has_write(*wanted)) {
      db.rollback();
      got.clear();
      return false;
    }
  }
  if (auto done = db.commit(); !done)
    return done.error();
  return true;
}

/// The same, but what fails is undone alone; an error means that nothing was
/// kept.
result<void> run_each(store& db, const group& batch,
                      std::vector<result<answers>>& got) {
  if (auto begun = db.begin(); !begun)
    return begun;
  std::optional<store_error> lost;
  for (const auto* wanted : batch) {
    got.push_back(run_nested(db, *wanted, lost));
    if (lost) {
      db.rollback();
      return *lost;
    }
  }
  return db.commit();
}

/// Hardly any transaction fails, and that each could be undone alone costs
/// copies of all that it writes: so they are first tried without.
result<void> run_committed(store& db, const group& batch,
                           std::vector<result<answers>>& got) {
  if (batch.size() > 1) {
    auto together = run_together(db, batch, got);
    if (!together)
      return together.error();
    if (*together)
      return {};
  }
  return run_each(db, batch, got);
}

std::vector<result<answers>> all_failed(std::size_t size,
                                        const store_error& why) {
  return std::vector<result<answers>>(size, result<answers>{why});
}

std::vector<result<answers>> run_group(store& db, const group& batch) {
  std::vector<result<answers>> got;
  got.reserve(batch.size());
  auto writes = [](const transaction* wanted) { return has_write(*wanted); };
  // Reads alone need no transaction: nobody else writes meanwhile.
  if (std::none_of(batch.begin(), batch.end(), writes)) {
    for (const auto* wanted : batch)
      got.push_back(run_all(db, *wanted));
    return got;
  }
  auto kept = run_committed(db, batch, got);
  // Reads may have seen what was not committed, so they fail with the rest.
  if (!kept)
    return all_failed(batch.size(), kept.error());
  return got;
}

} // namespace

bool is_write(const operation& op) {
  return !std::holds_alternative<get_document>(op)
         && !std::holds_alternative<get_entries>(op)
         && !std::holds_alternative<get_page>(op)
         && !std::holds_alternative<get_count>(op)
         && !std::holds_alternative<list_owners>(op);
}

std::size_t size_of(const operation& op) {
  return std::visit([](const auto& one) { return size(one); }, op);
}

result<answer> run(store& db, const operation& op) {
  return std::visit([&](const auto& one) { return answered(ask(db, one)); },
                    op);
}

std::vector<result<answers>>
run_batch(store& db, const std::vector<shared_transaction>& batch) {
  group all;
  for (const auto& one : batch)
    all.push_back(one.get());
  return run_group(db, all);
}

std::vector<result<answers>> run_batch(store& db,
                                       const std::vector<transaction>& batch) {
  group all;
  for (const auto& one : batch)
    all.push_back(&one);
  return run_group(db, all);
}

} // namespace troupe::persistence
