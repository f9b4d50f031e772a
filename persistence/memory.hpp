// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "persistence/memory_log.hpp"
#include "persistence/store.hpp"

namespace troupe::persistence {

/// A store that forgets everything when it goes: for tests, and the plain
/// yardstick that the other drivers are compared with.
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
  /// An owner, and the name of the document, map or log.
  using place = std::pair<std::string, std::string>;
  using text_map = std::map<std::string, std::string>;

  void undo_to(std::size_t mark);
  void remember(std::function<void()> undo);
  void forget_logged(const place& where, std::uint64_t at);

  /// Where `marks_` has an element a transaction is open; each further one is
  /// a nested part. What they hold is the length that `undo_` had.
  std::vector<std::size_t> marks_;
  std::vector<std::function<void()>> undo_;

  std::map<place, std::string> documents_;
  std::map<place, text_map> maps_;
  std::map<place, memory_log> logs_;
};

std::unique_ptr<store> open_memory();

} // namespace troupe::persistence
