// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/admin/fake_server.hpp"
#include "xml/namespaces.hpp"

namespace announce_test {

using namespace troupe;
using namespace troupe::admin;
using namespace troupe::admin::test;
using strings = std::vector<std::string>;

namespace {

actors::session_facts online(std::string jid, int priority = 0) {
  actors::session_facts facts;
  facts.jid = std::move(jid);
  facts.available = true;
  facts.priority = priority;
  return facts;
}

void gather_crowd(fake_server& server) {
  server.sessions
      = {online("alice@example.org/desk"), online("alice@example.org/x"),
         online("bob@example.org/x"), online("carol@пример.example/x"),
         online("shy@example.org/x", -1)};
  auto& away = server.sessions.emplace_back(online("away@example.org/x"));
  away.available = false;
}

strings receivers(const fake_server& server) {
  strings all;
  for (const auto& each : server.sent)
    all.push_back(each.to().str());
  return all;
}

} // namespace

TEST_CASE("an announcement goes once to each account that is available") {
  fake_server server;
  gather_crowd(server);

  auto answer = server.run("announce", {{"text", "Down at noon.\nBe quick."}});

  REQUIRE(answer);
  CHECK((*answer)["announced"] == 3);
  CHECK(receivers(server)
        == strings{"alice@example.org", "bob@example.org",
                   "carol@пример.example"});
  const auto& first = server.sent.front();
  CHECK(first.is_message());
  CHECK(first.type() == "headline");
  CHECK(first.from().str() == "example.org");
  CHECK(server.sent.back().from().str() == "пример.example");
  REQUIRE(first.child("body", xml::ns::client));
  CHECK(first.child("body", xml::ns::client)->text()
        == "Down at noon.\nBe quick.");
}

TEST_CASE("an announcement can be for one host") {
  fake_server server;
  gather_crowd(server);

  auto answer
      = server.run("announce", {{"text", "x"}, {"host", "ПРИМЕР.example"}});

  REQUIRE(answer);
  CHECK(receivers(server) == strings{"carol@пример.example"});
  auto wrong = server.run("announce", {{"text", "x"}, {"host", "x.example"}});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code == failure_code::not_found);
}

TEST_CASE("who has gone before the announcement came is left out") {
  fake_server server;
  gather_crowd(server);
  server.gone = {"alice@example.org"};

  auto answer = server.run("announce", {{"text", "x"}});

  REQUIRE(answer);
  CHECK((*answer)["announced"] == 2);
  server.gone.clear();
  server.sessions.clear();
  auto nobody = server.run("announce", {{"text", "x"}});
  REQUIRE(nobody);
  CHECK((*nobody)["announced"] == 0);
}

TEST_CASE("one who does not answer keeps an announcement from nobody else") {
  fake_server server;
  gather_crowd(server);
  server.mute = {"alice@example.org"};

  auto answer = server.run("announce", {{"text", "x"}});

  REQUIRE(answer);
  CHECK((*answer)["announced"] == 2);
  CHECK((*answer)["failed"] == 1);
}

TEST_CASE("what cannot be said in XML is not announced") {
  fake_server server;
  gather_crowd(server);
  for (const std::string text :
       {"", " \n", "a\x01z", "a\xEF\xBF\xBFz", "a\xEF\xBF\xBEz", "a\xFFz"}) {
    INFO(text);
    auto answer = server.run("announce", {{"text", text}});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == failure_code::usage);
  }
  auto longest = server.run("announce", {{"text", std::string(10'001, 'a')}});
  REQUIRE_FALSE(longest);
  CHECK(server.sent.empty());
  CHECK(server.run("announce", {{"text", std::string(10'000, 'a')}}));
}

TEST_CASE("the disabled accounts can be listed alone") {
  fake_server server;
  server.users = {"a@example.org", "b@example.org", "c@пример.example"};
  server.disabled = {"b@example.org", "c@пример.example"};

  CHECK((*server.run("users", {{"disabled", "true"}}))["users"]
        == server.disabled);
  CHECK((*server.run("users",
                     {{"disabled", "true"}, {"host", "example.org"}}))["users"]
        == strings{"b@example.org"});
}

} // namespace announce_test
