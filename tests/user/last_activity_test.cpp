// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/last_activity.hpp"
#include "tests/user/whole_account.hpp"

namespace last_activity_test {

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;
using support::stanza;
using xml::element;
using xml::iq_type;
using xml::stanza_kind;

namespace {

constexpr auto ns = user::ns::last_activity;
constexpr auto bob = "bob@example.net/desk";

class account : public whole_account {
public:
  account() { let_see("bob@example.net"); }
  explicit account(account& before) : whole_account(before) {}

  std::optional<xml::stanza> ask(std::string_view who) {
    return iq(who, iq_type::get, element{"query", ns});
  }
  /// "seconds status", or the error.
  std::string told(std::string_view who = bob) {
    auto answer = ask(who);
    if (condition_in(answer) != "result")
      return condition_in(answer);
    const auto* query = answer->first_child();
    return std::string{query->attr_or_empty("seconds")} + " " + query->text();
  }
  void leave(std::string_view resource, std::string_view status) {
    outgoing(resource,
             xml::stanza{stanza_kind::presence, "unavailable"}.with(
                 element{"status", "jabber:client"}.with_text(status)));
    close_session(resource);
  }
};

xml::stanza to_resource(std::string_view from, std::string_view to) {
  return stanza(stanza_kind::iq, "get", from, to)
      .with_id("q")
      .with(element{"query", ns});
}

} // namespace

TEST_CASE("an account tells since when it is away, and why") {
  account a;
  a.log_in("phone");
  a.leave("phone", "Heading Home");

  a.advance(903s);

  CHECK(a.told() == "903 Heading Home");
}

TEST_CASE("the last activity survives a restart") {
  account before;
  before.log_in("phone");
  before.leave("phone", "two\nlines");
  before.advance(10s);

  account a{before};

  CHECK(a.told() == "10 two\nlines");
}

TEST_CASE("an account that is removed leaves nothing behind") {
  account a;
  a.log_in("phone");
  auto before = a.transactions;

  a.part<user::last_activity>().account_removed();
  a.part<user::last_activity>().session_closed(a.session("phone"));

  CHECK(a.transactions == before);
}

TEST_CASE("an account with a session is active now") {
  account a;
  a.log_in("phone");
  a.log_in("desk");
  a.leave("phone", "Heading Home");
  a.advance(903s);

  CHECK(a.told() == "0 ");
}

TEST_CASE("a lost connection leaves no status") {
  account a;
  a.log_in("phone");
  a.outgoing("phone", xml::stanza{stanza_kind::presence, "unavailable"}.with(
                          element{"status", "jabber:client"}.with_text("tea")));
  a.present("phone", 0);
  a.close_session("phone");
  a.advance(5s);

  CHECK(a.told() == "5 ");
}

TEST_CASE("an account that never logged in has no last activity") {
  whole_account a;

  CHECK(condition_in(
            a.iq("alice@example.org/x", iq_type::get, element{"query", ns}))
        == "item-not-found");
}

TEST_CASE("only those who may see presence are told") {
  account a;
  a.log_in("phone");

  CHECK(a.told("alice@example.org/phone") == "0 ");
  CHECK(a.told("bob@example.net/other") == "0 ");
  CHECK(a.told("eve@example.net/desk") == "forbidden");
}

TEST_CASE("a resource is asked only by those who may see presence") {
  constexpr auto phone = "alice@example.org/phone";
  account a;
  a.log_in("phone");
  a.forget();

  a.incoming(to_resource("eve@example.net/desk", phone));
  CHECK(condition_in(a.answer_to("q")) == "forbidden");
  CHECK(a.sent.empty());

  a.incoming(to_resource(bob, phone));
  CHECK(a.sent_to("phone").size() == 1);
}

TEST_CASE("a resource of no account is not told apart") {
  whole_account a;
  a.exists = false;

  a.incoming(to_resource(bob, "alice@example.org/phone"));

  CHECK(condition_in(a.answer_to("q")) == "service-unavailable");
}

} // namespace last_activity_test
