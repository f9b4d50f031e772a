// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <thread>

#include "actors/base/actor.hpp"
#include "tests/base/test_messages.hpp"
#include "tests/support/actor_fixture.hpp"

namespace trace_test {

using namespace troupe;
using namespace troupe::base::test;
namespace trace = troupe::base::trace;

namespace {

struct leaf_state {
  static inline const char* name = "leaf";
  using self_pointer = base::self_pointer<leaf_actor, leaf_state>;
  explicit leaf_state(self_pointer) {}

  question_answered on_question(const question& q) { return {q.number + 1}; }
  void on_note(const note&) {}
};

leaf_actor::behavior_type leaf(leaf_state::self_pointer self) {
  return {base::bound(self->state, &leaf_state::on_question),
          base::bound(self->state, &leaf_state::on_note)};
}

/// Sends its leaf a note, then asks it.
struct branch_state {
  static inline const char* name = "branch";
  using self_pointer = base::self_pointer<leaf_actor, branch_state>;
  explicit branch_state(self_pointer self) : self(self) {}

  caf::result<question_answered> on_question(const question& q) {
    self->send(below, note{});
    auto promise = self->make_response_promise<question_answered>();
    self->request(below, caf::infinite, q)
        .then([promise](const question_answered& a) mutable {
          promise.deliver(a);
        });
    return promise;
  }
  void on_note(const note&) {}

  self_pointer self;
  leaf_actor below;
};

leaf_actor::behavior_type branch(branch_state::self_pointer self,
                                 leaf_actor below) {
  self->state.below = std::move(below);
  return {base::bound(self->state, &branch_state::on_question),
          base::bound(self->state, &branch_state::on_note)};
}

using records = std::vector<trace::record>;

records drained() {
  records all;
  trace::drain([&](trace::record r) { all.push_back(std::move(r)); });
  return all;
}

records of_kind(const records& all, trace::event what) {
  records some;
  std::ranges::copy_if(all, std::back_inserter(some),
                       [what](const auto& r) { return r.what == what; });
  return some;
}

/// The record of the message number `index` that `actor` has handled.
const trace::record& handled(const records& all, const std::string& actor,
                             std::size_t index) {
  for (const auto& r : all)
    if (r.what == trace::event::handled && actor == r.kind && index-- == 0)
      return r;
  throw std::out_of_range("no such record");
}

struct trace_fixture : support::actor_fixture {
  trace_fixture() {
    drained();
    below = own(system().spawn(leaf));
    above = own(system().spawn(branch, below));
    run();
  }
  ~trace_fixture() {
    trace::census = 0;
    drained();
  }

