// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include <catch2/catch.hpp>

#include "actors/admin/catalogue.hpp"
#include "actors/admin/stopped_server.hpp"
#include "actors/auth/credentials.hpp"
#include "actors/web/secret.hpp"
#include "actors/web/tokens.hpp"
#include "persistence/directory_lock.hpp"
#include "persistence/open.hpp"
#include "tests/persistence/temporary_directory.hpp"
#include "tests/support/print_result.hpp"

namespace stopped_server_test {

using namespace troupe;
using namespace troupe::admin;
using nlohmann::json;

namespace {

struct stopped {
  stopped() {
    config.data_dir = where / "data";
    for (const auto* name : {"example.org", "example.net"}) {
      config::host_section host;
      host.name = name;
      config.hosts.push_back(host);
    }
  }

  outcome<json> run(std::string_view name, const given_arguments& given = {}) {
    std::optional<outcome<json>> answer;
    stopped_server server{config};
    execute(server, name, given, [&](auto came) { answer = std::move(came); });
    return std::move(answer.value());
  }
  failure_code code(std::string_view name, const given_arguments& given = {}) {
    auto answer = run(name, given);
    REQUIRE_FALSE(answer);
    return answer.error().code;
  }
  std::optional<std::string> stored(std::string_view owner,
                                    std::string_view document) const {
    auto store = persistence::open("sqlite", config.data_dir);
    REQUIRE(store);
    return *(*store)->document(owner, document);
  }
  bool opens(std::string_view owner, std::string_view password) const {
    auto keys = auth::from_document(stored(owner, "credentials").value());
    return auth::verify_password(*keys, password);
  }

