// SPDX-License-Identifier: Apache-2.0
// Whatever the order in which actors run, users leave and the store answers:
// each message arrives once, and in its sender's order.
#include <map>
#include <random>
#include <set>

#include "tests/support/core_fixture.hpp"

namespace user_schedules_actor_test {

using namespace troupe;
using namespace troupe::actors;
using support::jid;

namespace {

constexpr std::size_t accounts = 5;
constexpr std::size_t messages = 60;

std::string name_of(std::size_t account) {
  return "u" + std::to_string(account) + "@example.org";
}

/// What all sessions of a play have seen and done.
struct chronicle {
  /// By "sender>recipient": the numbers in the order of their coming.
  std::map<std::string, std::vector<std::size_t>> received;
  std::map<std::string, std::size_t> sent;
  std::set<std::string> gone; ///< resources whose streams have ended
  std::size_t errors = 0;
};

/// What the test tells a session to do: the kind of a session_tick.
enum order : std::uint32_t { begin, send_one, end };

/// A stream without a wire. As a real one does, it gives back what comes for
/// it once it has ended.
struct stream_state {
  std::string account, resource;
  bool takes_messages = false;
  session_opened bound;
  bool ending = false;
  bool ended = false;
};

using stream_self = session_actor::stateful_pointer<stream_state>;

void take(stream_self self, chronicle& book, const send_stanza& m) {
  auto& s = self->state;
  const auto& x = m.stanza;
  if (!x.is_message() || (s.ended && m.kept))
    return;
  if (x.is_error())
    ++book.errors;
  else if (s.ended)
    caf::anon_send(s.bound.user, session_closed{0, {x}});
  else {
    auto body = support::body_of(x);
    auto number = body.find('#');
    book.received[body.substr(0, number)].push_back(
        std::stoul(body.substr(number + 1)));
  }
}

void leave(stream_self self, chronicle& book) {
  auto& s = self->state;
  s.ending = true;
  if (!s.bound.user || s.ended)
    return;
  s.ended = true;
  book.gone.insert(s.resource);
  caf::anon_send(s.bound.user, session_closed{s.bound.id, {}});
}

void enter(stream_self self, chronicle& book, const session_opened& x) {
  auto& s = self->state;
  s.bound = x;
  if (s.takes_messages)
    self->send(x.user, outbound{x.id, support::available(0).with_from(x.full)});
  if (s.ending)
    leave(self, book);
}

void say(stream_self self, chronicle& book, std::size_t to) {
  auto& s = self->state;
  if (!s.bound.user || s.ended)
    return;
  auto pair = s.account + ">" + name_of(to);
  auto body = pair + "#" + std::to_string(book.sent[pair]++);
  auto x = support::chat(name_of(to), body).with_from(s.bound.full);
  self->send(s.bound.user, outbound{s.bound.id, std::move(x)});
}

void obey(stream_self self, std::shared_ptr<chronicle> book,
          const registry_actor& addresses, const session_tick& m) {
  const auto& s = self->state;
  if (m.kind == begin)
    self->request(addresses, caf::infinite,
                  open_session{jid(s.account), s.resource, self, "", true})
        .then([=](const session_opened& x) { enter(self, *book, x); });
  else if (m.kind == end)
    leave(self, *book);
  else
    say(self, *book, m.generation);
}

session_actor::behavior_type stream(stream_self self,
                                    std::shared_ptr<chronicle> book,
                                    registry_actor addresses,
                                    std::string account, std::string resource,
                                    bool takes_messages) {
  self->state.account = std::move(account);
  self->state.resource = std::move(resource);
  self->state.takes_messages = takes_messages;
  return {[=](const send_stanza& m) { take(self, *book, m); },
          [=](const report_written&) { return written{!self->state.ended}; },
          [](const outbound_credit&) {},
          [](const end_stream&) {},
          [=](const session_tick& m) { obey(self, book, addresses, m); },
          [](const configuration_changed&) {},
          [](const describe&) { return description{}; }};
}

/// One random run.
class play : public support::core_fixture {
public:
  play(std::uint64_t seed, bool sessions_end)
      : random_(seed), sessions_end_(sessions_end) {
    config.limits.user_idle_seconds = 1;
    for (std::size_t i = 0; i < accounts; ++i)
      add_account(name_of(i));
    start();
    engine->hold();
  }

  void perform() {
    while (said_ < messages)
      step();
    engine->release();
    run();
    for (std::size_t i = 0; i < accounts; ++i)
      if (!takers_[i].stream || takers_[i].ending)
        fill(takers_[i], i, true);
    run();
    advance(std::chrono::seconds{5});
  }

