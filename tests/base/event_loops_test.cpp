// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <future>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>
#include <caf/send.hpp>
#include <catch2/catch.hpp>

#include "actors/base/actor.hpp"
#include "actors/base/pinned.hpp"
#include "tests/base/loops_fixture.hpp"
#include "tests/base/test_messages.hpp"

namespace event_loops_test {

using namespace troupe::base;
using namespace troupe::base::test;

namespace {

using carriers = std::vector<carrier_actor>;

/// Sends each of the others so many parcels, ten at a time, and checks what
/// comes from them.
class carrier final : public pinned<traced<carrier_actor::base>> {
public:
  using super = pinned<traced<carrier_actor::base>>;

  carrier(caf::actor_config& config, caf::execution_unit* loop,
          std::size_t number, std::uint64_t count,
          std::shared_ptr<carriers> all)
      : super(config, loop), number_(number), left_(count), all_(all) {}

  behavior_type make_behavior() override {
    return {[this](begin) { on_go_on(); }, [this](go_on) { on_go_on(); },
            [this](parcel p) { on_parcel(p); },
            [this](expect_parcels e) { return on_expect(e); }};
  }

  void on_exit() override { all_.reset(); }

private:
  void on_go_on() {
    for (int i = 0; i < 10 && left_ > 0; ++i, --left_, ++sent_)
      for (std::size_t to = 0; to < all_->size(); ++to)
        if (to != number_)
          send((*all_)[to], parcel{number_, sent_});
    if (left_ > 0)
      send(this, go_on{});
  }

  void on_parcel(const parcel& p) {
    next_.resize(all_->size());
    if (p.number != next_[p.from]++)
      ++seen_.out_of_order;
    if (loop() != nullptr && loop() != event_loop::current())
      ++seen_.on_wrong_loop;
    ++received_;
    tell();
  }

  caf::result<parcels_came> on_expect(const expect_parcels& e) {
    expected_ = e.count;
    promise_ = make_response_promise<parcels_came>();
    auto promise = promise_;
    tell();
    return promise;
  }

  void tell() {
    if (expected_ == 0 || received_ < expected_)
      return;
    expected_ = 0;
    promise_.deliver(seen_);
  }

  std::size_t number_;
  std::uint64_t left_;
  std::uint64_t sent_ = 0;
  std::shared_ptr<carriers> all_;
  std::vector<std::uint64_t> next_;
  std::uint64_t received_ = 0;
  std::uint64_t expected_ = 0;
  parcels_came seen_;
  caf::typed_response_promise<parcels_came> promise_;
};

/// Four carriers on two loops, and one that floats.
std::shared_ptr<carriers> make_carriers(loops_fixture& on,
                                        std::uint64_t count) {
  auto all = std::make_shared<carriers>();
  for (std::size_t i = 0; i < 5; ++i)
    all->push_back(on.system().spawn<carrier>(i < 4 ? on.loop(i) : nullptr, i,
                                              count, all));
  return all;
}

void stop(const carriers& all) {
  for (const auto& c : all)
    caf::anon_send_exit(c, caf::exit_reason::user_shutdown);
}

struct sleeper_state {
  static inline const char* name = "sleeper";
  using self_pointer = troupe::base::self_pointer<leaf_actor, sleeper_state>;
  explicit sleeper_state(self_pointer self) : self(self) {}

  caf::result<question_answered> on_question(const question& q) {
    answer = self->make_response_promise<question_answered>();
    self->delayed_send(self, std::chrono::milliseconds{q.number}, note{});
    return answer;
  }
  void on_note(const note&) { answer.deliver(question_answered{1}); }

  self_pointer self;
  caf::typed_response_promise<question_answered> answer;
};

leaf_actor::behavior_type sleeper(sleeper_state::self_pointer self) {
  return {bound(self->state, &sleeper_state::on_question),
          bound(self->state, &sleeper_state::on_note)};
}

/// Fails at a note.
struct fragile_state {
  static inline const char* name = "fragile";
  using self_pointer = troupe::base::self_pointer<leaf_actor, fragile_state>;
  explicit fragile_state(self_pointer) {}