  persistence::temporary_directory where;
  config::server_config config;
};

} // namespace

TEST_CASE("tokens are made, listed and deleted while no server runs") {
  stopped s;

  const auto made = s.run("token create", {{"name", "grafana"}, {"days", "2"}});
  REQUIRE(made);
  const auto secret = made->at("token").get<std::string>();
  CHECK(secret.size() == 64);
  CHECK(made->at("created") == "grafana");
  CHECK(s.code("token create", {{"name", "grafana"}})
        == failure_code::conflict);

  const auto list = s.run("token list");
  REQUIRE(list);
  REQUIRE(list->at("tokens").size() == 1);
  CHECK(list->at("tokens")[0]["name"] == "grafana");
  CHECK(list->at("tokens")[0]["expired"] == false);
  CHECK(list->at("tokens")[0]["expires"] == made->at("expires"));
  CHECK(list->dump().find(secret) == std::string::npos);

  CHECK(s.run("token delete", {{"name", "grafana"}}));
  CHECK(s.code("token delete", {{"name", "grafana"}})
        == failure_code::not_found);
  CHECK(s.run("token list")->at("tokens").empty());
}

TEST_CASE("the store has a token's digest, not its secret") {
  stopped s;
  const auto made = s.run("token create", {{"name", "x"}});
  REQUIRE(made);

  auto store = persistence::open("sqlite", s.config.data_dir);
  REQUIRE(store);
  const auto kept = (*store)->entries(web::token_owner, web::token_map);
  REQUIRE(kept);
  const auto tokens = web::tokens_in(*kept);
  REQUIRE(tokens.size() == 1);
  const auto secret = made->at("token").get<std::string>();
  CHECK(tokens[0].digest == web::digest_of(secret));
  CHECK_FALSE(tokens[0].expires);
  CHECK(web::to_blob(tokens[0]).find(secret) == std::string::npos);
}

TEST_CASE("a token has a plain name and whole days") {
  stopped s;
  for (const auto* name : {"", "two words", "a/b", "\n"}) {
    INFO(name);
    CHECK(s.code("token create", {{"name", name}}) == failure_code::usage);
  }
  for (const auto* days : {"", "0", "-1", "1.5", "3651", "ten"}) {
    INFO(days);
    CHECK(s.code("token create", {{"name", "x"}, {"days", days}})
          == failure_code::usage);
  }
}

TEST_CASE("accounts are made, changed and removed while no server runs") {
  stopped s;
  const given_arguments alice{{"jid", "alice@example.org"},
                              {"password", "secret"}};

  REQUIRE(s.run("adduser", alice));
  CHECK(s.opens("alice@example.org", "secret"));
  CHECK(s.code("adduser", alice) == failure_code::conflict);

  REQUIRE(s.run("passwd", {{"jid", "alice@example.org"}, {"password", "new"}}));
  CHECK(s.opens("alice@example.org", "new"));
  CHECK_FALSE(s.opens("alice@example.org", "secret"));

  {
    auto store = persistence::open("sqlite", s.config.data_dir);
    REQUIRE((*store)->put_document("alice@example.org", "vcard", "x"));
  }
  REQUIRE(s.run("deluser", {{"jid", "alice@example.org"}}));
  CHECK_FALSE(s.stored("alice@example.org", "credentials"));
  CHECK_FALSE(s.stored("alice@example.org", "vcard"));
  CHECK(s.code("deluser", {{"jid", "alice@example.org"}})
        == failure_code::not_found);
  CHECK(s.code("passwd", {{"jid", "alice@example.org"}, {"password", "x"}})
        == failure_code::not_found);
}

TEST_CASE("a new password leaves a disabled account disabled") {
  stopped s;
  auto keys = *auth::derive("old");
  keys.disabled = true;
  std::filesystem::create_directory(s.config.data_dir);
  {
    auto store = persistence::open("sqlite", s.config.data_dir);
    REQUIRE((*store)->put_document("a@example.org", "credentials",
                                   auth::to_document(keys)));
  }

  REQUIRE(s.run("passwd", {{"jid", "a@example.org"}, {"password", "new"}}));

  auto changed
      = auth::from_document(s.stored("a@example.org", "credentials").value());
  CHECK(changed->disabled);
}

TEST_CASE("accounts are disabled and enabled while no server runs") {
  stopped s;
  const given_arguments alice{{"jid", "alice@example.org"}};
  REQUIRE(
      s.run("adduser", {{"jid", "alice@example.org"}, {"password", "secret"}}));
  REQUIRE(s.run("adduser", {{"jid", "b@example.org"}, {"password", "x"}}));
  const auto is_disabled = [&](const char* account) {
    return auth::is_disabled(s.stored(account, "credentials").value());
  };

  REQUIRE(s.run("disable", alice));
  CHECK(is_disabled("alice@example.org"));
  CHECK(s.opens("alice@example.org", "secret"));
  CHECK((*s.run("users", {{"details", "true"}}))["users"]
        == json{{{"jid", "alice@example.org"}, {"disabled", true}},
                {{"jid", "b@example.org"}, {"disabled", false}}});

  REQUIRE(s.run("enable", alice));
  CHECK_FALSE(is_disabled("alice@example.org"));
  CHECK(s.opens("alice@example.org", "secret"));
  CHECK(s.code("disable", {{"jid", "nobody@example.org"}})
        == failure_code::not_found);
}

TEST_CASE("a password that nobody could use is refused") {
  stopped s;
  for (const auto* password : {"", "\x07", "\xff"})
    CHECK(s.code("adduser", {{"jid", "a@example.org"}, {"password", password}})
          == failure_code::bad_password);
  CHECK((*s.run("users"))["users"].empty());
}

TEST_CASE("users are listed from the store") {
  stopped s;
  for (const auto* jid : {"b@example.org", "a@example.org", "a@example.net"})
    REQUIRE(s.run("adduser", {{"jid", jid}, {"password", "x"}}));

  CHECK((*s.run("users"))["users"]
        == json{"a@example.net", "a@example.org", "b@example.org"});
  CHECK((*s.run("users", {{"host", "example.net"}}))["users"]
        == json{"a@example.net"});
}

TEST_CASE("what needs a running server says so") {
  stopped s;
  for (const auto* name : {"sessions", "status", "reload", "describe"})
    CHECK(s.code(name) == failure_code::not_running);
  CHECK(s.code("kick", {{"jid", "a@example.org"}})
        == failure_code::not_running);
  for (const auto* name :
       {"rooms describe", "rooms create", "rooms destroy", "rooms export"})
    CHECK(s.code(name, {{"room", "a@conference.example.org"}})
          == failure_code::not_running);
  CHECK(s.code("rooms list") == failure_code::not_running);
  CHECK(s.code("explain", {{"stanza", "<message/>"}, {"as", "a@example.org"}})
        == failure_code::not_running);
}

TEST_CASE("a store in use is left alone") {
  stopped s;
  std::filesystem::create_directory(s.config.data_dir);
  auto lock = persistence::directory_lock::take(s.config.data_dir);
  REQUIRE(lock);

  auto answer = s.run("adduser", {{"jid", "a@example.org"}, {"password", "x"}});

  REQUIRE_FALSE(answer);
  CHECK_THAT(answer.error().message, Catch::Contains("in use"));
}

TEST_CASE("the memory driver has nothing to offer without its server") {
  stopped s;
  s.config.storage.driver = "memory";

  CHECK(s.code("users") == failure_code::not_running);
}

TEST_CASE("reports are read from the store") {
  stopped s;
  {
    auto store = persistence::open("sqlite", s.config.data_dir);
    REQUIRE((*store)->append(
        "example.org", "reports",
        {"1", 1'700'000'000'000'000, "alice@example.org",
         "<report xmlns='urn:xmpp:reporting:1' jid='bob@example.net'/>"}));
  }

  auto answer = s.run("reports");

  REQUIRE(answer);
  REQUIRE((*answer)["reports"].size() == 1);
  CHECK((*answer)["reports"][0]["reported"] == "bob@example.net");
}

} // namespace stopped_server_test
