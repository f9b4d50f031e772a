// SPDX-License-Identifier: Apache-2.0
// What every driver promises about documents, maps and transactions.
#include "conformance.hpp"

namespace troupe::persistence {

namespace {

using text = std::optional<std::string>;
const std::string bytes{"\0\xff\x80' \n", 6};

} // namespace

TEST_CASE("a document is what was put last, until it is removed") {
  any_store db;
  CHECK(*db->document("a@x", "roster") == text{});

  REQUIRE(db->put_document("a@x", "roster", "one"));
  REQUIRE(db->put_document("a@x", "roster", "two"));
  REQUIRE(db->put_document("a@x", "vcard", ""));
  CHECK(*db->document("a@x", "roster") == text{"two"});
  CHECK(*db->document("a@x", "vcard") == text{""});
  CHECK(*db->document("b@x", "roster") == text{});

  REQUIRE(db->remove_document("a@x", "roster"));
  REQUIRE(db->remove_document("a@x", "roster"));
  CHECK(*db->document("a@x", "roster") == text{});
  CHECK(*db->document("a@x", "vcard") == text{""});
}

TEST_CASE("any bytes are kept, in blobs as in names") {
  any_store db;

  REQUIRE(db->put_document(bytes, bytes, bytes));
  REQUIRE(db->put_entry(bytes, bytes, bytes, bytes));
  REQUIRE(db->append(bytes, bytes, {bytes, -1, bytes, bytes}));

  CHECK(*db->document(bytes, bytes) == bytes);
  CHECK(*db->document(bytes, "") == text{});
  CHECK(*db->entries(bytes, bytes) == map_entries{{bytes, bytes}});
  CHECK(db->page(bytes, bytes, {})->entries
        == std::vector<log_entry>{{bytes, -1, bytes, bytes}});
}

TEST_CASE("owners of a document come sorted, page by page") {
  any_store db;
  for (auto* owner : {"c@x", "a@x", "B@x", "b@x"})
    REQUIRE(db->put_document(owner, "account", owner));
  REQUIRE(db->put_document("d@x", "vcard", ""));

  using names = std::vector<std::string>;
  CHECK(*db->owners("account", "", 2) == names{"B@x", "a@x"});
  CHECK(*db->owners("account", "a@x", 2) == names{"b@x", "c@x"});
  CHECK(*db->owners("account", "c@x", 2) == names{});
  CHECK(*db->owners("account", "b", 9) == names{"b@x", "c@x"});
  CHECK(*db->owners("account", "", 0) == names{});
  CHECK(*db->owners("account", "", SIZE_MAX)
        == names{"B@x", "a@x", "b@x", "c@x"});
}

TEST_CASE("a map answers its entries sorted by key") {
  any_store db;
  REQUIRE(db->put_entry("a@x", "roster", "z", "1"));
  REQUIRE(db->put_entry("a@x", "roster", "b", "2"));
  REQUIRE(db->put_entry("a@x", "roster", "Z", ""));
  REQUIRE(db->put_entry("a@x", "roster", "b", "3"));
  REQUIRE(db->put_entry("a@x", "other", "o", "4"));

  CHECK(*db->entries("a@x", "roster")
        == map_entries{{"Z", ""}, {"b", "3"}, {"z", "1"}});
  CHECK(*db->entry("a@x", "roster", "b") == text{"3"});
  CHECK(*db->entry("a@x", "roster", "c") == text{});

  REQUIRE(db->remove_entry("a@x", "roster", "b"));
  REQUIRE(db->remove_entry("a@x", "roster", "never"));
  CHECK(*db->entries("a@x", "roster") == map_entries{{"Z", ""}, {"z", "1"}});

  REQUIRE(db->remove_map("a@x", "roster"));
  CHECK(db->entries("a@x", "roster")->empty());
  CHECK(*db->entries("a@x", "other") == map_entries{{"o", "4"}});
}

TEST_CASE("an owner is forgotten in every shape, and no one else") {
  any_store db;
  for (auto* owner : {"a@x", "a@xy", "a@"}) {
    REQUIRE(db->put_document(owner, "d", "1"));
    REQUIRE(db->put_entry(owner, "m", "k", "1"));
    db.fill(owner, "l", 2);
  }

  REQUIRE(db->remove_owner("a@x"));

  CHECK(*db->document("a@x", "d") == text{});
  CHECK(db->entries("a@x", "m")->empty());
  CHECK(*db->count("a@x", "l") == 0);
  for (auto* owner : {"a@xy", "a@"}) {
    CHECK(*db->document(owner, "d") == text{"1"});
    CHECK(db->entries(owner, "m")->size() == 1);
    CHECK(*db->count(owner, "l") == 2);
  }
}

TEST_CASE("a rollback undoes every kind of write") {
  any_store db;
  REQUIRE(db->put_document("a", "d", "old"));
  REQUIRE(db->put_entry("a", "m", "k", "old"));
  db.fill("a", "l", 4);

  REQUIRE(db->begin());
  REQUIRE(db->put_document("a", "d", "new"));
  REQUIRE(db->put_document("b", "d", "new"));
  REQUIRE(db->put_entry("a", "m", "k", "new"));
  REQUIRE(db->remove_map("a", "m"));
  REQUIRE(db->append("a", "l", {"5", 50, "a", ""}));
  REQUIRE(db->remove_logged("a", "l", "2"));
  REQUIRE(*db->expire("a", "l", 40, 1) == 1);
  CHECK(db.ids("a", "l", {}) == "3 4 5");
  REQUIRE(db->remove_owner("a"));
  CHECK(*db->document("a", "d") == text{});
  db->rollback();

  CHECK(*db->document("a", "d") == text{"old"});
  CHECK(*db->document("b", "d") == text{});
  CHECK(*db->entries("a", "m") == map_entries{{"k", "old"}});
  CHECK(db.ids("a", "l", {}) == "1 2 3 4");
}

TEST_CASE("a nested part is undone alone, whatever is nested in it") {
  any_store db;

  REQUIRE(db->begin());
  REQUIRE(db->put_document("a", "1", "kept"));
  REQUIRE(db->begin_nested());
  REQUIRE(db->put_document("a", "2", "kept"));
  REQUIRE(db->commit_nested());
  REQUIRE(db->begin_nested());
  REQUIRE(db->put_document("a", "1", "undone"));
  REQUIRE(db->begin_nested());
  REQUIRE(db->put_document("a", "3", "undone"));
  REQUIRE(db->commit_nested());
  REQUIRE(db->rollback_nested());
  REQUIRE(db->commit());

  CHECK(*db->document("a", "1") == text{"kept"});
  CHECK(*db->document("a", "2") == text{"kept"});
  CHECK(*db->document("a", "3") == text{});
}

TEST_CASE("transactions that do not fit are refused and change nothing") {
  any_store db;
  CHECK_FALSE(db->commit());
  CHECK_FALSE(db->begin_nested());
  CHECK_FALSE(db->commit_nested());
  CHECK_FALSE(db->rollback_nested());
  db->rollback();

  REQUIRE(db->begin());
  REQUIRE(db->put_document("a", "d", "1"));
  CHECK_FALSE(db->begin());
  CHECK_FALSE(db->rollback_nested());
  REQUIRE(db->commit());

  CHECK(*db->document("a", "d") == text{"1"});
  REQUIRE(db->begin());
  REQUIRE(db->begin_nested());
  REQUIRE(db->commit());
  CHECK_FALSE(db->rollback_nested());
}

} // namespace troupe::persistence
