// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <functional>
#include <future>

#include <boost/asio/post.hpp>
#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include "actors/base/pinned.hpp"
#include "actors/base/traced.hpp"
#include "tests/base/loops_fixture.hpp"
#include "tests/base/test_messages.hpp"

namespace pinned_test {

using namespace troupe;
using namespace troupe::base;
using namespace troupe::base::test;

namespace {

/// Marks itself thrice at a question, and sends itself that many notes, each
/// of which marks it, too. A question of 0 asks for the notes that had come at
/// the first flush.
class scribe final : public pinned<traced<leaf_actor::base>>,
                     public net::flushable {
public:
  using super = pinned<traced<leaf_actor::base>>;

  scribe(caf::actor_config& config, caf::execution_unit* loop,
         std::atomic<int>& flushes)
      : super(config, loop), flushes_(flushes) {}

  behavior_type make_behavior() override {
    return {[this](question q) { return on_question(q); },
            [this](note) { on_note(); }};
  }

  void on_exit() override { event_loop::current()->forget(*this); }

  /// As a socket's handler would call it.
  void from_outside(std::function<void()> f) { in_actor(std::move(f)); }
  void stop() { quit(caf::exit_reason::user_shutdown); }

private:
  question_answered on_question(const question& q) {
    if (q.number == 0)
      return {notes_at_flush_};
    for (int i = 0; i < 3; ++i)
      event_loop::current()->mark(*this);
    for (std::uint64_t i = 0; i < q.number; ++i)
      send(this, note{});
    return {0};
  }

  void on_note() {
    ++notes_;
    event_loop::current()->mark(*this);
  }

  void flush() override {
    if (++flushes_ == 1)
      notes_at_flush_ = notes_;
  }

  std::atomic<int>& flushes_;
  std::uint64_t notes_ = 0;
  std::uint64_t notes_at_flush_ = 0;
};

struct flush_counts {
  std::atomic<int> flushes{0};
  std::atomic<int> others{0};
};

struct pinned_fixture : flush_counts, loops_fixture {
  pinned_fixture()
      : actor(system().spawn<scribe>(loop(1), flushes)),
        neighbour(system().spawn<scribe>(loop(1), others)),
        inside(static_cast<scribe*>(
            caf::actor_cast<caf::abstract_actor*>(actor))) {
    finish_turn();
  }
  ~pinned_fixture() {
    for (const auto& a : {actor, neighbour})
      caf::anon_send_exit(a, caf::exit_reason::user_shutdown);
  }

  /// Runs `f()` on the actor's loop and waits until that turn is over.
  void on_loop(std::function<void()> f) {
    std::promise<void> done;
    boost::asio::post(loops().at(1).io(), [&] {
      f();
      done.set_value();
    });
    done.get_future().get();
    finish_turn();
  }

  /// What comes from another thread to an idle actor is for the next turn.
  void finish_turn() { ask<question_answered>(neighbour, question{0}); }

  leaf_actor actor;
  leaf_actor neighbour;
  scribe* inside;
};

} // namespace

TEST_CASE_METHOD(pinned_fixture,
                 "what is marked is flushed once, after a turn") {
  ask<question_answered>(actor, question{200});
  finish_turn();

  CHECK(ask<question_answered>(actor, question{0}).number == 200);
  CHECK(flushes == 1);
}

TEST_CASE_METHOD(pinned_fixture,
                 "what a socket's handler marks is flushed once") {
  on_loop([this] {
    for (int i = 0; i < 10; ++i)
      event_loop::current()->mark(*inside);
  });

  CHECK(flushes == 1);
}

TEST_CASE_METHOD(pinned_fixture, "what is forgotten is not flushed") {
  on_loop([this] {
    event_loop::current()->mark(*inside);
    event_loop::current()->forget(*inside);
  });
  CHECK(flushes == 0);

  on_loop([this] { event_loop::current()->mark(*inside); });
  CHECK(flushes == 1);
}

TEST_CASE_METHOD(pinned_fixture, "an actor that ends is not flushed any more") {
  on_loop([this] {
    inside->from_outside([this] {
      event_loop::current()->mark(*inside);
      inside->stop();
    });
  });

  CHECK(end_of(actor) == caf::exit_reason::user_shutdown);
  CHECK(flushes == 0);
}

TEST_CASE_METHOD(pinned_fixture, "a call from outside may end the actor") {
  on_loop([this] { inside->from_outside([this] { inside->stop(); }); });

  CHECK(end_of(actor) == caf::exit_reason::user_shutdown);
}

TEST_CASE_METHOD(pinned_fixture,
                 "a fault in a call from outside ends the actor") {
  on_loop([this] {
    inside->from_outside([] { throw std::runtime_error("a fault of ours"); });
  });

  CHECK(end_of(actor) == caf::sec::runtime_error);
}

TEST_CASE_METHOD(pinned_fixture, "an actor that has ended is not called") {
  int calls = 0;
  on_loop([&] {
    inside->from_outside([&] {
      ++calls;
      inside->stop();
    });
    inside->from_outside([&] { ++calls; });
  });

  CHECK(calls == 1);
}

} // namespace pinned_test
