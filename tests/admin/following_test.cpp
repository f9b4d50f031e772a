// SPDX-License-Identifier: Apache-2.0
// Commands that go on, by the example of "log follow".
#include <condition_variable>
#include <deque>
#include <mutex>

#include <caf/scoped_actor.hpp>
#include <catch2/catch.hpp>

#include "actors/admin/catalogue.hpp"
#include "tests/admin/fake_server.hpp"
#include "tests/admin/lone_admin.hpp"

namespace following_test {

using namespace troupe;
using namespace troupe::admin;
using namespace troupe::admin::test;
using nlohmann::json;

namespace {

/// Notes what it is told, on any thread, and hands it out in order.
class notes {
public:
  void add(json one) {
    {
      const std::lock_guard guard{mutex_};
      all_.push_back(std::move(one));
    }
    there_.notify_all();
  }
  /// Waits for it, ten seconds at most.
  json next() {
    std::unique_lock lock{mutex_};
    REQUIRE(there_.wait_for(lock, std::chrono::seconds{10},
                            [this] { return !all_.empty(); }));
    auto one = std::move(all_.front());
    all_.pop_front();
    return one;
  }
  bool is_empty() {
    const std::lock_guard guard{mutex_};
    return all_.empty();
  }

private:
  std::mutex mutex_;
  std::condition_variable there_;
  std::deque<json> all_;
};

/// What follow-commands are asked by: an audience or a client of the socket.
struct following_admin : lone_admin {
  actors::follow_command request(given_arguments given = {}) {
    return {
        "alice@example.org", "web 127.0.0.1", "log follow", std::move(given),
        std::make_shared<const audience>(audience{
            [events = events](json event) { events->add(std::move(event)); },
            [ends = ends](const outcome<json>& came) {
              ends->add(to_json(came));
            }})};
  }
  ending follow(const caf::scoped_actor& asker, given_arguments given = {}) {
    ending end;
    asker->request(actor, caf::infinite, request(std::move(given)))
        .receive([&](actors::following& f) { end = *f.end; },
                 [](const caf::error&) {});
    return end;
  }
  /// @returns how the client goes
  std::function<void()> follow_by_socket() {
    std::promise<std::function<void()>> gone;
    send(
        R"({"command": "log follow"})", false,
        {[to = ends](const std::string& line) { to->add(json::parse(line)); },
         [to = events](const std::string& line) { to->add(json::parse(line)); },
         [&](std::function<void()> then) { gone.set_value(std::move(then)); }});
    return gone.get_future().get();
  }
  /// How many are followed, after all that was done before.
  std::string followed() {
    caf::scoped_actor asker{system};
    std::string figure;
    asker->request(actor, caf::infinite, actors::describe{})
        .receive(
            [&](actors::description& d) {
              for (const auto& child : d.children)
                if (child.name == "followed")
                  figure = child.value;
            },
            [](const caf::error&) {});
    return figure;
  }

