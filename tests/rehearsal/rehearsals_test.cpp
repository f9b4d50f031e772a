// SPDX-License-Identifier: Apache-2.0
// Rehearsals on their thread, beside a server that runs.
#include <future>
#include <mutex>
#include <set>

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <catch2/catch.hpp>

#include "actors/observe/arrival.hpp"
#include "actors/observe/counters.hpp"
#include "actors/observe/observatory.hpp"
#include "actors/rehearsal/rehearsals.hpp"
#include "actors/rehearsal/stub_session.hpp"
#include "tests/persistence/temporary_directory.hpp"
#include "tests/support/core_fixture.hpp"
#include "tests/support/print_result.hpp"

namespace rehearsals_test {

using namespace troupe;
using namespace std::chrono_literals;
using admin::failure_code;
using nlohmann::json;
using support::jid;

namespace {

constexpr auto hello
    = "<message to='bob@example.org' type='chat'><body>hello</body></message>";

struct beside_a_server {
  beside_a_server() {
    base::trace::drain([](const auto&) {}); // what other tests have left
    auto wanted = std::make_shared<config::server_config>();
    wanted->hosts.push_back({.name = "example.org"});
    wanted->data_dir = where.path();
    wanted->storage.driver = "memory";
    wanted->c2s.listen = {"127.0.0.1:0"};
    wanted->c2s.direct_tls.clear();
    wanted->tracing.slow_milliseconds = 0;
    config = wanted;
    auto started = actors::server::start(config);
    REQUIRE(started);
    server = std::move(*started);
    trials.emplace(server->system(), server->handles());
    for (const auto* each : {"alice@example.org", "bob@example.org"})
      add(each);
  }
  ~beside_a_server() {
    trials.reset();
    server->stop(10s);
  }
  void add(std::string_view account) {
    actors::change_account wish;
    wish.account = jid(account);
    wish.password = "pencil";
    REQUIRE_FALSE(
        ask<actors::account_changed>(server->handles().auth, wish).error);
  }
  template <class Answer, class Handle, class Question>
  Answer ask(const Handle& to, Question question) {
    caf::scoped_actor self{server->system()};
    std::optional<Answer> came;
    self->request(to, 30s, std::move(question))
        .receive([&](const Answer& a) { came = a; }, [](const caf::error&) {});
    REQUIRE(came);
    return std::move(*came);
  }
  using answer = admin::outcome<json>;
  std::future<answer> submit(
      std::function<void()> before_answer = [] {}, std::string text = hello) {
    auto promise = std::make_shared<std::promise<answer>>();
    trials->submit({std::move(text), jid("alice@example.org/desk"), false},
                   config, [promise, before_answer](answer came) {
                     promise->set_value(std::move(came));
                     before_answer();
                   });
    return promise->get_future();
  }

  persistence::temporary_directory where;
  actors::shared_config config;
  std::unique_ptr<actors::server> server;
  std::optional<rehearsal::rehearsals> trials;
};

/// The same with alice there, and all that others can see of the server.
struct seen_by_others : beside_a_server {
  seen_by_others() {
    stream = actors::session_actor{server->system().spawn(
        rehearsal::stub_session, jid("alice@example.org/desk"))};
    alice = ask<actors::session_opened>(
        server->handles().registry,
        actors::open_session{jid("alice@example.org"), "desk", stream,
                             "192.0.2.1", true, 0});
    REQUIRE_FALSE(alice.error);
  }
  ~seen_by_others() { caf::anon_send_exit(stream, caf::exit_reason::kill); }
  json look() {
    const auto& core = server->handles();
    json all;
    for (const auto& s :
         ask<actors::sessions_listed>(core.registry, actors::list_sessions{})
             .sessions)
      all["sessions"].push_back(s.jid);
    for (const auto& each :
         ask<actors::description>(core.registry, actors::describe{}).children)
      all["registry"][each.name] = each.value;
    for (const auto* owner : {"alice@example.org", "bob@example.org"})
      all["offline"][owner] = offline(owner);
    using namespace observe;
    const auto sums = totals::now();
    for (auto at = place::decisions; at < place::histograms; ++at)
      all["counted"].push_back(sums.at(at));
    all["stored"] = sums.of(counter::stored_offline);
    all["recent"] = server->watching().recent(10).size();
    return all;
  }
  std::uint64_t offline(const std::string& owner) {
    auto done = ask<actors::transaction_done>(
        server->handles().storage,
        actors::run_transaction{{persistence::get_count{owner, "offline"}}});
    REQUIRE(*done.outcome);
    return std::get<std::uint64_t>((*done.outcome)->front());
  }
  /// What her session does with a stanza that comes in; its trace.
  std::uint64_t send(xml::stanza x) {
    const auto trace = base::trace::next_id();
    x = observe::arrived(std::move(x).with_from(alice.full).with_trace(trace),
                         stream.id());
    const base::trace::scope within{x};
    caf::anon_send(alice.user, actors::outbound{alice.id, std::move(x)});
    return trace;
  }

