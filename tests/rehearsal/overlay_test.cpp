// SPDX-License-Identifier: Apache-2.0
// What a rehearsal reads is what it would read if it had written, and nothing
// is written.
#include <catch2/catch.hpp>

#include "actors/rehearsal/pretending_engine.hpp"
#include "persistence/open.hpp"
#include "tests/support/print_store_result.hpp"

namespace overlay_test {

using namespace troupe;
using namespace troupe::persistence;

namespace {

const std::string alice = "alice@example.org";
const std::string bob = "bob@example.org";
const std::string said = "archive";

std::shared_ptr<store> filled() {
  std::shared_ptr<store> db = std::move(*open("memory", {}));
  for (const auto& owner : {alice, bob})
    REQUIRE(db->put_document(owner, "credentials", "there"));
  REQUIRE(db->put_entry(alice, "roster", "bob", "1"));
  REQUIRE(db->put_entry(alice, "roster", "carol", "2"));
  for (int i = 1; i <= 5; ++i)
    REQUIRE(db->append(alice, said,
                       {"m" + std::to_string(i), i * 10,
                        i % 2 == 1 ? bob : "carol", "text", "hello"}));
  return db;
}

struct live_store final : rehearsal::live_server {
  explicit live_store(std::shared_ptr<store> db) : db(std::move(db)) {}

  result<answers> do_read(transaction ops) override {
    for (const auto& each : ops)
      REQUIRE_FALSE(is_write(each));
    return std::move(
        run_batch(*db, std::vector<transaction>{std::move(ops)}).front());
  }
  std::optional<actors::session_copies>
  do_copy_sessions(const xml::jid&) override {
    return nullptr;
  }

  std::shared_ptr<store> db;
};

/// The same on a store, and on an overlay over one.
struct both {
  void run(const transaction& ops) {
    result<answers> pretended{answers{}};
    engine.execute(
        {std::make_shared<const transaction>(ops)},
        [&](storage::outcomes all) { pretended = std::move(all.front()); });
    auto real
        = std::move(run_batch(*truth, std::vector<transaction>{ops}).front());
    REQUIRE(real.has_value() == pretended.has_value());
    if (real)
      CHECK(*real == *pretended);
    else
      CHECK(real.error().code == pretended.error().code);
  }
  void read_all() {
    std::vector<log_query> queries(9);
    queries[1].limit = 2;
    queries[2] = {.limit = 2, .newest = true};
    queries[3] = {.limit = 1'000, .newest = true};
    queries[4].peer = bob;
    queries[5].start = 30;
    queries[6] = {.after = "m2", .limit = 2};
    queries[7] = {.before = "m3", .limit = 2, .newest = true};
    queries[8].words = "hello";
    transaction reads{get_document{alice, "credentials"},
                      get_document{alice, "vcard"},
                      get_document{bob, "credentials"},
                      get_entries{alice, "roster"},
                      get_entries{alice, "devices"},
                      get_count{alice, said},
                      get_count{bob, said},
                      list_owners{"credentials", "", 10},
                      list_owners{"credentials", "", 1},
                      list_owners{"credentials", alice, 10}};
    for (const auto& q : queries)
      reads.emplace_back(get_page{alice, said, q});
    run(reads);
  }

  live_store live{filled()};
  rehearsal::pretending_engine engine{live};
  std::shared_ptr<store> truth = filled();
};

log_entry entry(const std::string& id, std::int64_t time) {
  return {id, time, bob, "new", "hello there"};
}

} // namespace

TEST_CASE("an overlay without changes is the store") {
  both b;
  b.read_all();
}

TEST_CASE("documents and entries are changed in front of the store") {
  both b;
  b.run({put_document{alice, "vcard", "v"}, remove_document{bob, "credentials"},
         put_document{"carol@example.org", "credentials", "new"},
         put_entry{alice, "roster", "dave", "3"},
         put_entry{alice, "roster", "bob", "4"},
         remove_entry{alice, "roster", "carol"},
         put_entry{alice, "devices", "d", "5"}});
  b.read_all();
  b.run({remove_map{alice, "roster"}, put_entry{alice, "roster", "eve", "6"}});
  b.read_all();
}

TEST_CASE("what is appended and removed is seen in pages") {
  both b;
  b.run({append{alice, said, entry("m6", 60), true}});
  b.read_all();
  b.run({remove_logged{alice, said, "m2"}, remove_logged{alice, said, "none"},
         append{alice, said, entry("m7", 70), true}});
  b.read_all();
  b.run({remove_logged{alice, said, "m6"}, append{bob, said, entry("b", 1)}});
  b.read_all();
}

TEST_CASE("an entry that is there is not appended again") {
  both b;
  b.run({append{alice, said, entry("m1", 99), true}});
  b.run({append{alice, said, entry("m6", 60), true},
         append{alice, said, entry("m6", 61), true}});
  b.run({put_document{alice, "vcard", "lost with the rest"},
         append{alice, said, entry("m1", 99), false}});
  b.read_all();
}

TEST_CASE("a log and an owner are removed with all that they have") {
  both b;
  b.run({remove_log{alice, said}});
  b.read_all();
  b.run({append{alice, said, entry("m1", 10), false}});
  b.read_all();
  b.run({remove_owner{alice}});
  b.read_all();
  b.run({put_document{alice, "credentials", "again"}});
  b.read_all();
}

TEST_CASE("what a transaction removes is gone for the rest of it") {
  const auto rest = [](operation removal) {
    return transaction{std::move(removal),
                       get_document{alice, "credentials"},
                       get_entries{alice, "roster"},
                       get_count{alice, said},
                       get_page{alice, said, {.limit = 2}},
                       list_owners{"credentials", "", 1},
                       remove_logged{alice, said, "m2"},
                       append{alice, said, entry("m1", 99), true},
                       get_count{alice, said}};
  };
  both b;
  SECTION("a log") {
    b.run(rest(remove_log{alice, said}));
  }
  SECTION("a map") {
    b.run(rest(remove_map{alice, "roster"}));
  }
  SECTION("a document") {
    b.run(rest(remove_document{alice, "credentials"}));
  }
  SECTION("an entry of a log") {
    b.run(rest(remove_logged{alice, said, "m1"}));
  }
  SECTION("an owner") {
    b.run(rest(remove_owner{alice}));
  }
  b.read_all();
}

TEST_CASE("nothing of it is in the store") {
  both b;
  b.run({remove_owner{alice}, put_document{bob, "vcard", "v"},
         append{bob, said, entry("b", 1), true}});

  CHECK(*b.live.db->document(alice, "credentials") == "there");
  CHECK(*b.live.db->document(bob, "vcard") == std::nullopt);
  CHECK(*b.live.db->count(alice, said) == 5);
  CHECK(*b.live.db->count(bob, said) == 0);
}

} // namespace overlay_test
