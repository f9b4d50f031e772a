// SPDX-License-Identifier: Apache-2.0
// How an idle user actor leaves, and what comes for it meanwhile.
#include <caf/typed_response_promise.hpp>

#include "actors/registry/address_book.hpp"
#include "tests/support/core_fixture.hpp"

namespace user_leaving_actor_test {

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;
using support::chat;
using support::jid;
using strings = std::vector<std::string>;

namespace {

/// Holds bob's handle as a user or a host does, but answers when told to.
struct scripted_holder {
  std::vector<addressable> found;
  std::deque<caf::typed_response_promise<released>> asked;
  std::uint32_t credit = 0;
};
enum step : std::uint64_t { find_bob, send_to_bob, forsake_bob, release };

addressable::behavior_type play_holder(addressable::pointer self,
                                       std::shared_ptr<scripted_holder> s,
                                       registry_actor registry) {
  auto act = [=](const timer_fired& order) {
    if (order.id == find_bob)
      self->request(registry, caf::infinite,
                    find_address{jid("bob@example.org")})
          .then([s](const address_found& a) { s->found.push_back(a.sink); });
    else if (order.id == send_to_bob)
      self->send(
          s->found.back(),
          inbound{
              chat("bob@example.org", "held").with_from(jid("example.org"))});
    else if (order.id == forsake_bob)
      self->send(s->found.back(), forsaken{});
    else if (!s->asked.empty()) {
      s->asked.front().deliver(released{});
      s->asked.pop_front();
    }
  };
  return {[](const hold_address&) { return address_found{}; },
          [](const inbound&) {},
          [s](const inbound_credit& m) { s->credit += m.count; },
          [self, s](const let_go&) -> caf::result<released> {
            s->asked.push_back(self->make_response_promise<released>());
            return s->asked.back();
          },
          [](const forsaken&) {},
          [](const confirm_stored&) { return stored{true}; },
          act,
          [](const configuration_changed&) {},
          [](const describe&) { return description{}; }};
}

constexpr auto step_of_credit = registry::credit_step;

struct leaving_fixture : support::core_fixture {
  leaving_fixture() {
    add_account("alice@example.org");
    add_account("bob@example.org");
    config.limits.user_idle_seconds = 5;
    start();
    alice = &log_in("alice@example.org", "desk");
    holder = own(system().spawn(play_holder, script, core.registry));
  }

  void do_next(step what) {
    caf::anon_send(holder, timer_fired{what});
    run();
  }

  void alice_says(std::string_view body) {
    say(*alice, chat("bob@example.org", body));
  }

  std::string users() { return figure(core.registry, "users"); }
  std::string spawned() { return figure(core.registry, "users spawned"); }

  strings kept_for_bob() { return log_in("bob@example.org", "desk").bodies(); }

  /// Bob's actor, which then has no session.
  user_actor wake_bob() {
    auto& c = open("bob@example.org", "once");
    close(c);
    run();
    return c.bound.user;
  }

  /// Runs one actor until it has nothing to do; all others stand still.
  template <class Handle>
  void run_only(const Handle& who) {
    run_where([job = job_of(who)](caf::resumable* j) { return j == job; });
  }
  template <class Handle>
  void run_all_but(const Handle& who) {
    run_where([job = job_of(who)](caf::resumable* j) { return j != job; });
  }

  client* alice;
  std::shared_ptr<scripted_holder> script = std::make_shared<scripted_holder>();
  addressable holder;

private:
  template <class Handle>
  static caf::resumable* job_of(const Handle& who) {
    return dynamic_cast<caf::resumable*>(
        caf::actor_cast<caf::abstract_actor*>(who));
  }

