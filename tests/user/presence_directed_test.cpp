// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/user/accounts.hpp"

namespace presence_directed_test {

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr auto room = "room@chat.example.org/alice";
constexpr auto bob = "bob@example.org";

std::string gone(std::string_view to) {
  return "unavailable alice@example.org/phone > " + std::string{to};
}
std::string here(std::string_view to) {
  return "available alice@example.org/phone > " + std::string{to};
}

} // namespace

TEST_CASE("directed presence is routed as it is and not broadcast") {
  account a;
  a.befriend(bob, "from");
  a.log_in("phone");
  a.forget();

  a.outgoing("phone", presence("", room).with(
                          xml::element("x", "http://jabber.org/protocol/muc")));

  CHECK(summary(a.routed) == lines{here(room)});
  CHECK(a.routed[0].child("x", "http://jabber.org/protocol/muc"));
  CHECK(a.sent.empty());
}

TEST_CASE("who got directed presence is told when the session goes") {
  auto how = GENERATE("unavailable", "closed");
  account a;
  a.befriend(bob, "from");
  a.log_in("phone");
  a.says("phone", "", room);
  a.says("phone", "", room); // again: told once
  a.says("phone", "");       // not for the room, RFC 6121 §4.6.3 case 2
  a.forget();

  if (how == std::string{"closed"})
    a.close_session("phone");
  else
    a.says("phone", "unavailable");

  CHECK(summary(a.routed) == lines{gone(bob), gone(room)});
}

TEST_CASE("directed unavailable presence is not sent twice") {
  account a;
  a.log_in("phone");
  a.says("phone", "", room);
  a.says("phone", "unavailable", room);
  CHECK(summary(a.routed) == lines{here(room), gone(room)});
  a.forget();

  a.close_session("phone");

  CHECK(a.routed.empty());
}

TEST_CASE("who went away itself is not told") {
  account a;
  a.log_in("phone");
  a.says("phone", "", room);
  a.gets("unavailable", room, "alice@example.org/phone");
  a.forget();

  a.close_session("phone");

  CHECK(a.routed.empty());
}

TEST_CASE("a subscriber that got directed presence is told once") {
  account a;
  a.befriend(bob, "both");
  a.add_session("phone");
  a.says("phone", "", "bob@example.org/x"); // before initial presence
  a.says("phone", "");
  a.says("phone", "", bob);
  a.says("phone", "unavailable", bob); // case 1: still a subscriber
  a.forget();

  a.close_session("phone");

  CHECK(summary(a.routed) == lines{gone(bob)});
}

TEST_CASE("directed presence of a session that is not available is kept too") {
  account a;
  a.befriend(bob, "from");
  a.add_session("phone");
  a.says("phone", "", bob);
  a.says("phone", "", room);
  a.forget();

  a.close_session("phone");

  CHECK(summary(a.routed) == lines{gone(bob), gone(room)});
}

TEST_CASE("one session is not present in places without end") {
  account a;
  a.log_in("phone");
  for (int i = 0; i < 1000; ++i)
    a.says("phone", "", "r" + std::to_string(i) + "@chat.example.org/alice");
  a.forget();

  a.says("phone", "", room);
  a.says("phone", "", "r5@chat.example.org/alice");

  REQUIRE(a.routed.size() == 2);
  CHECK(condition_of(a.routed[0]) == "policy-violation");
  CHECK(summary({a.routed[1]}) == lines{here("r5@chat.example.org/alice")});
}

TEST_CASE("a cancelled subscriber is not told again of what was directed") {
  account a;
  a.befriend(bob, "from");
  a.log_in("phone");
  a.says("phone", "unavailable");
  a.says("phone", "", bob);
  a.says("phone", "");
  a.says("phone", "unsubscribed", bob);
  CHECK(summary(a.routed_to(bob)).back()
        == "unsubscribed alice@example.org > bob@example.org");
  a.forget();

  a.close_session("phone");

  CHECK(summary(a.routed).empty());
}

} // namespace presence_directed_test
