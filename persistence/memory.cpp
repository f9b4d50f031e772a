// SPDX-License-Identifier: Apache-2.0
#include "persistence/memory.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

namespace troupe::persistence {

namespace {

/// An owner, and the name of the document, map or log.
using place = std::pair<std::string, std::string>;

struct log_rows {
  std::map<std::uint64_t, log_entry> by_order;
  std::map<std::string, std::uint64_t> by_id;
};

place place_of(std::string_view owner, std::string_view name) {
  return {std::string{owner}, std::string{name}};
}

template <class Map>
std::vector<typename Map::key_type> places_of(const Map& map,
                                              std::string_view owner) {
  std::vector<typename Map::key_type> found;
  auto it = map.lower_bound(place_of(owner, ""));
  for (; it != map.end() && it->first.first == owner; ++it)
    found.push_back(it->first);
  return found;
}

bool matches(const log_entry& entry, const log_query& query) {
  return (!query.start || entry.time >= *query.start)
         && (!query.end || entry.time <= *query.end)
         && (!query.peer || entry.peer == *query.peer);
}

/// Takes entries from `it` on until the page is full.
template <class Iterator>
log_page collect(Iterator it, Iterator end, const log_query& query) {
  log_page page;
  for (; it != end; ++it) {
    if (!matches(it->second, query))
      continue;
    if (page.entries.size() == query.limit) {
      page.complete = false;
      break;
    }
    page.entries.push_back(it->second);
  }
  return page;
}

class memory_store : public store {
public:
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

private:
  using text_map = std::map<std::string, std::string>;

  void undo_to(std::size_t mark);
  void remember(std::function<void()> undo);
  void forget_logged(const place& where, std::uint64_t order);

  /// Where `marks_` has an element a transaction is open; each further one is
  /// a nested part. What they hold is the length that `undo_` had.
  std::vector<std::size_t> marks_;
  std::vector<std::function<void()>> undo_;

