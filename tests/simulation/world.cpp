// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/world.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <spdlog/spdlog.h>

#include "actors/auth/credentials.hpp"
#include "actors/base/environment.hpp"
#include "actors/session/session.hpp"
#include "actors/user/archive.hpp"
#include "persistence/memory.hpp"

namespace troupe::simulation {

namespace {

constexpr std::size_t accounts = 3;
constexpr std::size_t steps = 400;
constexpr auto decoy_secret = "a secret for decoys";

std::string account_name(std::size_t i) {
  return "u" + std::to_string(i) + "@localhost";
}

actors::shared_config make_config() {
  config::server_config c;
  c.hosts.push_back({"localhost", {}, {}, {}, {}});
  c.limits.idle_timeout = c.limits.login_timeout = std::chrono::seconds{0};
  c.limits.resume_timeout = std::chrono::seconds{60};
  c.limits.user_idle_seconds = 2;
  c.limits.bytes_per_second = 0;
  return std::make_shared<const config::server_config>(std::move(c));
}

/// With one round of hashing, so that thousands of logins cost nothing.
std::shared_ptr<persistence::store> make_store() {
  auto db = std::make_shared<persistence::memory_store>();
  static const auto credentials = auth::to_document(*auth::derive("secret", 1));
  for (std::size_t i = 0; i < accounts; ++i)
    (void)db->put_document(account_name(i), "credentials", credentials);
  return db;
}

} // namespace

sim_server::sim_server(std::shared_ptr<persistence::store> db)
    : engine_(std::make_shared<support::gated_engine>(std::move(db))),
      config_(make_config()),
      core_(actors::spawn_core(system_.system(), config_, engine_,
                               auth::make_direct_hashing(), decoy_secret)) {
  engine_->hold();
}

sim_server::~sim_server() {
  // Killed: nothing that waits for the store gets there any more.
  for (auto& s : sessions_)
    caf::anon_send_exit(s, caf::exit_reason::kill);
  sessions_.clear();
  actors::stop_core(system_.system(), core_);
  core_ = {};
  system_.run();
}

std::shared_ptr<net::memory_peer> sim_server::connect() {
  net::memory_settings settings;
  settings.direct_tls = true;
  auto pair = net::make_memory_transport(std::move(settings));
  auto setup = std::make_shared<session::session_setup>();
  setup->transport = std::move(pair.server);
  setup->config = config_;
  setup->registry = core_.registry;
  setup->auth = core_.auth;
  setup->cards = actors::all_cards();
  setup->decoy_secret = decoy_secret;
  auto peer = std::make_shared<net::memory_peer>(std::move(pair.peer));
  peers_.push_back(peer);
  sessions_.push_back(system_.system().spawn<session::session>(
      static_cast<caf::execution_unit*>(nullptr), std::move(setup)));
  return peer;
}

void sim_server::pump() {
  for (auto& p : peers_)
    p->pump();
}

void sim_server::stop(const std::function<void()>& between) {
  auto move = [&] {
    for (int idle = 0; idle < 2; ++idle) {
      if (system_.run() > 0 || engine_->complete_one())
        idle = -1;
      pump();
      between();
    }
  };
  for (auto& s : sessions_)
    caf::anon_send(
        s, actors::end_stream{{xml::stream_condition::system_shutdown, {}}});
  move();
  for (int round = 0; round < 2; ++round) { // as the server does
    caf::anon_send(core_.registry, actors::come_to_rest{});
    move();
  }
}

namespace {

/// Time that passes when told to, and chance from a seed.
class sim_environment final : public base::environment {
public:
  explicit sim_environment(std::uint64_t seed) : random_(seed) {}

