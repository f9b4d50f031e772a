// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <vector>

#include <catch2/catch.hpp>

#include "actors/base/trace.hpp"
#include "actors/muc/room_journal.hpp"

namespace room_journal_test {

using namespace troupe;
using muc::room_journal;
namespace trace = troupe::base::trace;
using ids = std::vector<std::uint64_t>;

namespace {

class fake_port final : public room_journal::port {
public:
  void write(persistence::shared_transaction what) override {
    writes.push_back(std::move(what));
    traces.push_back(trace::here.trace);
  }
  void retry_later() override { ++retries; }

  std::vector<persistence::shared_transaction> writes;
  ids traces; ///< in which they were written; 0: in none
  int retries = 0;
};

persistence::operation entry(std::string key) {
  return persistence::put_entry{"room@x", "map", std::move(key), "blob"};
}

std::string key_of(const persistence::operation& op) {
  return std::get<persistence::put_entry>(op).key;
}

/// A journal, and what the tap is told of it.
struct followed_journal {
  void add(std::uint64_t id, std::string key) {
    const trace::scope within{trace::position{id, 1}};
    journal.add(entry(std::move(key)));
  }
  /// As the room is told: in the trace in which it has written.
  void end_write(bool well) {
    const trace::scope within{trace::position{port.traces.back(), 2}};
    journal.written(well);
  }
  /// How often something of that trace has waited, and does so no more.
  std::ptrdiff_t ended(std::uint64_t id) const {
    return std::ranges::count_if(told, [id](const trace::record& r) {
      return r.trace == id && r.what == trace::event::handled;
    });
  }

  std::vector<trace::record> told;
  trace::diversion to_here{
      [this](trace::record r) { told.push_back(std::move(r)); }};
  fake_port port;
  room_journal journal{port};
};

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

TEST_CASE_METHOD(followed_journal, "what is written is of the trace that it"
                                   " comes from") {
  add(1, "a");
  add(1, "b"); // of the same message
  journal.flush();
  add(2, "c");
  add(3, "d");
  CHECK(port.traces == ids{1});
  CHECK(ended(1) == 1);

  end_write(true);

  CHECK(port.traces == ids{1, 2}); // the first of the two
  CHECK(ended(2) == 1);
  CHECK(ended(3) == 0);
  end_write(true);
  CHECK(ended(3) == 1);
}

TEST_CASE_METHOD(followed_journal,
                 "what comes of no trace is written in none") {
  add(1, "a");
  journal.flush();
  add(0, "b");

  end_write(true);

  CHECK(port.traces == ids{1, 0});
}

TEST_CASE_METHOD(followed_journal,
                 "what is written again is of the same trace") {
  add(1, "a");
  journal.flush();
  end_write(false);
  journal.retry();

  CHECK(port.traces == ids{1, 1});
  CHECK(ended(1) == 1);
}

TEST_CASE_METHOD(followed_journal, "who asks is told in his own trace") {
  ids told_in;
  auto ask = [&](std::uint64_t id) {
    const trace::scope within{trace::position{id, 1}};
    journal.when_stored([&](bool) { told_in.push_back(trace::here.trace); });
  };
  add(1, "a");
  journal.flush();
  ask(2);
  ask(0);

  end_write(true);

  CHECK(told_in == ids{2, 0});
}

} // namespace room_journal_test
