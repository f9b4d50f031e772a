// SPDX-License-Identifier: Apache-2.0
// What every driver promises about logs.
#include "conformance.hpp"

namespace troupe::persistence {

TEST_CASE("a log keeps entries whole and in the order of appending") {
  any_store db;
  const log_entry first{"zz", 20, "b@y", "<message/>"};
  const log_entry second{"aa", 10, "", ""};

  REQUIRE(db->append("a@x", "archive", first));
  REQUIRE(db->append("a@x", "archive", second));

  CHECK(db->page("a@x", "archive", {})->entries
        == std::vector<log_entry>{first, second});
  CHECK(*db->count("a@x", "archive") == 2);
  CHECK(*db->count("a@x", "offline") == 0);
}

TEST_CASE("an id is in a log once") {
  any_store db;
  REQUIRE(db->append("a", "l", {"1", 10, "a", "first"}));

  auto again = db->append("a", "l", {"1", 20, "b", "second"});

  REQUIRE_FALSE(again);
  CHECK(again.error().code == store_errc::duplicate);
  CHECK(db->page("a", "l", {})->entries.at(0).blob == "first");
  CHECK(db->append("a", "m", {"1", 10, "", ""}));
  CHECK(db->append("b", "l", {"1", 10, "", ""}));
  REQUIRE(db->remove_logged("a", "l", "1"));
  CHECK(db->append("a", "l", {"1", 30, "", ""}));
}

TEST_CASE("a page is the asked part of a log and knows whether more follow") {
  any_store db;
  db.fill("a", "l", 9);
  db.fill("a", "other", 3);
  struct row {
    log_query query;
    std::string expected;
  };
  const std::vector<row> rows{
      {{}, "1 2 3 4 5 6 7 8 9"},
      {{.limit = 9}, "1 2 3 4 5 6 7 8 9"},
      {{.limit = 8}, "1 2 3 4 5 6 7 8…"},
      {{.limit = 8, .newest = true}, "2 3 4 5 6 7 8 9…"},
      {{.limit = 9, .newest = true}, "1 2 3 4 5 6 7 8 9"},
      {{.limit = SIZE_MAX, .newest = true}, "1 2 3 4 5 6 7 8 9"},
      {{.limit = 0}, "…"},
      {{.limit = 0, .newest = true}, "…"},
      {{.start = 30, .end = 50}, "3 4 5"},
      {{.start = 31, .end = 49}, "4"},
      {{.start = 41, .end = 49}, ""},
      {{.start = 91}, ""},
      {{.end = 9}, ""},
      {{.end = 9, .limit = 0}, ""},
      {{.start = 50, .end = 30}, ""},
      {{.start = 70}, "7 8 9"},
      {{.end = 20}, "1 2"},
      {{.end = 50, .limit = 2}, "1 2…"},
      {{.end = 50, .limit = 2, .newest = true}, "4 5…"},
      {{.start = INT64_MIN, .end = INT64_MAX, .limit = 1}, "1…"},
      {{.start = INT64_MAX}, ""},
      {{.end = INT64_MIN}, ""},
      {{.peer = "b"}, "2 4 6 8"},
      {{.peer = "b", .limit = 4}, "2 4 6 8"},
      {{.peer = "b", .limit = 3}, "2 4 6…"},
      {{.peer = "b", .limit = 3, .newest = true}, "4 6 8…"},
      {{.peer = "c"}, ""},
      {{.peer = ""}, ""},
      {{.peer = "a", .after = "3", .before = "9"}, "5 7"},
      {{.start = 40, .peer = "a", .limit = 2}, "5 7…"},
      {{.after = "3", .limit = 2}, "4 5…"},
      {{.after = "7", .limit = 2}, "8 9"},
      {{.after = "9"}, ""},
      {{.before = "4", .limit = 2, .newest = true}, "2 3…"},
      {{.before = "3", .limit = 2, .newest = true}, "1 2"},
      {{.before = "1"}, ""},
      {{.after = "2", .before = "6"}, "3 4 5"},
      {{.after = "2", .before = "6", .limit = 2, .newest = true}, "4 5…"},
      {{.after = "6", .before = "2"}, ""},
      {{.after = "4", .before = "4"}, ""},
      {{.end = 50, .after = "3"}, "4 5"},
      {{.start = 50, .before = "7"}, "5 6"},
      {{.after = "none"}, "unknown"},
      {{.before = "none"}, "unknown"},
      {{.after = "1", .before = "none"}, "unknown"},
  };
  int line = 0;
  for (const auto& [query, expected] : rows) {
    INFO("row " << line++);
    CHECK(db.ids("a", "l", query) == expected);
  }
}

TEST_CASE("a clock set back hides no entry from a page by time") {
  any_store db;
  int id = 1;
  for (auto time : {10, 20, 90, 30, 40, 25, 50, 100})
    REQUIRE(db->append("a", "l", {std::to_string(id++), time, "p", ""}));

  CHECK(db.ids("a", "l", {.start = 30}) == "3 4 5 7 8");
  CHECK(db.ids("a", "l", {.end = 30}) == "1 2 4 6");
  CHECK(db.ids("a", "l", {.start = 25, .end = 40}) == "4 5 6");
  CHECK(db.ids("a", "l", {.end = 40, .limit = 2, .newest = true}) == "5 6…");
  CHECK(db.ids("a", "l", {.start = 26, .limit = 2}) == "3 4…");
  CHECK(db.ids("a", "l", {.start = 90, .peer = "p"}) == "3 8");
  CHECK(*db->expire("a", "l", 41, 3) == 3);
  CHECK(db.ids("a", "l", {}) == "3 5 6 7 8");
  CHECK(*db->expire("a", "l", 41, 3) == 2);
  CHECK(db.ids("a", "l", {}) == "3 7 8");
}

TEST_CASE("entries leave a log one by one, by age, or all together") {
  any_store db;
  db.fill("a", "l", 6);
  db.fill("a", "other", 2);

  REQUIRE(db->remove_logged("a", "l", "3"));
  REQUIRE(db->remove_logged("a", "l", "never"));
  CHECK(db.ids("a", "l", {}) == "1 2 4 5 6");
  CHECK(db.ids("a", "l", {.after = "3"}) == "unknown");

  CHECK(*db->expire("a", "l", 50, 2) == 2);
  CHECK(db.ids("a", "l", {}) == "4 5 6");
  CHECK(*db->expire("a", "l", 50, 0) == 0);
  CHECK(*db->expire("a", "l", 50, SIZE_MAX) == 1);
  CHECK(*db->expire("a", "l", INT64_MIN, 9) == 0);
  CHECK(db.ids("a", "l", {}) == "5 6");

  REQUIRE(db->remove_logged("a", "l", "6"));
  REQUIRE(db->append("a", "l", {"7", 5, "a", ""}));
  CHECK(db.ids("a", "l", {}) == "5 7");
  CHECK(*db->count("a", "l") == 2);

  REQUIRE(db->remove_log("a", "l"));
  CHECK(*db->count("a", "l") == 0);
  CHECK(db.ids("a", "other", {}) == "1 2");
}

TEST_CASE("entries are found by their words, each log by its own") {
  any_store db;
  const char* texts[] = {"the cat sat", "the dog sat", "", "a cat", "cats"};
  int id = 1;
  for (auto* text : texts) {
    REQUIRE(db->append("a", "l",
                       {std::to_string(id), id, id % 2 ? "p" : "q", "", text}));
    ++id;
  }
  REQUIRE(db->append("b", "l", {"1", 1, "p", "", "cat"}));
  REQUIRE(db->append("a", "m", {"1", 1, "p", "", "cat"}));
  struct row {
    log_query query;
    std::string expected;
  };
  const std::vector<row> rows{
      {{.words = "cat"}, "1 4"},
      {{.words = "sat the"}, "1 2"},
      {{.words = "sat dog"}, "2"},
      {{.words = "ca"}, ""},
      {{.words = "bird"}, ""},
      {{.limit = 1, .words = "cat"}, "1…"},
      {{.limit = 1, .newest = true, .words = "cat"}, "4…"},
      {{.limit = 2, .newest = true, .words = "cat"}, "1 4"},
      {{.peer = "q", .words = "cat"}, "4"},
      {{.start = 2, .words = "sat"}, "2"},
      {{.end = 1, .words = "sat"}, "1"},
      {{.after = "1", .words = "cat"}, "4"},
      {{.before = "4", .words = "cat"}, "1"},
      {{.after = "none", .words = "cat"}, "unknown"},
  };
  int line = 0;
  for (const auto& [query, expected] : rows) {
    INFO("row " << line++);
    CHECK(db.ids("a", "l", query) == expected);
  }
  CHECK(db.ids("c", "l", {.words = "cat"}).empty());
  CHECK(db->page("a", "l", {.words = "dog"})->entries.at(0)
        == log_entry{"2", 2, "q", "", ""});
}

TEST_CASE("an entry that has left a log is found no more") {
  any_store db;
  for (int i = 1; i <= 6; ++i)
    REQUIRE(db->append("a", "l", {std::to_string(i), i, "", "", "word"}));
  REQUIRE(db->append("b", "l", {"1", 1, "", "", "word"}));
  CHECK(db.ids("a", "l", {.words = "word"}) == "1 2 3 4 5 6");

  REQUIRE(db->remove_logged("a", "l", "3"));
  CHECK(*db->expire("a", "l", 3, 9) == 2);
  CHECK(db.ids("a", "l", {.words = "word"}) == "4 5 6");

  REQUIRE(db->begin());
  REQUIRE(db->remove_log("a", "l"));
  REQUIRE(db->append("a", "l", {"7", 7, "", "", "other"}));
  CHECK(db.ids("a", "l", {.words = "word"}).empty());
  db->rollback();
  CHECK(db.ids("a", "l", {.words = "word"}) == "4 5 6");
  CHECK(db.ids("a", "l", {.words = "other"}).empty());

  REQUIRE(db->remove_owner("a"));
  REQUIRE(db->append("a", "l", {"1", 1, "", "", "new"}));
  CHECK(db.ids("a", "l", {.words = "word"}).empty());
  CHECK(db.ids("a", "l", {.words = "new"}) == "1");
  CHECK(db.ids("b", "l", {.words = "word"}) == "1");
}

TEST_CASE("entries are read by their ids, in the order of the log") {
  any_store db;
  db.fill("a", "l", 6);
  struct row {
    log_query query;
    std::string expected;
  };
  const std::vector<row> rows{
      {{.ids = {"5", "2"}}, "2 5"},
      {{.ids = {"2", "2"}}, "2"},
      {{.ids = {"2", "none"}}, "unknown"},
      {{.limit = 1, .ids = {"5", "2"}}, "2…"},
      {{.limit = 1, .newest = true, .ids = {"5", "2"}}, "5…"},
      {{.after = "2", .ids = {"5", "2"}}, "5"},
      {{.peer = "a", .ids = {"5", "2"}}, "5"},
      {{.end = 20, .ids = {"5", "2"}}, "2"},
      {{.after = "1", .page_after = "3"}, "4 5 6"},
      {{.after = "3", .page_after = "1"}, "4 5 6"},
      {{.before = "3", .page_before = "5"}, "1 2"},
      {{.after = "1", .limit = 9, .newest = true, .page_before = "5"}, "2 3 4"},
      {{.page_after = "none"}, "unknown"},
      {{.page_before = "none"}, "unknown"},
  };
  int line = 0;
  for (const auto& [query, expected] : rows) {
    INFO("row " << line++);
    CHECK(db.ids("a", "l", query) == expected);
  }
}

} // namespace troupe::persistence