  question_answered on_question(const question& q) { return {q.number + 1}; }
  void on_note(const note&) { throw std::runtime_error("a fault of ours"); }
};

leaf_actor::behavior_type fragile(fragile_state::self_pointer self) {
  self->set_exception_handler(
      [](std::exception_ptr&) { return make_error(caf::sec::runtime_error); });
  return {bound(self->state, &fragile_state::on_question),
          bound(self->state, &fragile_state::on_note)};
}

} // namespace

TEST_CASE("messages cross the loops both ways, in order, each on its loop") {
  constexpr std::uint64_t each = 5'000; // to four others, from five
  loops_fixture on;
  auto all = make_carriers(on, each);
  for (const auto& c : *all)
    on.self()->send(c, begin{});

  for (const auto& c : *all) {
    const auto seen = on.ask<parcels_came>(c, expect_parcels{4 * each});
    CHECK(seen.out_of_order == 0);
    CHECK(seen.on_wrong_loop == 0);
  }
  stop(*all);
}

TEST_CASE("records tell on which loop it happened") {
  loops_fixture on;
  trace::drain([](const auto&) {});
  trace::census = 1;
  auto actor = on.system().spawn(sleeper);
  on.ask<question_answered>(actor, question{1});
  caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  on.end_of(actor); // after its records
  trace::census = 0;

  std::size_t handled = 0;
  trace::drain([&](const trace::record& r) {
    if (r.what == trace::event::counted && r.kind == std::string{"sleeper"}) {
      ++handled;
      CHECK(r.worker >= 0);
      CHECK(r.worker < 2);
    }
  });
  CHECK(handled >= 2);
}

TEST_CASE("connections are spread over the loops in turn") {
  loops_fixture on{3};

  REQUIRE(on.loops().size() == 3);
  auto& first = on.loops().next();
  auto& second = on.loops().next();
  auto& third = on.loops().next();

  CHECK(&first != &second);
  CHECK(&second != &third);
  CHECK(&third != &first);
  CHECK(&on.loops().next() == &first);
  CHECK(event_loop::current() == nullptr);
}

TEST_CASE("a delayed message comes, and not too early") {
  loops_fixture on;
  auto actor = on.system().spawn(sleeper);
  const auto start = std::chrono::steady_clock::now();

  CHECK(on.ask<question_answered>(actor, question{20}).number == 1);

  CHECK(std::chrono::steady_clock::now() - start
        >= std::chrono::milliseconds{20});
  caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
}

TEST_CASE("a fault in a handler ends that actor and no other") {
  loops_fixture on{1};
  auto victim = on.system().spawn(fragile);
  auto other = on.system().spawn(fragile);

  on.self()->send(victim, note{});

  CHECK(on.end_of(victim) == caf::sec::runtime_error);
  CHECK(on.ask<question_answered>(other, question{1}).number == 2);
  caf::anon_send_exit(other, caf::exit_reason::user_shutdown);
}

TEST_CASE("systems start and stop one after another under load") {
  for (int i = 0; i < 3; ++i) {
    loops_fixture on;
    std::vector<std::shared_ptr<carriers>> groups;
    for (int j = 0; j < 40; ++j)
      groups.push_back(make_carriers(on, 100'000));
    for (const auto& all : groups)
      for (const auto& c : *all)
        caf::anon_send(c, begin{});
    for (const auto& all : groups)
      stop(*all);
  }
  SUCCEED("no system hangs, and each gives back what it held");
}

TEST_CASE("a system stops with actors that wait for a timer") {
  loops_fixture on;
  std::vector<leaf_actor> all;
  for (int i = 0; i < 100; ++i) {
    all.push_back(on.system().spawn(sleeper));
    caf::anon_send(all.back(), question{1'000'000'000});
  }
  for (const auto& a : all)
    on.ask<question_answered>(a, question{1});
  for (const auto& a : all)
    caf::anon_send_exit(a, caf::exit_reason::user_shutdown);
  SUCCEED("the system does not wait for the timers");
}

namespace {

/// Sends itself numbers down to 0, or until `stop`; puts off a slice at the
/// first, which tells how many there were by then.
struct counting {
  std::atomic<bool> stop{false};
  std::uint64_t count = 0;
  std::promise<std::uint64_t> at_slice;

  caf::behavior on(caf::event_based_actor* self) {
    return {[this, self](std::uint64_t left) {
      if (count++ == 0)
        event_loop::current()->when_quiet(
            [this] { at_slice.set_value(count); });
      if (left > 0 && !stop)
        self->send(self, left - 1);
      else
        self->quit();
    }};
  }
};

void count_down(loops_fixture& on, counting& x, std::uint64_t from) {
  auto actor = on.system().spawn(
      [&x](caf::event_based_actor* self) { return x.on(self); });
  on.self()->send(actor, from);
  on.self()->wait_for(actor);
}

} // namespace

TEST_CASE("a slice waits until the loop has nothing else to do") {
  loops_fixture on{1};
  counting x;
  auto seen = x.at_slice.get_future();
  count_down(on, x, 2'000);
  CHECK(seen.get() == 2'001);
}

TEST_CASE("a slice does not wait for ever") {
  loops_fixture on{1};
  counting x;
  auto seen = x.at_slice.get_future();
  std::thread watch{[&] {
    seen.wait();
    x.stop = true;
  }};
  count_down(on, x, std::numeric_limits<std::uint64_t>::max());
  watch.join();
  CHECK(seen.get() > 1'000);
}

} // namespace event_loops_test
