// SPDX-License-Identifier: Apache-2.0
#include "persistence/operation.hpp"

#include <algorithm>
#include <type_traits>

namespace troupe::persistence {

namespace {

template <class... Callables>
struct overloaded : Callables... {
  using Callables::operator()...;
};
template <class... Callables>
overloaded(Callables...) -> overloaded<Callables...>;

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
  return size(query.peer) + size(query.after) + size(query.before);
}

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

std::vector<result<answers>> all_failed(std::size_t size,
                                        const store_error& why) {
  return std::vector<result<answers>>(size, result<answers>{why});
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
  return std::visit(
      overloaded{
          [](const get_document& o) { return bytes(o.owner, o.name); },
          [](const put_document& o) { return bytes(o.owner, o.name, o.blob); },
          [](const remove_document& o) { return bytes(o.owner, o.name); },
          [](const get_entries& o) { return bytes(o.owner, o.map); },
          [](const put_entry& o) {
            return bytes(o.owner, o.map, o.key, o.blob);
          },
          [](const remove_entry& o) { return bytes(o.owner, o.map, o.key); },
          [](const remove_map& o) { return bytes(o.owner, o.map); },
          [](const append& o) {
            return bytes(o.owner, o.log, o.entry.id, o.entry.peer,
                         o.entry.blob);
          },
          [](const get_page& o) {
            return bytes(o.owner, o.log) + bytes_of(o.query);
          },
          [](const get_count& o) { return bytes(o.owner, o.log); },
          [](const remove_logged& o) { return bytes(o.owner, o.log, o.id); },
          [](const remove_log& o) { return bytes(o.owner, o.log); },
          [](const expire& o) { return bytes(o.owner, o.log); },
          [](const list_owners& o) { return bytes(o.document, o.after); },
          [](const remove_owner& o) { return bytes(o.owner); },
      },
      op);
}

result<answer> run(store& db, const operation& op) {
  return std::visit(
      overloaded{
          [&](const get_document& o) {
            return answered(db.document(o.owner, o.name));
          },
          [&](const put_document& o) {
            return answered(db.put_document(o.owner, o.name, o.blob));
          },
          [&](const remove_document& o) {
            return answered(db.remove_document(o.owner, o.name));
          },
          [&](const get_entries& o) {
            return answered(db.entries(o.owner, o.map));
          },
          [&](const put_entry& o) {
            return answered(db.put_entry(o.owner, o.map, o.key, o.blob));
          },
          [&](const remove_entry& o) {
            return answered(db.remove_entry(o.owner, o.map, o.key));
          },
          [&](const remove_map& o) {
            return answered(db.remove_map(o.owner, o.map));
          },
          [&](const append& o) {
            return answered(db.append(o.owner, o.log, o.entry));
          },
          [&](const get_page& o) {
            return answered(db.page(o.owner, o.log, o.query));
          },
          [&](const get_count& o) {
            return answered(db.count(o.owner, o.log));
          },
          [&](const remove_logged& o) {
            return answered(db.remove_logged(o.owner, o.log, o.id));
          },
          [&](const remove_log& o) {
            return answered(db.remove_log(o.owner, o.log));
          },
          [&](const expire& o) {
            return answered(db.expire(o.owner, o.log, o.time, o.limit));
          },
          [&](const list_owners& o) {
            return answered(db.owners(o.document, o.after, o.limit));
          },
          [&](const remove_owner& o) {
            return answered(db.remove_owner(o.owner));
          },
      },
      op);
}

std::vector<result<answers>> run_batch(store& db,
                                       const std::vector<transaction>& batch) {
  std::vector<result<answers>> got;
  got.reserve(batch.size());
  // Reads alone need no transaction: nobody else writes meanwhile.
  if (std::none_of(batch.begin(), batch.end(), has_write)) {
    for (const auto& wanted : batch)
      got.push_back(run_all(db, wanted));
    return got;
  }
  if (auto begun = db.begin(); !begun)
    return all_failed(batch.size(), begun.error());
  std::optional<store_error> lost;
  for (const auto& wanted : batch) {
    got.push_back(run_nested(db, wanted, lost));
    if (lost) {
      db.rollback();
      return all_failed(batch.size(), *lost);
    }
  }
  // Reads may have seen what was not committed, so they fail with the rest.
  if (auto committed = db.commit(); !committed)
    return all_failed(batch.size(), committed.error());
  return got;
}

} // namespace troupe::persistence
