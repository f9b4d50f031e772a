// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/muc/room_journal.hpp"

namespace room_journal_test {

using namespace troupe;
using muc::room_journal;

namespace {

class fake_port final : public room_journal::port {
public:
  void write(persistence::shared_transaction what) override {
    writes.push_back(std::move(what));
  }
  void retry_later() override { ++retries; }

  std::vector<persistence::shared_transaction> writes;
  int retries = 0;
};

persistence::operation entry(std::string key) {
  return persistence::put_entry{"room@x", "map", std::move(key), "blob"};
}

std::string key_of(const persistence::operation& op) {
  return std::get<persistence::put_entry>(op).key;
}

} // namespace

TEST_CASE("a room's writes go one transaction at a time, in order") {
  fake_port port;
  room_journal journal{port};

  journal.add(entry("a"));
  journal.flush();
  REQUIRE(port.writes.size() == 1);
  journal.add(entry("b"));
  journal.add(entry("c"));
  journal.flush();
  CHECK(port.writes.size() == 1);
  CHECK(journal.size() == 2);

  journal.written(true);
  REQUIRE(port.writes.size() == 2);
  REQUIRE(port.writes[1]->size() == 2);
  CHECK(key_of(port.writes[1]->front()) == "b");
  journal.written(true);
  CHECK(journal.is_empty());
}

TEST_CASE("what the store refused is written again before all else") {
  fake_port port;
  room_journal journal{port};
  std::optional<bool> durable;

  journal.add(entry("a"));
  journal.when_stored([&](bool x) { durable = x; });
  journal.add(entry("b"));
  journal.written(false);
  CHECK(durable == false);
  CHECK(port.retries == 1);
  CHECK(port.writes.size() == 1);

  SECTION("who asks meanwhile is told at once") {
    durable.reset();
    journal.when_stored([&](bool x) { durable = x; });
    CHECK(durable == false);
  }
  SECTION("and then all the rest") {
    journal.retry();
    REQUIRE(port.writes.size() == 2);
    CHECK(port.writes[1] == port.writes[0]);
    journal.written(true);
    REQUIRE(port.writes.size() == 3);
    CHECK(key_of(port.writes[2]->front()) == "b");
  }
}

TEST_CASE("stored is what was added before one asked") {
  fake_port port;
  room_journal journal{port};
  std::optional<bool> durable;
  auto ask = [&] { journal.when_stored([&](bool x) { durable = x; }); };

  ask();
  CHECK(durable == true); // there is nothing
  durable.reset();

  journal.add(entry("a"));
  journal.flush();
  journal.add(entry("b"));
  ask();
  journal.written(true);
  CHECK_FALSE(durable); // b is on its way only now
  journal.written(true);
  CHECK(durable == true);
}

TEST_CASE("a journal that the store does not take from is full at its bound") {
  fake_port port;
  room_journal journal{port};
  for (std::size_t i = 0; i < room_journal::bound; ++i) {
    CHECK_FALSE(journal.is_full());
    journal.add(entry("x"));
  }
  CHECK(journal.is_full());

  room_journal large{port};
  large.add(persistence::put_entry{
      "room@x", "map", "key", std::string(room_journal::bytes_bound, 'x')});
  CHECK(large.is_full());
}

} // namespace room_journal_test
