// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "actors/web/api.hpp"
#include "actors/web/secret.hpp"
#include "tests/net/http_fixture.hpp"

namespace troupe::web::test {

using nlohmann::json;

/// Commands that are noted; their answers are set by the test.
class fake_runner final : public command_runner {
public:
  struct asked_for {
    std::string who, from, name;
    admin::given_arguments arguments;
  };

  std::vector<command_facts> commands() const override {
    return {
        {"status", "how it is", false, false, {}},
        {"rooms list", "all rooms", false, false, {{"host", "of it", true}}},
        {"adduser",
         "makes one",
         true,
         false,
         {{"jid", "who"}, {"password", "its", false, true}}},
        {"trace", "what happens", false, true, {{"jid", "whose", true}}},
        {"explain",
         "what would happen",
         false,
         false,
         {{.name = "stanza", .help = "as XML", .said = true}}},
    };
  }
  void run(const asker& by, const std::string& name,
           const admin::given_arguments& arguments,
           std::function<void(std::string)> reply) override {
    runs.push_back({by.who, by.from, name, arguments});
    reply(answer);
  }
  ending follow(const asker& by, const std::string& name,
                const admin::given_arguments& arguments, follower to) override {
    follows.push_back({by.who, by.from, name, arguments});
    followed = std::move(to);
    return [this] { ++ended; };
  }

  std::string answer = R"({"result":{"fine":true}})";
  std::vector<asked_for> runs, follows;
  follower followed;
  int ended = 0;
};

/// One password for all; what is asked is noted.
class fake_door final : public doorkeeper {
public:
  struct asked_for {
    std::string jid, password, address;
    bool may_enter = false;
  };

  void check_password(const xml::jid& account, const std::string& password,
                      const std::string& address, bool may_enter,
                      std::function<void(login_verdict)> then) override {
    checks.push_back({account.str(), password, address, may_enter});
    auto answer = [this, password, may_enter, then] {
      then(locked                ? login_verdict::later
           : password != "right" ? login_verdict::wrong
           : may_enter           ? login_verdict::right
                                 : login_verdict::outside);
    };
    if (meanwhile)
      std::exchange(meanwhile, nullptr)();
    answer();
  }
  void read_tokens(
      std::function<void(std::optional<std::vector<token>>)> then) override {
    ++reads;
    then(tokens);
  }

  std::vector<asked_for> checks;
  std::optional<std::vector<token>> tokens{std::vector<token>{}};
  bool locked = false;
  std::function<void()> meanwhile; ///< what happens before the next answer
  int reads = 0;
};

/// What came back.
struct answer {
  unsigned status = 0;
  std::map<std::string, std::string> headers;
  std::string text;
  json body() const { return json::parse(text, nullptr, false); }
  std::string code() const { return body()["error"].value("code", ""); }
};

answer parse_answer(const std::string& bytes);

/// The API behind a real server; alice@localhost is an administrator.
struct web_fixture : net::test::test_loop {
  web_fixture();
  ~web_fixture();

  answer ask(const std::string& method, const std::string& target,
             const std::string& headers = {}, const std::string& body = {});
  answer get(const std::string& target, const std::string& headers = {}) {
    return ask("GET", target, headers);
  }
  answer post(const std::string& target, const json& body,
              const std::string& headers = {}) {
    return ask("POST", target, headers + json_type, body.dump());
  }
  answer log_in(const std::string& jid, const std::string& password,
                const std::string& headers = {}) {
    return post("/api/v1/session", {{"jid", jid}, {"password", password}},
                headers);
  }
  /// Headers of a request with alice's login.
  std::string login();
  std::string login_with_csrf();
  /// A valid token's header.
  std::string bearer(const std::string& name,
                     std::optional<std::chrono::system_clock::time_point> end
                     = {});
  void reload();
  std::uint16_t port() const { return server->listening().at(0).port; }

  static inline const std::string json_type
      = "Content-Type: application/json\r\n";

  std::string host = "localhost";
  std::string missing; ///< of the server
  std::chrono::steady_clock::time_point now{std::chrono::hours{1}};
  config::server_config config;
  std::shared_ptr<fake_runner> runner = std::make_shared<fake_runner>();
  std::shared_ptr<fake_door> door = std::make_shared<fake_door>();
  std::shared_ptr<api> made;
  std::unique_ptr<net::http_server> server;
};

} // namespace troupe::web::test