  template <class Predicate>
  void run_where(Predicate may_run) {
    auto& jobs = scheduler().jobs;
    for (;;) {
      auto next = std::find_if(jobs.begin(), jobs.end(), may_run);
      if (next == jobs.end())
        return;
      std::rotate(jobs.begin(), next, next + 1);
      scheduler().try_run_once();
    }
  }
};

} // namespace

TEST_CASE_METHOD(leaving_fixture, "an idle account leaves and comes back") {
  alice_says("1");
  run();
  CHECK(users() == "2");
  CHECK(figure(alice->bound.user, "peers") == "1");

  advance(4s);
  CHECK(users() == "2");
  advance(6s);
  CHECK(users() == "1");
  CHECK(figure(alice->bound.user, "peers") == "0");

  alice_says("2");
  run();
  CHECK(users() == "2");
  CHECK(kept_for_bob() == strings{"1", "2"});
}

TEST_CASE_METHOD(leaving_fixture, "an account with a session stays") {
  auto& bob = log_in("bob@example.org", "desk");
  advance(60s);
  CHECK(users() == "2");

  close(bob);
  advance(11s);
  CHECK(users() == "1");
}

TEST_CASE_METHOD(leaving_fixture, "an account that is used stays") {
  for (int i = 0; i < 10; ++i) {
    alice_says("again");
    advance(4s);
    CHECK(users() == "2");
  }
  CHECK(spawned() == "2");
}

TEST_CASE_METHOD(leaving_fixture, "an account stays while it stores") {
  alice_says("1");
  run();
  engine->hold();
  alice_says("2");
  advance(60s);
  CHECK(users() == "2");

  engine->release();
  advance(11s);
  CHECK(users() == "1");
  CHECK(kept_for_bob() == strings{"1", "2"});
}

TEST_CASE_METHOD(leaving_fixture, "an address without account leaves sooner") {
  say(*alice, chat("nobody@example.org", "hello"));
  run();
  CHECK(users() == "2");
  advance(5s);
  CHECK(users() == "1");
}

TEST_CASE_METHOD(leaving_fixture, "with 0 seconds no account ever leaves") {
  config.limits.user_idle_seconds = 0;
  caf::anon_send(core.registry,
                 configuration_changed{
                     std::make_shared<const config::server_config>(config)});
  alice_says("1");
  advance(600s);
  CHECK(users() == "2");
}

TEST_CASE_METHOD(leaving_fixture, "it leaves once all its holders let go") {
  do_next(find_bob);
  REQUIRE(script->found.size() == 1);
  advance(11s);
  REQUIRE(script->asked.size() == 1);
  CHECK(users() == "2");

  do_next(release);
  CHECK(users() == "1");
}

TEST_CASE_METHOD(leaving_fixture, "a holder that is gone holds up nobody") {
  do_next(find_bob);
  caf::anon_send_exit(holder, caf::exit_reason::kill);
  advance(11s);
  CHECK(users() == "1");
}

TEST_CASE_METHOD(leaving_fixture, "a stanza while it asks lets it stay") {
  do_next(find_bob);
  advance(11s);
  REQUIRE(script->asked.size() == 1);

  do_next(send_to_bob);
  CHECK(logged("bob@example.org", "offline") == 1);
  do_next(release);
  CHECK(users() == "2");
  CHECK(spawned() == "2");
  advance(11s);
  CHECK(script->asked.empty()); // it has let go
  CHECK(users() == "1");
}

TEST_CASE_METHOD(leaving_fixture, "a session while it asks lets it stay") {
  do_next(find_bob);
  advance(11s);
  auto& bob = log_in("bob@example.org", "desk");
  do_next(release);
  advance(60s);

  CHECK(users() == "2");
  alice_says("1");
  run();
  CHECK(bob.bodies() == strings{"1"});
}

TEST_CASE_METHOD(leaving_fixture,
                 "a holder that comes back while it is asked stays one") {
  do_next(find_bob);
  advance(11s);
  REQUIRE(script->asked.size() == 1);

  // Its book was full: it gave up the handle, then needed it again.
  do_next(forsake_bob);
  do_next(find_bob);
  do_next(release);
  REQUIRE(script->found.size() == 2);
  CHECK(script->found[0] == script->found[1]);

  for (std::uint32_t i = 0; i < step_of_credit; ++i)
    do_next(send_to_bob);
  CHECK(script->credit == step_of_credit);
  advance(11s);
  CHECK(script->asked.size() == 1);
}

TEST_CASE_METHOD(leaving_fixture,
                 "what comes once it is forgotten goes to the successor") {
  auto bob = wake_bob();
  alice_says("1");
  run();

  // Alice has let go and asks again, just before bob has himself forgotten.
  advance(5s);
  scheduler().advance_time(5s);
  run_only(bob);
  run_only(alice->bound.user);
  alice_says("2");
  run_only(alice->bound.user);
  run_all_but(core.registry);
  CHECK(spawned() == "2");
  run();

  CHECK(spawned() == "3");
  CHECK(users() == "2");
  alice_says("3");
  run();
  CHECK(kept_for_bob() == strings{"1", "2", "3"});
}

TEST_CASE_METHOD(leaving_fixture,
                 "a session for one that is forgotten opens at the successor") {
  auto bob = wake_bob();
  advance(5s);
  scheduler().advance_time(5s);
  support::probe<session_actor> stream{*this};
  auto pending = self()->request(
      core.registry, caf::infinite,
      open_session{jid("bob@example.org"), "desk", stream.handle(), "", true});
  auto added = self()->request(core.registry, caf::infinite,
                               change_account{jid("bob@example.org")});
  run_all_but(core.registry); // bob leaves, the registry does not know yet
  run();

  std::optional<session_opened> opened;
  pending.receive([&](const session_opened& x) { opened = x; },
                  [](const caf::error& e) { FAIL(caf::to_string(e)); });
  added.receive([](const account_changed& x) { CHECK_FALSE(x.error); },
                [](const caf::error& e) { FAIL(caf::to_string(e)); });
  REQUIRE(opened);
  CHECK_FALSE(opened->error);
  CHECK(opened->user != bob);
  CHECK(users() == "2");
}

TEST_CASE_METHOD(leaving_fixture, "a peer that leaves is held no more") {
  auto& bob = log_in("bob@example.org", "desk");
  alice_says("1");
  run();
  CHECK(figure(bob.bound.user, "holders") == "1");

  caf::anon_send_exit(alice->stream.handle(), caf::exit_reason::kill);
  advance(11s);
  CHECK(users() == "1");
  CHECK(figure(bob.bound.user, "holders") == "0");
}

} // namespace user_leaving_actor_test
