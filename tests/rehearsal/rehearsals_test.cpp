// SPDX-License-Identifier: Apache-2.0
// Rehearsals on their thread, beside a server that runs.
#include <future>

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <catch2/catch.hpp>

#include "actors/rehearsal/rehearsals.hpp"
#include "tests/persistence/temporary_directory.hpp"
#include "tests/support/fake_context.hpp"
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
    auto wanted = std::make_shared<config::server_config>();
    wanted->hosts.push_back({.name = "example.org"});
    wanted->data_dir = where.path();
    wanted->storage.driver = "memory";
    wanted->c2s.listen = {"127.0.0.1:0"};
    wanted->c2s.direct_tls.clear();
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
    caf::scoped_actor self{server->system()};
    actors::change_account wish;
    wish.account = jid(account);
    wish.password = "pencil";
    self->request(server->handles().auth, 30s, wish)
        .receive([](const actors::account_changed& c) { REQUIRE(!c.error); },
                 [](const caf::error&) { FAIL("no answer"); });
  }
  using answer = admin::outcome<json>;
  std::future<answer> submit(std::function<void()> before_answer = [] {}) {
    auto promise = std::make_shared<std::promise<answer>>();
    trials->submit({hello, jid("alice@example.org/desk"), false}, config,
                   [promise, before_answer](answer came) {
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