  const chronicle& seen() const { return *book_; }
  std::size_t spawned() {
    return std::stoul(figure(core.registry, "users spawned"));
  }

private:
  std::size_t pick(std::size_t count) { return random_() % count; }

  void step() {
    auto dice = pick(100);
    if (dice < 80)
      run_one();
    else if (dice < 87)
      engine->complete_one();
    else if (dice < 94)
      say_one();
    else if (dice < 96)
      change_talker(pick(accounts));
    else if (dice < 97)
      change_taker(pick(accounts));
    else
      pass_time();
  }

  void run_one() {
    auto& jobs = scheduler().jobs;
    if (jobs.empty())
      return;
    std::swap(jobs.front(), jobs[pick(jobs.size())]);
    scheduler().try_run_once();
  }

  void say_one() {
    auto& talker = talkers_[pick(accounts)];
    if (!talker.stream || talker.ending)
      return;
    caf::anon_send(talker.stream, session_tick{send_one, pick(accounts)});
    ++said_;
  }

  void change_talker(std::size_t i) { change(talkers_[i], i, false, true); }
  void change_taker(std::size_t i) {
    // Late, so that accounts leave before they have a session.
    if (sessions_end_ || said_ > messages / 2)
      change(takers_[i], i, true, sessions_end_);
  }

  struct seat {
    session_actor stream;
    std::string resource;
    bool ending = false;
  };

  /// A session comes, or goes where that is allowed.
  void change(seat& which, std::size_t account, bool takes, bool may_end) {
    if (which.ending && book_->gone.contains(which.resource))
      which = seat{};
    if (!which.stream) {
      fill(which, account, takes);
    } else if (may_end && !which.ending) {
      caf::anon_send(which.stream, session_tick{end, 0});
      which.ending = true;
    }
  }

  void fill(seat& which, std::size_t account, bool takes) {
    which.resource = std::to_string(++streams_);
    which.stream = own(system().spawn(stream, book_, core.registry,
                                      name_of(account), which.resource, takes));
    caf::anon_send(which.stream, session_tick{begin, 0});
  }

  void pass_time() {
    // A stream that ends has to be heard before its user leaves: in life that
    // is microseconds against a minute, here the dice would often say no.
    if (sessions_end_) {
      do
        run();
      while (engine->complete_one());
    }
    scheduler().advance_time(std::chrono::milliseconds{pick(1'500)});
  }

  std::mt19937_64 random_;
  bool sessions_end_;
  std::shared_ptr<chronicle> book_ = std::make_shared<chronicle>();
  std::array<seat, accounts> talkers_; // not available: take nothing
  std::array<seat, accounts> takers_;
  std::size_t said_ = 0;
  std::size_t streams_ = 0;
};

std::vector<std::size_t> first_numbers(std::size_t count) {
  std::vector<std::size_t> result(count);
  for (std::size_t i = 0; i < count; ++i)
    result[i] = i;
  return result;
}

constexpr std::uint64_t seeds = 200;

} // namespace

TEST_CASE("in any schedule messages arrive once and in order") {
  std::size_t spawned = 0;
  std::size_t sent = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    INFO("seed " << seed);
    play p{seed, false};
    p.perform();

    for (const auto& [pair, count] : p.seen().sent) {
      INFO(pair);
      auto at = p.seen().received.find(pair);
      REQUIRE(at != p.seen().received.end());
      REQUIRE(at->second == first_numbers(count));
      sent += count;
    }
    REQUIRE(p.seen().received.size() == p.seen().sent.size());
    REQUIRE(p.seen().errors == 0);
    spawned += p.spawned();
  }
  // Else nobody has left and nothing was tried.
  CHECK(spawned > 3 * seeds * accounts / 2);
  CHECK(sent > seeds * messages / 4);
}

TEST_CASE("in any schedule no message is lost with a session that ends") {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    INFO("seed " << seed);
    play p{seed, true};
    p.perform();

    for (const auto& [pair, count] : p.seen().sent) {
      INFO(pair);
      auto at = p.seen().received.find(pair);
      REQUIRE(at != p.seen().received.end());
      // What was stored and comes to the last of a session may come again.
      auto numbers
          = std::set<std::size_t>{at->second.begin(), at->second.end()};
      REQUIRE(numbers.size() == count);
    }
    REQUIRE(p.seen().errors == 0);
  }
}

} // namespace user_schedules_actor_test
