// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/delivery.hpp"
#include "tests/user/whole_account.hpp"

namespace delivery_test {

using namespace troupe;
using namespace troupe::test;
using support::stanza;
using xml::stanza_kind;

namespace {

using texts = std::vector<std::string>;

xml::stanza iq(std::string_view type, std::string_view to) {
  return stanza(stanza_kind::iq, type, "bob@example.net/desk", to)
      .with_id("q")
      .with(xml::element{"query", "urn:x"});
}

} // namespace

TEST_CASE("a message to the account goes to all that take messages") {
  whole_account a;
  a.log_in("phone");
  a.log_in("desk", 5);
  a.log_in("robot", -1);
  a.add_session("silent");

  a.incoming(message("hello"));

  CHECK(a.bodies("phone") == texts{"hello"});
  CHECK(a.bodies("desk") == texts{"hello"});
  CHECK(a.bodies("robot").empty());
  CHECK(a.bodies("silent").empty());
}

TEST_CASE("a message to a resource goes there only") {
  whole_account a;
  a.log_in("phone");
  a.add_session("silent");

  a.incoming(message("hello", "chat", "alice@example.org/silent"));

  CHECK(a.bodies("phone").empty());
  CHECK(a.bodies("silent") == texts{"hello"});
}

TEST_CASE("a message without type to a resource that has gone is refused") {
  whole_account a;
  a.log_in("phone");

  a.incoming(message("hello", "", "alice@example.org/gone"));

  CHECK(condition_in(a.answer_to("hello")) == "service-unavailable");
  CHECK(a.bodies("phone").empty());
}

TEST_CASE("each message has its decision told") {
  whole_account a;
  a.incoming(message("1"));
  a.incoming(message("2", "headline"));
  a.log_in("phone");
  a.incoming(message("3"));

  texts told;
  for (const auto& n : a.notes)
    if (n.stanza.is_message())
      told.emplace_back(n.decision.what);
  CHECK(told == texts{"stored offline", "dropped", "delivered", "delivered"});
}

TEST_CASE("a message that nobody follows is told of for each resource, too") {
  whole_account a;
  a.log_in("phone");
  a.log_in("desk");
  a.forget();

  a.incoming(message("hello"));

  texts told;
  for (const auto& n : a.notes)
    if (n.decision.how == part::outcome::delivered)
      told.emplace_back(n.decision.resource);
  CHECK(told == texts{"alice@example.org/phone", "alice@example.org/desk"});
}

TEST_CASE("an IQ to a resource is delivered to it") {
  for (auto type : {"get", "set", "result", "error"}) {
    whole_account a;
    a.add_session("phone");

    a.incoming(iq(type, "alice@example.org/phone"));

    REQUIRE(a.sent_to("phone").size() == 1);
    CHECK(a.sent_to("phone")[0].type() == type);
    CHECK(a.routed.empty());
  }
}

TEST_CASE("an IQ to a resource that is not there") {
  struct row {
    const char* type;
    const char* answer;
  };
  for (auto [type, answer] :
       {row{"get", "service-unavailable"}, row{"set", "service-unavailable"},
        row{"result", "no answer"}, row{"error", "no answer"}}) {
    INFO(type);
    whole_account a;
    a.log_in("phone");
    a.forget();

    a.incoming(iq(type, "alice@example.org/gone"));

    CHECK(condition_in(a.answer_to("q")) == answer);
    CHECK(a.sent.empty());
  }
}

} // namespace delivery_test
