// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/ping.hpp"
#include "tests/user/whole_account.hpp"

namespace ping_test {

using namespace troupe;
using namespace troupe::test;
using xml::element;
using xml::iq_type;

namespace {

constexpr auto me = "alice@example.org/phone";

element ping() {
  return element{"ping", user::ns::ping};
}

} // namespace

TEST_CASE("an account answers the ping of its owner") {
  whole_account a;
  a.log_in("phone");

  auto answer = a.iq(me, iq_type::get, ping());

  REQUIRE(condition_in(answer) == "result");
  CHECK_FALSE(answer->first_child());
}

TEST_CASE("a ping is answered once what came before it is stored") {
  whole_account a;
  a.add_session("phone");
  a.hold_storage();
  a.incoming(message("kept"));
  auto request
      = support::stanza(xml::stanza_kind::iq, "get", me, "alice@example.org")
            .with_id("p")
            .with(ping());
  CHECK_FALSE(a.iq(request));

  a.complete_storage();

  CHECK(a.logged("offline") == 1);
  CHECK(condition_in(a.answer_to("p")) == "result");
}

TEST_CASE("who may see the presence gets an answer to a ping, too") {
  whole_account a;
  a.let_see("bob@example.net");

  CHECK(condition_in(a.iq("bob@example.net/desk", iq_type::get, ping()))
        == "result");
}

TEST_CASE("others get no answer to a ping of the account") {
  whole_account a;

  CHECK(condition_in(a.iq("bob@example.net/desk", iq_type::get, ping()))
        == "service-unavailable");
}

} // namespace ping_test