  // The log's thread may still be telling when all has ended.
  std::shared_ptr<notes> events = std::make_shared<notes>();
  std::shared_ptr<notes> ends = std::make_shared<notes>();
};

/// Waits for a line; what comes before it is passed over.
json next_with(notes& from, const std::string& text) {
  for (;;) {
    auto one = from.next();
    if (one.dump().find(text) != std::string::npos)
      return one;
  }
}

} // namespace

TEST_CASE("events come as they happen, until nobody listens") {
  following_admin admin;
  caf::scoped_actor self{admin.system};

  auto end = admin.follow(self, {{"level", "debug"}});
  spdlog::debug("one");
  CHECK(next_with(*admin.events, "one")["level"] == "debug");

  end();
  end();
  CHECK(admin.followed() == "0");
  CHECK_FALSE(spdlog::should_log(spdlog::level::debug));
  CHECK(admin.ends->is_empty());
  CHECK_THAT(admin.log.str(), Catch::Contains("outcome=begun"));
  CHECK_THAT(admin.log.str(),
             Catch::Contains("who=alice@example.org from=\"web 127.0.0.1\" "
                             "command=\"log follow\" "
                             "arguments={\"level\":\"debug\"} outcome=left"));
}

TEST_CASE("a client of the socket gets events line by line") {
  following_admin admin;

  auto gone = admin.follow_by_socket();
  spdlog::info("one");
  CHECK(next_with(*admin.events, "one")["event"]["message"] == "one");

  gone();
  CHECK(admin.followed() == "0");
}

TEST_CASE("what cannot be followed ends at once") {
  following_admin admin;
  caf::scoped_actor self{admin.system};

  admin.follow(self, {{"level", "loud"}})();
  CHECK(admin.ends->next()["error"]["code"] == "usage");
  admin.follow(self, {{"jid", "a b@c"}})();
  CHECK(admin.ends->next()["error"]["code"] == "usage");
  admin.follow(self, {{"colour", "red"}})();
  CHECK(admin.ends->next()["error"]["message"]
        == "log follow has no argument \"colour\"");
  CHECK(admin.followed() == "0");
  CHECK(
      admin.ask(
          R"({"command": "log follow", "arguments": {"level": "x"}})")["error"]
                                                                      ["code"]
      == "usage");
}

TEST_CASE("no more than sixteen commands go on at once") {
  following_admin admin;
  caf::scoped_actor self{admin.system};
  std::vector<ending> all;
  for (std::size_t i = 0; i < followers::most; ++i)
    all.push_back(admin.follow(self));
  REQUIRE(admin.ends->is_empty());

  admin.follow(self)();
  CHECK(admin.ends->next()["error"]["code"] == "busy");

  all.front()();
  auto next = admin.follow(self);
  CHECK(admin.followed() == std::to_string(followers::most));
  CHECK(admin.ends->is_empty());
}

TEST_CASE("what goes on ends with the actor that asked for it") {
  following_admin admin;
  {
    caf::scoped_actor self{admin.system};
    admin.follow(self);
    admin.follow(self);
    CHECK(admin.followed() == "2");
  }

  CHECK(admin.followed() == "0");
  CHECK(admin.ends->is_empty());
}

TEST_CASE("a reload ends nothing, the server's stop all") {
  following_admin admin;
  caf::scoped_actor self{admin.system};
  auto end = admin.follow(self);
  auto gone = admin.follow_by_socket();
  auto config = std::make_shared<config::server_config>();
  caf::anon_send(admin.actor, actors::configuration_changed{config});
  CHECK(admin.followed() == "2");

  caf::anon_send_exit(admin.actor, caf::exit_reason::user_shutdown);
  for (int i = 0; i < 2; ++i)
    CHECK(admin.ends->next()["error"]
          == json{{"code", "not_running"}, {"message", "the server stops"}});

  end(); // after the end these do nothing
  gone();
  CHECK(admin.ends->is_empty());
}

TEST_CASE("what has one answer or is no command has nothing to follow") {
  fake_server server;
  std::vector<json> ends;
  const auto refused = [&](const char* name, given_arguments given) {
    follow(
        server, name, given,
        {[](const json&) {},
         [&](const outcome<json>& came) { ends.push_back(to_json(came)); }})();
  };

  refused("fly", {});
  refused("users", {});

  REQUIRE(ends.size() == 2);
  CHECK(ends[0]["error"]["message"] == "there is no command \"fly\"");
  CHECK(ends[1]["error"]["message"]
        == "users has one answer, and nothing to follow");
}

TEST_CASE("for who gets one answer, what goes on is gathered") {
  following_admin admin;
  caf::scoped_actor self{admin.system};
  auto gather = [&](given_arguments given, auto meanwhile) {
    auto answered = self->request(
        admin.actor, caf::infinite,
        actors::run_command{"alice@example.org", "ad-hoc desk", "log follow",
                            std::move(given), true});
    meanwhile();
    json came;
    answered.receive(
        [&](const actors::command_done& d) { came = json::parse(d.answer); },
        [](const caf::error&) {});
    return came;
  };

  const auto all = gather({{"level", "debug"}}, [&] {
    CHECK(admin.followed() == "1");
    for (int i = 0; i < 150; ++i)
      spdlog::debug("line");
  });
  CHECK(all["result"]["events"].size() == 100);
  CHECK(admin.followed() == "0");

  const auto wrong = gather({{"level", "loud"}}, [] {});
  CHECK(wrong["error"]["code"] == "usage");
  CHECK_THAT(admin.log.str(),
             Catch::Contains("from=\"ad-hoc desk\" command=\"log follow\" "
                             "arguments={\"level\":\"loud\"} "
                             "outcome=usage"));
}

} // namespace following_test
