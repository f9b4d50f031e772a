// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <thread>

#include "actors/base/actor.hpp"
#include "tests/base/test_messages.hpp"
#include "tests/support/actor_fixture.hpp"

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

std::vector<trace::hop> drained() {
  std::vector<trace::hop> all;
  trace::drain([&](const trace::hop& h) { all.push_back(h); });
  return all;
}

struct trace_fixture : support::actor_fixture {
  trace_fixture() {
    drained();
    below = own(system().spawn(leaf));
    above = own(system().spawn(branch, below));
    run();
  }
  ~trace_fixture() { trace::enabled = false; }

  leaf_actor below;
  leaf_actor above;
};

struct named_hops {
  explicit named_hops(std::vector<trace::hop> hops) : all(std::move(hops)) {}

  /// The hop that brought `actor` its message number `index`.
  const trace::hop& at(const std::string& actor, std::size_t index) const {
    for (const auto& h : all)
      if (actor == h.to_name && index-- == 0)
        return h;
    throw std::out_of_range("no such hop");
  }

  std::vector<trace::hop> all;
};

} // namespace

TEST_CASE_METHOD(trace_fixture, "the tap records nothing while it is off") {
  CHECK(ask<question_answered>(above, question{1}).number == 2);

  CHECK(drained().empty());
}

TEST_CASE_METHOD(trace_fixture, "the tap does not change what is said") {
  trace::enabled = true;

  CHECK(ask<question_answered>(above, question{1}).number == 2);
}

TEST_CASE_METHOD(trace_fixture, "sends and requests make one tree") {
  trace::enabled = true;
  ask<question_answered>(above, question{1});

  const named_hops hops{drained()};
  REQUIRE(hops.all.size() == 4);
  const auto& root = hops.at("branch", 0);
  const auto& noted = hops.at("leaf", 0);
  const auto& asked = hops.at("leaf", 1);
  const auto& answered = hops.at("branch", 1);
  for (const auto& h : hops.all) {
    CHECK(h.trace == root.trace);
    CHECK(h.waited >= 0);
    CHECK(h.handled >= 0);
  }
  CHECK(root.trace != 0);
  CHECK(root.parent == 0);
  CHECK(noted.parent == root.span);
  CHECK(asked.parent == root.span);
  CHECK(answered.parent == asked.span);
  CHECK(asked.from == above->id());
  CHECK(asked.to == below->id());
  CHECK(answered.from == below->id());
}

TEST_CASE_METHOD(trace_fixture, "each message from outside begins a trace") {
  trace::enabled = true;
  ask<question_answered>(below, question{1});
  ask<question_answered>(below, question{2});

  const auto hops = drained();
  REQUIRE(hops.size() == 2);
  CHECK(hops[0].trace != hops[1].trace);
  CHECK(hops[0].span != hops[1].span);
  CHECK(trace::current().trace == 0);
}

TEST_CASE_METHOD(trace_fixture, "what was sent before the tap is not seen") {
  caf::anon_send(below, note{});
  trace::enabled = true;
  run();

  CHECK(drained().empty());
}

TEST_CASE("a full ring drops what comes then, and counts it") {
  const auto before = trace::dropped();
  drained();

  std::thread{[] {
    for (std::uint64_t i = 0; i < 5'000; ++i) {
      trace::hop h;
      h.span = i;
      trace::record(h);
    }
  }}.join();

  const auto hops = drained();
  REQUIRE(hops.size() == 4'096);
  for (std::size_t i = 0; i < hops.size(); ++i)
    REQUIRE(hops[i].span == i);
  CHECK(trace::dropped() - before == 5'000 - 4'096);
}

TEST_CASE("hops may be drained while they are recorded") {
  drained();
  std::atomic<bool> done{false};
  std::thread writer{[&] {
    for (std::uint64_t i = 0; i < 20'000; ++i) {
      trace::hop h;
      h.to = 77;
      h.span = i;
      trace::record(h);
    }
    done = true;
  }};

  std::vector<std::uint64_t> seen;
  auto take = [&](const trace::hop& h) { seen.push_back(h.span); };
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