  time_point now() override {
    time_ += std::chrono::microseconds{1}; // no two things at once
    return time_;
  }
  std::uint64_t random_bits() override { return random_(); }
  void pass(std::chrono::milliseconds time) { time_ += time; }

private:
  time_point time_{std::chrono::seconds{1'700'000'000}};
  std::mt19937_64 random_;
};

std::uint64_t fingerprint(std::string_view text, std::uint64_t before) {
  for (unsigned char c : text) // FNV-1a
    before = (before ^ c) * 0x100000001b3u;
  return before;
}

/// One play: the dice decide what happens next.
class play {
public:
  explicit play(std::uint64_t seed)
      : random_(seed),
        environment_(~seed),
        in_force_(environment_),
        db_(make_store()),
        server_(std::make_unique<sim_server>(db_)) {
    for (std::size_t i = 0; i < accounts; ++i)
      for (auto resource : {"a", "b"})
        clients_.emplace_back(account_name(i), resource, resource[0] == 'b');
    clients_.pop_back(); // one account has a single device
  }

  outcome run() {
    for (std::size_t i = 0; i < steps; ++i)
      step();
    drain();
    check();
    return std::move(result_);
  }

private:
  std::size_t pick(std::size_t below) { return random_() % below; }
  sim_client& any() { return clients_[pick(clients_.size())]; }

  void step() {
    const auto dice = pick(1'000);
    if (dice < 300)
      handle_some();
    else if (dice < 500)
      say(any());
    else if (dice < 620)
      server_->engine().complete_one();
    else if (dice < 720)
      any().read();
    else if (dice < 800)
      any().ask();
    else if (dice < 900)
      join(any());
    else if (dice < 920)
      any().cut();
    else if (dice < 930)
      any().take_over(server_->connect());
    else if (dice < 938)
      any().show(pick(2) == 0);
    else if (dice < 943)
      leave(any());
    else if (dice < 948)
      any().forget();
    else if (dice < 960)
      change_store();
    else if (dice < 968)
      kill();
    else if (dice < 972)
      stop();
    else if (dice < 996)
      pass_time(std::chrono::milliseconds{pick(2'000)});
    else // sessions that were left behind end
      pass_time(std::chrono::seconds{61});
  }

  void say(sim_client& c) {
    const auto& to = any();
    c.say(pick(4) == 0 ? to.name() : to.account());
    ++result_.messages;
  }

  void join(sim_client& c) {
    if (c.state() == sim_client::phase::offline)
      c.connect(server_->connect());
  }

  void leave(sim_client& c) {
    // What is not acknowledged would be the client's to send again.
    if (c.state() == sim_client::phase::ready && !c.has_unsent())
      c.leave();
  }

  void change_store() {
    failing_ = !failing_;
    server_->engine().fail(failing_ ? std::optional{persistence::store_error{}}
                                    : std::nullopt);
  }

  void handle_some() {
    auto& jobs = server_->actors().scheduler().jobs;
    for (auto count = pick(40); count > 0 && !jobs.empty(); --count) {
      std::swap(jobs.front(), jobs[pick(jobs.size())]);
      server_->actors().scheduler().try_run_once();
    }
    server_->pump();
  }

  /// As `kill -9`.
  void kill() {
    spdlog::debug("simulation.killed");
    for (auto& c : clients_) {
      c.cut();
      c.note_kill();
    }
    server_.reset();
    server_ = std::make_unique<sim_server>(db_);
    failing_ = false;
    ++result_.crashes;
  }

  /// As SIGTERM, and started again.
  void stop() {
    spdlog::debug("simulation.stopped");
    server_->stop([this] {
      for (auto& c : clients_)
        c.read();
    });
    for (auto& c : clients_) {
      c.cut();
      if (failing_) // which is no better then
        c.note_kill();
    }
    server_.reset();
    server_ = std::make_unique<sim_server>(db_);
    failing_ = false;
    ++result_.stops;
  }

  void pass_time(std::chrono::milliseconds time) {
    environment_.pass(time);
    server_->actors().scheduler().advance_time(time);
  }

  /// Until nothing happens any more, with a good store.
  void settle() {
    for (auto busy = true; busy;) {
      busy = server_->actors().run() > 0;
      server_->pump();
      while (server_->engine().complete_one())
        busy = true;
      for (auto& c : clients_)
        busy = c.read() || busy;
    }
  }

  void drain() {
    server_->engine().fail(std::nullopt);
    for (int round = 0; round < 20; ++round) {
      for (auto& c : clients_) {
        join(c);
        c.show(true);
      }
      settle();
      for (auto& c : clients_)
        c.ask();
      pass_time(std::chrono::milliseconds{1'500});
      settle();
    }
    pass_time(std::chrono::seconds{70}); // what was detached has ended
    settle();
  }

  void fail(std::string what) {
    if (result_.violation.empty())
      result_.violation = std::move(what);
  }

  std::map<std::string, std::size_t> archived(const std::string& account) {
    std::map<std::string, std::size_t> count;
    auto page = db_->page(account, user::archive_log, {.limit = 1'000'000});
    for (const auto& e : page->entries) {
      auto begin = e.blob.find("<body>") + 6;
      ++count[e.blob.substr(begin, e.blob.find("</body>") - begin)];
    }
    return count;
  }

  void check() {
    for (auto& c : clients_) {
      check_client(c);
      result_.resumed += c.resumed();
      result_.failed += c.failed_to_resume();
      result_.repeated += c.repeated();
      result_.fingerprint = fingerprint(c.transcript(), result_.fingerprint);
    }
    for (std::size_t i = 0; i < accounts; ++i)
      check_account(account_name(i));
  }

  void check_client(const sim_client& c) {
    if (!c.fault().empty())
      fail(c.name() + ": " + c.fault());
    if (c.state() != sim_client::phase::ready)
      fail(c.name() + " has no session at the end");
    if (c.has_unsent())
      fail(c.name() + " has something that was never acknowledged");
    std::map<std::string, long> last;
    for (const auto& body : c.received()) {
      const auto hash = body.find('#');
      const auto number = std::stol(body.substr(hash + 1));
      auto& before = last.try_emplace(body.substr(0, hash), -1).first->second;
      auto is_again = std::ranges::any_of(clients_, [&](const sim_client& o) {
        return o.was_sent_again(body);
      });
      if (number < before && !c.was_late(body) && !is_again)
        fail(c.name() + " got out of order: " + body);
      before = std::max(before, number);
    }
  }

  /// Of what was acknowledged each is in both archives, and at some device.
  void check_account(const std::string& account) {
    std::set<std::string> got;
    for (const auto& c : clients_)
      if (c.account() == account)
        got.insert(c.received().begin(), c.received().end());
    const auto in_archive = archived(account);
    for (const auto& [body, count] : in_archive)
      if (count > 1)
        fail(account + " has archived more than once: " + body);
    for (const auto& c : clients_)
      for (const auto& [to, bodies] : c.confirmed())
        for (const auto& body : bodies) {
          if (c.refused().contains(body))
            continue; // its sender knows
          const auto is_for_it = to.substr(0, to.find('/')) == account;
          // A resource may be bound and have no stream management yet: what
          // went to it is in the archive.
          if (to == account && !got.contains(body))
            fail(account + " never got: " + body);
          if ((is_for_it || c.account() == account)
              && !in_archive.contains(body))
            fail(account + " has not archived: " + body);
        }
  }

  std::mt19937_64 random_;
  sim_environment environment_;
  base::environment::replacement in_force_;
  std::shared_ptr<persistence::store> db_;
  std::unique_ptr<sim_server> server_;
  std::vector<sim_client> clients_;
  bool failing_ = false;
  outcome result_;
};

} // namespace

outcome simulate(std::uint64_t seed) {
  return play{seed}.run();
}

} // namespace troupe::simulation
