// SPDX-License-Identifier: Apache-2.0
#include "persistence/operation.hpp"

#include "conformance.hpp"
#include "persistence/faulty.hpp"
#include "persistence/memory.hpp"

namespace troupe::persistence {

namespace {

using text = std::optional<std::string>;

struct faulty_fixture {
  std::shared_ptr<fault_script> script = std::make_shared<fault_script>();
  std::unique_ptr<store> db = make_faulty(open_memory(), script);
};

const store_error full{store_errc::full, "the disk is full"};

} // namespace

TEST_CASE("each operation answers what the store's call answers") {
  any_store db;
  const log_entry logged{"1", 10, "p", "blob"};
  struct row {
    operation op;
    answer expected;
    bool writes;
    std::size_t bytes;
  };
  const std::vector<row> rows{
      {put_document{"a", "doc", "blob"}, {}, true, 8},
      {get_document{"a", "doc"}, text{"blob"}, false, 4},
      {list_owners{"doc", "", 9}, std::vector<std::string>{"a"}, false, 3},
      {remove_document{"a", "doc"}, {}, true, 4},
      {get_document{"a", "doc"}, text{}, false, 4},
      {put_entry{"a", "map", "k", "blob"}, {}, true, 9},
      {put_entry{"a", "map", "l", ""}, {}, true, 5},
      {remove_entry{"a", "map", "l"}, {}, true, 5},
      {get_entries{"a", "map"}, map_entries{{"k", "blob"}}, false, 4},
      {remove_map{"a", "map"}, {}, true, 4},
      {get_entries{"a", "map"}, map_entries{}, false, 4},
      {append{"a", "log", logged}, std::uint64_t{1}, true, 10},
      {append{"a", "log", logged, true}, std::uint64_t{0}, true, 10},
      {get_page{"a", "log", {.peer = "p"}}, log_page{{logged}}, false, 5},
      {get_count{"a", "log"}, std::uint64_t{1}, false, 4},
      {expire{"a", "log", 11, 9}, std::uint64_t{1}, true, 4},
      {append{"a", "log", logged}, std::uint64_t{1}, true, 10},
      {remove_logged{"a", "log", "1"}, {}, true, 5},
      {append{"a", "log", logged}, std::uint64_t{1}, true, 10},
      {remove_log{"a", "log"}, {}, true, 4},
      {remove_owner{"a"}, {}, true, 1},
      {get_count{"a", "log"}, std::uint64_t{0}, false, 4},
  };
  int line = 0;
  for (const auto& [op, expected, writes, bytes] : rows) {
    INFO("row " << line++);
    auto got = run(*db, op);
    REQUIRE(got);
    CHECK(*got == expected);
    CHECK(is_write(op) == writes);
    CHECK(size_of(op) == bytes);
  }
}

TEST_CASE("a batch answers in order, and later reads see earlier writes") {
  any_store db;

  auto got
      = run_batch(*db, {{put_document{"a", "d", "1"}},
                        {get_document{"a", "d"}, put_document{"a", "d", "2"},
                         get_document{"a", "d"}},
                        {}});

  REQUIRE(got.size() == 3);
  CHECK(*got[0] == answers{answer{}});
  CHECK(*got[1] == answers{text{"1"}, answer{}, text{"2"}});
  CHECK(got[2]->empty());
  CHECK(db->begin()); // the batch has left no transaction open
}

TEST_CASE("a failing transaction of a batch is undone alone") {
  any_store db;
  db.fill("a", "l", 1);

  auto got = run_batch(*db, {{put_document{"a", "before", "1"}},
                             {put_document{"a", "undone", "1"},
                              append{"a", "l", {"1", 99, "", ""}},
                              put_document{"a", "never", "1"}},
                             {put_document{"a", "behind", "1"}}});

  REQUIRE(got.size() == 3);
  CHECK(got[0]);
  REQUIRE_FALSE(got[1]);
  CHECK(got[1].error().code == store_errc::duplicate);
  CHECK(got[2]);
  CHECK(*db->document("a", "before") == text{"1"});
  CHECK(*db->document("a", "undone") == text{});
  CHECK(*db->document("a", "never") == text{});
  CHECK(*db->document("a", "behind") == text{"1"});
}

TEST_CASE("a batch is one commit, a batch of reads none") {
  faulty_fixture f;

  run_batch(*f.db, {{put_document{"a", "d", "1"}}, {remove_owner{"b"}}});
  CHECK(f.script->commits() == 1);

  f.script->fail_commits(1, full);
  auto got
      = run_batch(*f.db, {{get_document{"a", "d"}}, {get_count{"a", "l"}}});
  CHECK(f.script->commits() == 1);
  REQUIRE(got.size() == 2);
  CHECK(*got[0] == answers{text{"1"}});
  CHECK(*got[1] == answers{std::uint64_t{0}});
}

TEST_CASE("after a commit that fails all of a batch are errors") {
  faulty_fixture f;
  f.script->fail_commits(1, full);
  const std::vector<transaction> batch{
      {put_document{"a", "d", "1"}}, {get_document{"a", "d"}}, {}};

  for (const auto& one : run_batch(*f.db, batch)) {
    REQUIRE_FALSE(one);
    CHECK(one.error() == full);
  }
  CHECK(*f.db->document("a", "d") == text{});

  auto again = run_batch(*f.db, batch);
  CHECK(*again[1] == answers{text{"1"}});
}

TEST_CASE("a store that refuses everything fails the batch as a whole") {
  faulty_fixture f;
  f.script->refuse(full);

  for (const auto& one : run_batch(
           *f.db, {{get_document{"a", "d"}}, {put_document{"a", "d", "1"}}})) {
    REQUIRE_FALSE(one);
    CHECK(one.error() == full);
  }

  f.script->accept();
  CHECK(run_batch(*f.db, {{put_document{"a", "d", "1"}}})[0]);
}

} // namespace troupe::persistence
