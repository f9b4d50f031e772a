// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>

#include "persistence/open.hpp"
#include "temporary_directory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

/// A new store of whichever driver the test runs over now.
struct any_store {
  temporary_directory where;
  std::string driver = GENERATE(as<std::string>{}, "memory", "sqlite");
  std::unique_ptr<store> db = std::move(*open(driver, where.path()));

  store* operator->() const { return db.get(); }
  store& operator*() const { return *db; }

  /// Appends entries "1" to "count" at times 10, 20, …, peers a and b in turn.
  void fill(const char* owner, const char* log, int count) const {
    for (int i = 1; i <= count; ++i)
      REQUIRE(db->append(owner, log,
                         {std::to_string(i), i * 10, i % 2 ? "a" : "b",
                          "blob " + std::to_string(i)}));
  }

  /// The ids of a page, and "…" where it is not complete.
  std::string ids(const char* owner, const char* log,
                  const log_query& query) const {
    auto page = db->page(owner, log, query);
    REQUIRE(page);
    if (page->unknown_id)
      return "unknown";
    std::string all;
    for (const auto& entry : page->entries)
      all += (all.empty() ? "" : " ") + entry.id;
    return page->complete ? all : all + "…";
  }
};

} // namespace troupe::persistence
