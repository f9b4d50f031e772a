// SPDX-License-Identifier: Apache-2.0
#include "persistence/faulty.hpp"

#include <future>
#include <thread>

#include <catch2/catch.hpp>

#include "persistence/memory.hpp"
#include "tests/support/print_store_result.hpp"

namespace troupe::persistence {

namespace {

using text = std::optional<std::string>;
const store_error full{store_errc::full, "the disk is full"};
const store_error gone{store_errc::unavailable, "the disk is gone"};

struct fixture {
  std::shared_ptr<fault_script> script = std::make_shared<fault_script>();
  std::unique_ptr<store> db = make_faulty(open_memory(), script);
};

} // namespace

TEST_CASE("the scripted number of writes fails, reads go on") {
  fixture f;
  REQUIRE(f.db->put_document("a", "d", "1"));
  f.script->fail_writes(2, full);

  CHECK(f.db->put_document("a", "d", "2").error() == full);
  CHECK(*f.db->document("a", "d") == text{"1"});
  CHECK(f.db->append("a", "l", {"1", 1, "", ""}).error() == full);
  CHECK(f.db->put_document("a", "d", "3"));

  CHECK(*f.db->document("a", "d") == text{"3"});
  CHECK(*f.db->count("a", "l") == 0);
}

TEST_CASE("a commit that fails by script has undone its transaction") {
  fixture f;
  f.script->fail_commits(1, gone);

  REQUIRE(f.db->begin());
  REQUIRE(f.db->put_document("a", "d", "1"));
  CHECK(f.db->commit().error() == gone);
  CHECK(*f.db->document("a", "d") == text{});

  REQUIRE(f.db->begin());
  REQUIRE(f.db->put_document("a", "d", "2"));
  CHECK(f.db->commit());
  CHECK(*f.db->document("a", "d") == text{"2"});
  CHECK(f.script->commits() == 1);
}

TEST_CASE("a store that refuses does so until told otherwise") {
  fixture f;
  f.script->refuse(gone);
  CHECK(f.db->begin().error() == gone);
  CHECK(f.db->document("a", "d").error() == gone);
  CHECK(f.db->put_entry("a", "m", "k", "").error() == gone);

  f.script->accept();
  CHECK(f.db->put_entry("a", "m", "k", ""));
}

TEST_CASE("a paused store answers once it is resumed") {
  fixture f;
  f.script->pause();
  auto late = std::async(std::launch::async,
                         [&] { return f.db->put_document("a", "d", "1"); });
  while (f.script->calls() == 0)
    std::this_thread::yield();
  auto waiting = late.wait_for(std::chrono::seconds{0});

  f.script->resume();

  CHECK(waiting == std::future_status::timeout);
  CHECK(late.get());
}

} // namespace troupe::persistence
