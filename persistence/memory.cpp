// SPDX-License-Identifier: Apache-2.0
#include "persistence/memory.hpp"

namespace troupe::persistence {

namespace {

using place = std::pair<std::string, std::string>;

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

} // namespace

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
  auto at = logs_[where].append(entry);
  if (at == 0)
    return store_error{store_errc::duplicate,
                       "the log has an entry of id '" + entry.id + "' already"};
  remember([this, where, at] { logs_[where].remove(at); });
  return {};
}

result<log_page> memory_store::page(std::string_view owner,
                                    std::string_view log,
                                    const log_query& query) {
  return logs_[place_of(owner, log)].page(query);
}

result<std::uint64_t> memory_store::count(std::string_view owner,
                                          std::string_view log) {
  return logs_[place_of(owner, log)].size();
}

void memory_store::forget_logged(const place& where, std::uint64_t at) {
  auto old = logs_[where].remove(at);
  remember([this, where, at, old] { logs_[where].restore(at, old); });
}

result<void> memory_store::remove_logged(std::string_view owner,
                                         std::string_view log,
                                         std::string_view id) {
  auto where = place_of(owner, log);
  if (auto at = logs_[where].find(std::string{id}))
    forget_logged(where, *at);
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
  auto old = logs_[where].before(time, limit);
  for (auto at : old)
    forget_logged(where, at);
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

std::unique_ptr<store> open_memory() {
  return std::make_unique<memory_store>();
}

} // namespace troupe::persistence