  actors::session_actor stream;
  actors::session_opened alice;
};

/// What a watcher of everything is told.
class told_traces {
public:
  void add(const observe::trace_record& t) {
    const std::lock_guard guard{mutex_};
    ids_.insert(t.id);
    if (t.outcome() == part::outcome::stored && !std::exchange(is_set_, true))
      stored_.set_value(t.id);
  }
  std::set<std::uint64_t> ids() {
    const std::lock_guard guard{mutex_};
    return ids_;
  }
  /// The first message that is stored.
  std::future<std::uint64_t> stored() { return stored_.get_future(); }

private:
  std::mutex mutex_;
  std::set<std::uint64_t> ids_;
  std::promise<std::uint64_t> stored_;
  bool is_set_ = false;
};

constexpr auto to_nobody
    = "<message to='nobody@example.org' type='chat'><body>x</body></message>";

} // namespace

TEST_CASE_METHOD(beside_a_server, "a running server explains, and goes on") {
  auto first = submit().get();
  REQUIRE(first);
  CHECK(first->at("trace").at("outcome") == "stored");
  CHECK(first->at("trace").at("state") == "complete");

  auto second = submit().get();
  REQUIRE(second);
  CHECK(second->at("trace").at("outcome") == "stored");
}

TEST_CASE_METHOD(seen_by_others, "of what is explained others see nothing") {
  auto told = std::make_shared<told_traces>();
  server->watching().watch(
      {}, {[told](const observe::shared_trace& t) { told->add(*t); },
           [](const observe::watch_end&) {}});
  const auto before = look();

  for (const auto* text : {hello, hello, to_nobody}) {
    auto came = submit([] {}, text).get();
    REQUIRE(came);
    CHECK(came->at("notes").empty()); // she was found there
  }
  CHECK(look() == before);

  // What is sent is seen, and is all that is: it was watched all the time.
  const auto sent = send(support::chat("bob@example.org", "hello"));
  auto stored = told->stored();
  REQUIRE(stored.wait_for(30s) == std::future_status::ready);
  CHECK(stored.get() == sent);
  CHECK(told->ids() == std::set{sent});
  CHECK(server->watching().recent(10).empty());
  CHECK(offline("bob@example.org") == 1);
  CHECK(look() != before);
}

TEST_CASE_METHOD(beside_a_server, "only so many may wait") {
  std::promise<void> release;
  auto released = release.get_future().share();
  auto first = submit([released] { released.wait(); });
  REQUIRE(first.get()); // its thread is busy now
  std::vector<std::future<answer>> waiting;
  for (std::size_t i = 0; i < rehearsal::rehearsals::most_waiting; ++i)
    waiting.push_back(submit());

  auto refused = submit().get();
  release.set_value();

  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == failure_code::busy);
  for (auto& each : waiting)
    CHECK(each.get().has_value());
}

TEST_CASE_METHOD(beside_a_server, "what waits when it ends holds nothing up") {
  std::promise<void> release;
  auto released = release.get_future().share();
  auto first = submit([released] { released.wait(); });
  REQUIRE(first.get());
  auto second = submit();

  auto ended = std::async(std::launch::async, [this] { trials.reset(); });
  release.set_value();
  ended.get();

  // Run before the end, or dropped: there is nobody whom it keeps waiting.
  CHECK(second.wait_for(0s) == std::future_status::ready);
}

} // namespace rehearsals_test