  leaf_actor below;
  leaf_actor above;
};

} // namespace

TEST_CASE("what a thread records can go to one receiver and to nobody else") {
  drained();
  records received;
  {
    const trace::diversion apart{
        [&](trace::record r) { received.push_back(std::move(r)); }};
    CHECK(trace::is_diverted());
    trace::keep({});
    std::jthread{[] { trace::keep({}); }};
  }
  trace::keep({});

  CHECK_FALSE(trace::is_diverted());
  CHECK(received.size() == 1);
  CHECK(drained().size() == 2);
}

TEST_CASE_METHOD(trace_fixture, "what is not followed leaves nothing behind") {
  CHECK(ask<question_answered>(above, question{1}).number == 2);

  CHECK(drained().empty());
}

TEST_CASE_METHOD(trace_fixture, "following does not change what is said") {
  const trace::scope within{trace::position{7, 0}};

  CHECK(ask<question_answered>(above, question{1}).number == 2);
}

TEST_CASE_METHOD(trace_fixture, "what follows from a message makes one tree") {
  {
    const trace::scope within{trace::position{7, 0}};
    self()->send(above, question{1});
  }
  run();

  const auto all = drained();
  REQUIRE(of_kind(all, trace::event::handled).size() == 4);
  const auto& root = handled(all, "branch", 0);
  const auto& noted = handled(all, "leaf", 0);
  const auto& asked = handled(all, "leaf", 1);
  const auto& answered = handled(all, "branch", 1);
  for (const auto& r : all) {
    CHECK(r.trace == 7);
    CHECK(r.waited >= 0);
    CHECK(r.took >= 0);
  }
  CHECK(root.parent == 0);
  CHECK(noted.parent == root.span);
  CHECK(asked.parent == root.span);
  CHECK(answered.parent == asked.span);
  CHECK(asked.from == above->id());
  CHECK(asked.to == below->id());
  CHECK(answered.from == below->id());
}

TEST_CASE_METHOD(trace_fixture, "each message is told of when it is sent") {
  {
    const trace::scope within{trace::position{7, 0}};
    caf::anon_send(below, note{});
  }
  const auto sent = drained();
  run();
  const auto taken = drained();

  REQUIRE(sent.size() == 1);
  CHECK(sent[0].what == trace::event::sent);
  REQUIRE(taken.size() == 1);
  CHECK(taken[0].what == trace::event::handled);
  CHECK(taken[0].span == sent[0].span);
}

TEST_CASE_METHOD(trace_fixture, "a message to one that has ended is lost") {
  {
    const trace::scope within{trace::position{7, 0}};
    caf::anon_send_exit(below, caf::exit_reason::kill);
    caf::anon_send(below, note{});
  }
  run();

  CHECK_FALSE(of_kind(drained(), trace::event::lost).empty());
}

TEST_CASE_METHOD(trace_fixture, "what nobody follows is nobody's effect") {
  { const trace::scope within{trace::position{7, 0}}; }
  ask<question_answered>(below, question{1});

  CHECK(drained().empty());
  CHECK_FALSE(trace::here);
}

TEST_CASE_METHOD(trace_fixture,
                 "a census counts each message, and follows none") {
  trace::census = 1;
  ask<question_answered>(above, question{1});

  const auto all = drained();
  CHECK(all.size() == 8);
  const auto sent = of_kind(all, trace::event::sent);
  const auto counted = of_kind(all, trace::event::counted);
  REQUIRE(counted.size() == 4);
  for (const auto& r : all)
    CHECK(r.trace == 0);
  for (const auto& r : counted)
    CHECK(std::ranges::count(sent, r.span, &trace::record::span) == 1);
}

TEST_CASE_METHOD(trace_fixture, "a census is told of what is lost") {
  trace::census = 1;
  caf::anon_send_exit(below, caf::exit_reason::kill);
  caf::anon_send(below, note{});
  run();

  const auto lost = of_kind(drained(), trace::event::lost);
  REQUIRE_FALSE(lost.empty());
  CHECK(lost[0].trace == 0);
}

TEST_CASE_METHOD(trace_fixture, "what a message carries is told where it is "
                                "followed, and not asked for else") {
  static std::size_t asked = 0;
  base::use_message_sizes([](const caf::type_erased_tuple&) {
    ++asked;
    return std::size_t{42};
  });
  trace::census = 1;
  caf::anon_send(below, note{});
  CHECK(asked == 0);
  {
    const trace::scope within{trace::position{7, 0}};
    caf::anon_send(below, note{});
  }
  run();
  base::use_message_sizes(nullptr);

  CHECK(asked == 1);
  const auto followed = of_kind(drained(), trace::event::handled);
  REQUIRE(followed.size() == 1);
  CHECK(followed[0].bytes == 42);
}

TEST_CASE_METHOD(trace_fixture, "a census may count each which message") {
  trace::census = 4;
  for (int i = 0; i < 100; ++i)
    ask<question_answered>(below, question{1});

  CHECK(of_kind(drained(), trace::event::counted).size() == 25);
}

TEST_CASE("what is kept for later belongs to its trace") {
  drained();
  std::function<void()> later;
  trace::position seen;
  {
    const trace::scope within{trace::position{7, 3}};
    later = trace::kept("timer", [&seen] { seen = trace::here; });
  }
  REQUIRE_FALSE(trace::here);
  later();

  CHECK(seen.trace == 7);
  CHECK_FALSE(trace::here);
  const auto all = drained();
  REQUIRE(all.size() == 2);
  CHECK(all[0].what == trace::event::sent);
  CHECK(all[0].parent == 3);
  CHECK(all[1].what == trace::event::handled);
  CHECK(all[1].decision == "timer");
}

TEST_CASE("what is kept and never done is lost") {
  drained();
  {
    const trace::scope within{trace::position{7, 3}};
    const auto never = trace::kept("timer", [] {});
  }

  const auto all = drained();
  REQUIRE(all.size() == 2);
  CHECK(all[1].what == trace::event::lost);
}

TEST_CASE("a full ring drops what comes then, and counts it") {
  const auto before = trace::dropped();
  drained();

  constexpr auto more = trace::ring_capacity + 904;
  std::thread{[] {
    for (std::uint64_t i = 0; i < more; ++i) {
      trace::record r;
      r.span = i;
      trace::keep(std::move(r));
    }
  }}.join();

  const auto all = drained();
  REQUIRE(all.size() == trace::ring_capacity);
  for (std::size_t i = 0; i < all.size(); ++i)
    REQUIRE(all[i].span == i);
  CHECK(trace::dropped() - before == 904);
}

TEST_CASE("records may be drained while they are made") {
  drained();
  std::atomic<bool> done{false};
  std::thread writer{[&] {
    for (std::uint64_t i = 0; i < 20'000; ++i) {
      trace::record r;
      r.span = i;
      trace::keep(std::move(r));
    }
    done = true;
  }};

  std::vector<std::uint64_t> seen;
  auto take = [&](const trace::record& r) { seen.push_back(r.span); };
  while (!done)
    trace::drain(take);
  writer.join();
  trace::drain(take);

  REQUIRE_FALSE(seen.empty());
  for (std::size_t i = 1; i < seen.size(); ++i)
    REQUIRE(seen[i] > seen[i - 1]);
}

TEST_CASE("ids are unique over all threads") {
  std::vector<std::uint64_t> ids[2];
  std::thread other{[&] {
    for (int i = 0; i < 10'000; ++i)
      ids[1].push_back(trace::next_id());
  }};
  for (int i = 0; i < 10'000; ++i)
    ids[0].push_back(trace::next_id());
  other.join();

  ids[0].insert(ids[0].end(), ids[1].begin(), ids[1].end());
  std::sort(ids[0].begin(), ids[0].end());
  CHECK(trace::is_new(ids[0].front()));
  CHECK(trace::is_new(ids[0].back()));
  CHECK(std::adjacent_find(ids[0].begin(), ids[0].end()) == ids[0].end());
}

} // namespace trace_test
