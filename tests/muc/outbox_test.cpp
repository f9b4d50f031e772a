// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <catch2/catch.hpp>

#include "actors/base/trace.hpp"
#include "actors/muc/outbox.hpp"
#include "tests/support/fake_context.hpp"

namespace outbox_test {

using namespace troupe;
using strings = std::vector<std::string>;

namespace {

struct fake_port final : muc::outbox::port {
  void deliver(xml::stanza x) override {
    got[x.to().str()].emplace_back(x.id());
    ++delivered;
  }
  std::size_t held_back() const override { return held; }
  void go_on_later() override { ++turns; }

  std::map<std::string, strings> got; ///< ids by who got them
  std::size_t delivered = 0;
  std::size_t held = 0;
  std::size_t turns = 0; ///< that were asked for and not given
};

struct fixture {
  fake_port port;
  muc::outbox box{port};

  static xml::stanza message(std::string_view id,
                             std::string_view to = "a@example.org") {
    return xml::stanza{xml::stanza_kind::message, "groupchat", std::string{id}}
        .with_to(support::jid(to));
  }
  static muc::audience people(std::size_t count) {
    auto all = std::make_shared<std::vector<xml::jid>>();
    for (std::size_t i = 0; i < count; ++i)
      all->push_back(support::jid("u" + std::to_string(i) + "@example.org"));
    return all;
  }
  /// Gives each turn that is asked for; how many there were.
  std::size_t run() {
    std::size_t given = 0;
    for (; port.turns > 0; ++given) {
      --port.turns;
      box.go_on();
    }
    return given;
  }
};

} // namespace

TEST_CASE_METHOD(fixture, "a few get what is sent at once") {
  box.send_all(people(10), message("1"));
  box.send(message("2"));

  CHECK(port.delivered == 11);
  CHECK(port.turns == 0);
  CHECK(box.is_empty());
}

TEST_CASE_METHOD(fixture, "many get it in slices, and what follows behind it") {
  const auto many = people(300);
  box.send_all(many, message("1"));
  box.send(message("2", "u299@example.org"));
  CHECK(port.delivered == 0);
  CHECK(port.turns == 1);

  --port.turns;
  box.go_on();
  CHECK(port.delivered == muc::outbox::at_once);
  CHECK(port.turns == 1);

  run();
  CHECK(box.is_empty());
  CHECK(port.delivered == 301);
  CHECK(port.got["u0@example.org"] == strings{"1"});
  CHECK(port.got["u299@example.org"] == strings{"1", "2"});
}

TEST_CASE_METHOD(fixture, "what the same many are to get goes together") {
  const auto many = people(300);
  strings all;
  for (std::size_t i = 0; i < 2 * muc::outbox::most_together; ++i) {
    all.push_back(std::to_string(i));
    box.send_all(many, message(all.back()));
  }
  CHECK(box.size() == 2);

  --port.turns;
  box.go_on();
  // All of it to some, not some of it to all.
  CHECK(port.got["u0@example.org"].size() == muc::outbox::most_together);
  CHECK(port.delivered == muc::outbox::at_once);

  box.send_all(many, message("last")); // what has begun is left alone
  all.emplace_back("last");
  CHECK(box.size() == 3);

  run();
  for (const auto& each : *many)
    REQUIRE(port.got[each.str()] == all);
}

TEST_CASE_METHOD(fixture, "others do not get it along with them") {
  const auto before = people(300);
  const auto after = people(301);
  box.send_all(before, message("1"));
  box.send_all(after, message("2"));
  CHECK(box.size() == 2);

  run();

  CHECK(port.got["u0@example.org"] == strings{"1", "2"});
  CHECK(port.got["u300@example.org"] == strings{"2"});
}

TEST_CASE_METHOD(fixture, "a step sends in its place, and again until it is"
                          " done") {
  int left = 3;
  box.in_slices([&] {
    box.send(message("step"));
    return --left > 0;
  });
  CHECK(port.delivered == 1); // the first at once
  bool called = false;
  box.send(message("behind"));
  box.behind_all([&] { called = true; });
  CHECK_FALSE(called);

  CHECK(run() == 3);

  CHECK(called);
  CHECK(port.got["a@example.org"] == strings{"step", "step", "step", "behind"});
}

TEST_CASE_METHOD(fixture, "what has waited is said in its own trace") {
  namespace trace = troupe::base::trace;
  const trace::diversion away{[](const trace::record&) {}};
  std::vector<std::uint64_t> said_in;
  auto note_trace = [&] {
    said_in.push_back(trace::here.trace);
    return false;
  };
  {
    const trace::scope within{trace::position{1, 1}};
    box.send_all(people(300), message("1"));
  }
  {
    const trace::scope within{trace::position{2, 1}};
    box.in_slices([&] { return note_trace() || said_in.size() < 2; });
  }
  box.in_slices([&] { return note_trace(); });
  REQUIRE(said_in.empty());

  {
    const trace::scope within{trace::position{1, 2}}; // that asked for a turn
    run();
  }

  CHECK(said_in == std::vector<std::uint64_t>{2, 2, 0});
}

TEST_CASE_METHOD(fixture, "nothing goes while too much is held back") {
  box.send_all(people(300), message("1"));
  port.held = muc::outbox::most_held_back + 1;
  run();
  CHECK(port.delivered == 0);

  port.held = muc::outbox::most_held_back;
  box.look_again();
  CHECK(port.turns == 0);

  port.held = muc::outbox::most_held_back / 2;
  box.look_again();
  box.look_again();
  CHECK(port.turns == 1);
  run();
  CHECK(port.delivered == 300);
}

TEST_CASE_METHOD(fixture, "with so many entries it says that it is full") {
  box.send_all(people(300), message("1"));
  for (std::size_t i = 1; i < muc::outbox::bound; ++i) {
    CHECK_FALSE(box.is_full());
    box.send(message("x"));
  }
  CHECK(box.is_full());
  run();
  CHECK_FALSE(box.is_full());
}

} // namespace outbox_test
