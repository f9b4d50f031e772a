// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <catch2/catch.hpp>

#include "actors/user/ledger.hpp"

namespace ledger_test {

using namespace troupe;
using user::ledger;
using user::passed_messages;

namespace {

xml::jid jid(std::string_view text) {
  return *xml::jid::parse(text);
}

xml::stanza message(std::uint64_t trace, std::string_view to = "b@localhost",
                    std::string_view from = "a@localhost/x") {
  return xml::stanza{xml::stanza_kind::message, "chat"}
      .with_from(jid(from))
      .with_to(jid(to))
      .with_trace(trace);
}

} // namespace

TEST_CASE("a ledger tells what became of a message, in order") {
  ledger book;
  book.add({1, {}, "accepted", "", 0});
  book.add({2, {}, "accepted", "", 0});
  book.add({1, {}, "sent", "", 7});

  const auto found = book.of(1);
  REQUIRE(found.size() == 2);
  CHECK(found[0].what == "accepted");
  CHECK(found[1].what == "sent");
  CHECK(found[1].session == 7);
  CHECK(book.of(3).empty());
}

TEST_CASE("a ledger knows what a client has acknowledged") {
  ledger book;
  book.add({1, {}, user::given_to_stream, "", 7});
  book.add({2, {}, user::acknowledged_by, "", 7});
  book.add({0, {}, user::acknowledged_by, "", 7});

  CHECK_FALSE(book.was_acknowledged(1));
  CHECK(book.was_acknowledged(2));
  CHECK_FALSE(book.was_acknowledged(0)); // no trace
}

TEST_CASE("a full ledger forgets the oldest") {
  ledger book;
  for (std::uint64_t i = 1; i <= ledger::bound + 2; ++i)
    book.add({i, {}, "accepted", "", 0});
  book.add({5, {}, "sent", "", 0});

  CHECK(book.size() == ledger::bound);
  CHECK(book.of(3).empty());
  CHECK(book.of(4).size() == 1);
  const auto two = book.of(5);
  REQUIRE(two.size() == 2);
  CHECK(two[1].what == "sent");
}

TEST_CASE("a ledger tells outcomes apart that differ in one word only") {
  ledger book;
  book.add({1, {}, "dropped", "it came before", 0});
  book.add({1, {}, "dropped", "nobody is there", 0});
  book.add({1, {}, "sent", "nobody is there", 0});
  book.add({1, {}, "dropped", "it came before", 0});

  const auto found = book.of(1);
  REQUIRE(found.size() == 4);
  CHECK(found[1].what == "dropped");
  CHECK(found[1].reason == "nobody is there");
  CHECK(found[2].what == "sent");
  CHECK(found[3].reason == "it came before");
}

TEST_CASE("a message passes once") {
  passed_messages passed;

  CHECK_FALSE(passed.check_in(message(1)));
  CHECK(passed.check_in(message(1)));
  CHECK(passed.check_in(message(1, "b@localhost", "a@localhost/y")));
  CHECK_FALSE(passed.check_in(message(2)));
}

TEST_CASE("a message to several addresses passes once to each") {
  passed_messages passed;

  CHECK_FALSE(passed.check_in(message(1, "b@localhost/1", "room@muc/n")));
  CHECK_FALSE(passed.check_in(message(1, "b@localhost/2", "room@muc/n")));
  CHECK_FALSE(passed.check_in(message(1, "b@localhost/1", "other@muc/n")));
}

TEST_CASE("what passed long ago is forgotten") {
  passed_messages passed;
  for (std::uint64_t i = 1; i <= passed_messages::bound + 1; ++i)
    passed.check_in(message(i));

  CHECK(passed.size() == passed_messages::bound);
  CHECK(passed.check_in(message(2)));
  CHECK_FALSE(passed.check_in(message(1)));
}

namespace {

/// The rows of a journal, and what of them is stored.
struct journal {
  std::map<std::size_t, std::string> rows;
  std::uint64_t stored = 0;
  std::size_t written = 0; ///< rows, in all

  void write(const passed_messages& passed) {
    for (auto& [row, keys] : passed.rows_since(stored)) {
      rows[row] = keys;
      ++written;
    }
    stored = passed.passed();
  }

  passed_messages read() const {
    std::vector<std::string> all;
    for (const auto& [row, keys] : rows)
      all.push_back(keys);
    passed_messages passed;
    passed.restore(std::move(all));
    return passed;
  }
};

} // namespace

TEST_CASE("what passed is known again after a restart") {
  auto count = GENERATE(1u, 5u, 31u, 32u, 33u, 127u, 128u, 129u, 500u, 3000u);
  auto step = GENERATE(1u, 7u, 200u, 5000u);
  CAPTURE(count, step);
  passed_messages before;
  journal j;
  for (std::uint64_t i = 1; i <= count; ++i) {
    before.check_in(message(i));
    if (i % step == 0 || i == count)
      j.write(before);
  }

  auto after = j.read();

  CHECK(after.size() >= std::min<std::size_t>(count, 96));
  CHECK(after.size() <= 128);
  CHECK(after.passed() == count);
  auto oldest = count - after.size() + 1;
  if (oldest > 1)
    CHECK_FALSE(after.check_in(message(oldest - 1)));
  for (auto i = oldest; i <= count; ++i)
    CHECK(after.check_in(message(i)));
}

TEST_CASE("a journal of what passed goes on after a restart") {
  passed_messages passed;
  journal j;
  for (std::uint64_t i = 1; i <= 300; ++i) {
    passed.check_in(message(i));
    j.write(passed);
    passed = j.read();
  }

  for (std::uint64_t i = 205; i <= 300; ++i)
    CHECK(passed.check_in(message(i)));
}

TEST_CASE("of what passed only what is new is written") {
  passed_messages passed;
  journal j;
  for (std::uint64_t i = 1; i <= 320; ++i) {
    passed.check_in(message(i));
    j.write(passed);
  }
  CHECK(j.written == 320);

  j.write(passed);

  CHECK(j.written == 320);
}

TEST_CASE("rows that cannot be read restore nothing") {
  passed_messages passed;

  passed.restore({"", "short", std::string(15, 'x')});

  CHECK(passed.size() == 0);
}

TEST_CASE("who was given a message is known, also under a new id") {
  ledger book;
  book.add({1, {}, user::given_to_stream, "", 7});
  book.add({1, {}, "acknowledged", "", 8});

  CHECK(book.was_given(1, 7));
  CHECK_FALSE(book.was_given(1, 8));
  CHECK_FALSE(book.was_given(2, 7));
  book.rename(7, 9);
  CHECK(book.was_given(1, 9));
  CHECK_FALSE(book.was_given(1, 7));
}

} // namespace ledger_test