  std::map<place, std::string> documents_;
  std::map<place, text_map> maps_;
  std::map<place, log_rows> logs_;
};

store_error misuse(std::string message) {
  return {store_errc::unavailable, std::move(message)};
}

// -- transactions -------------------------------------------------------------

result<void> memory_store::begin() {
  if (!marks_.empty())
    return misuse("a transaction is open already");
  marks_.push_back(0);
  return {};
}

result<void> memory_store::commit() {
  if (marks_.empty())
    return misuse("no transaction is open");
  marks_.clear();
  undo_.clear();
  return {};
}

void memory_store::rollback() {
  undo_to(0);
  marks_.clear();
}

result<void> memory_store::begin_nested() {
  if (marks_.empty())
    return misuse("no transaction is open");
  marks_.push_back(undo_.size());
  return {};
}

result<void> memory_store::commit_nested() {
  if (marks_.size() < 2)
    return misuse("no nested transaction is open");
  marks_.pop_back();
  return {};
}

result<void> memory_store::rollback_nested() {
  if (marks_.size() < 2)
    return misuse("no nested transaction is open");
  undo_to(marks_.back());
  marks_.pop_back();
  return {};
}

void memory_store::undo_to(std::size_t mark) {
  while (undo_.size() > mark) {
    undo_.back()();
    undo_.pop_back();
  }
}

void memory_store::remember(std::function<void()> undo) {
  if (!marks_.empty())
    undo_.push_back(std::move(undo));
}

// -- documents ----------------------------------------------------------------

result<std::optional<std::string>>
memory_store::document(std::string_view owner, std::string_view name) {
  auto it = documents_.find(place_of(owner, name));
  if (it == documents_.end())
    return std::optional<std::string>{};
  return std::optional{it->second};
}

result<void> memory_store::put_document(std::string_view owner,
                                        std::string_view name,
                                        std::string_view blob) {
  remove_document(owner, name);
  auto where = place_of(owner, name);
  documents_.emplace(where, blob);
  remember([this, where] { documents_.erase(where); });
  return {};
}

result<void> memory_store::remove_document(std::string_view owner,
                                           std::string_view name) {
  auto it = documents_.find(place_of(owner, name));
  if (it == documents_.end())
    return {};
  remember([this, old = *it] { documents_.insert(old); });
  documents_.erase(it);
  return {};
}

result<std::vector<std::string>> memory_store::owners(std::string_view document,
                                                      std::string_view after,
                                                      std::size_t limit) {
  std::vector<std::string> found;
  for (const auto& [where, blob] : documents_) {
    if (found.size() == limit)
      break;
    if (where.second == document && where.first > after)
      found.push_back(where.first);
  }
  return found;
}

// -- map ----------------------------------------------------------------------

result<std::optional<std::string>> memory_store::entry(std::string_view owner,
                                                       std::string_view map,
                                                       std::string_view key) {
  const auto& all = maps_[place_of(owner, map)];
  auto it = all.find(std::string{key});
  if (it == all.end())
    return std::optional<std::string>{};
  return std::optional{it->second};
}

result<map_entries> memory_store::entries(std::string_view owner,
                                          std::string_view map) {
  const auto& all = maps_[place_of(owner, map)];
  return map_entries{all.begin(), all.end()};
}

result<void> memory_store::put_entry(std::string_view owner,
                                     std::string_view map, std::string_view key,
                                     std::string_view blob) {
  remove_entry(owner, map, key);
  auto where = place_of(owner, map);
  maps_[where].emplace(key, blob);
  remember([this, where, key = std::string{key}] { maps_[where].erase(key); });
  return {};
}

result<void> memory_store::remove_entry(std::string_view owner,
                                        std::string_view map,
                                        std::string_view key) {
  auto where = place_of(owner, map);
  auto& all = maps_[where];
  auto it = all.find(std::string{key});
  if (it == all.end())
    return {};
  remember([this, where, old = *it] { maps_[where].insert(old); });
  all.erase(it);
  return {};
}

result<void> memory_store::remove_map(std::string_view owner,
                                      std::string_view map) {
  auto where = place_of(owner, map);
  remember([this, where, old = maps_[where]] { maps_[where] = old; });
  maps_.erase(where);
  return {};
}

// -- log ----------------------------------------------------------------------

result<void> memory_store::append(std::string_view owner, std::string_view log,
                                  const log_entry& entry) {
  auto where = place_of(owner, log);
  auto& rows = logs_[where];
  auto order = rows.by_order.empty() ? 1 : rows.by_order.rbegin()->first + 1;
  if (!rows.by_id.emplace(entry.id, order).second)
    return store_error{store_errc::duplicate,
                       "the log has an entry of id '" + entry.id + "' already"};
  rows.by_order.emplace(order, entry);
  remember([this, where, order] {
    logs_[where].by_id.erase(logs_[where].by_order.at(order).id);
    logs_[where].by_order.erase(order);
  });
  return {};
}

result<log_page> memory_store::page(std::string_view owner,
                                    std::string_view log,
                                    const log_query& query) {
  const auto& rows = logs_[place_of(owner, log)];
  auto after = query.after ? rows.by_id.find(*query.after) : rows.by_id.end();
  auto before
      = query.before ? rows.by_id.find(*query.before) : rows.by_id.end();
  if ((query.after && after == rows.by_id.end())
      || (query.before && before == rows.by_id.end()))
    return log_page{.unknown_id = true};
  auto low = query.after ? after->second : 0;
  auto high = query.before ? before->second
                           : std::numeric_limits<std::uint64_t>::max();
  if (low >= high)
    return log_page{};
  auto first = rows.by_order.upper_bound(low);
  auto last = rows.by_order.lower_bound(high);
  if (!query.newest)
    return collect(first, last, query);
  auto page = collect(std::make_reverse_iterator(last),
                      std::make_reverse_iterator(first), query);
  std::reverse(page.entries.begin(), page.entries.end());
  return page;
}

result<std::uint64_t> memory_store::count(std::string_view owner,
                                          std::string_view log) {
  return logs_[place_of(owner, log)].by_order.size();
}

void memory_store::forget_logged(const place& where, std::uint64_t order) {
  auto& rows = logs_[where];
  auto it = rows.by_order.find(order);
  remember([this, where, old = *it] {
    logs_[where].by_id.emplace(old.second.id, old.first);
    logs_[where].by_order.insert(old);
  });
  rows.by_id.erase(it->second.id);
  rows.by_order.erase(it);
}

result<void> memory_store::remove_logged(std::string_view owner,
                                         std::string_view log,
                                         std::string_view id) {
  auto where = place_of(owner, log);
  auto it = logs_[where].by_id.find(std::string{id});
  if (it != logs_[where].by_id.end())
    forget_logged(where, it->second);
  return {};
}

result<void> memory_store::remove_log(std::string_view owner,
                                      std::string_view log) {
  auto where = place_of(owner, log);
  remember([this, where, old = logs_[where]] { logs_[where] = old; });
  logs_.erase(where);
  return {};
}

result<std::uint64_t> memory_store::expire(std::string_view owner,
                                           std::string_view log,
                                           std::int64_t time,
                                           std::size_t limit) {
  auto where = place_of(owner, log);
  std::vector<std::uint64_t> old;
  for (const auto& [order, entry] : logs_[where].by_order)
    if (entry.time < time && old.size() < limit)
      old.push_back(order);
  for (auto order : old)
    forget_logged(where, order);
  return old.size();
}

result<void> memory_store::remove_owner(std::string_view owner) {
  for (const auto& where : places_of(documents_, owner))
    remove_document(owner, where.second);
  for (const auto& where : places_of(maps_, owner))
    remove_map(owner, where.second);
  for (const auto& where : places_of(logs_, owner))
    remove_log(owner, where.second);
  return {};
}

} // namespace

std::unique_ptr<store> open_memory() {
  return std::make_unique<memory_store>();
}

} // namespace troupe::persistence
