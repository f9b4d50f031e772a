// SPDX-License-Identifier: Apache-2.0
// Who sees what of an account when blocked and unblocked.
#include <catch2/catch.hpp>

#include "actors/user/blocking.hpp"
#include "tests/user/block_account.hpp"

namespace blocking_presence_test {

using namespace troupe;
using namespace troupe::test;
using support::stanza;
using xml::stanza_kind;

namespace {

using account = block_account;
using texts = std::vector<std::string>;

constexpr auto bob = "bob@example.net";

} // namespace

TEST_CASE("who is blocked sees the account go and who is unblocked come") {
  account a;
  a.let_see(bob);
  a.let_see("eve@example.com");
  a.present("phone", 0);
  a.log_in("desk");
  a.forget();

  for (const texts& entry : {texts{bob}, texts{"example.net"}}) {
    a.block(entry);
    CHECK(a.presences_to(bob)
          == texts{"unavailable alice@example.org/phone",
                   "unavailable alice@example.org/desk"});
    a.forget();

    a.unblock(entry);
    CHECK(a.presences_to(bob)
          == texts{"available alice@example.org/phone",
                   "available alice@example.org/desk"});
    a.forget();
  }
  CHECK(a.presences_to("eve@example.com").empty());
}

TEST_CASE("all who are unblocked at once see the account come") {
  account a;
  a.let_see(bob);
  a.present("phone", 0);
  a.block({bob});
  a.forget();

  CHECK(a.unblock({}) == "result");

  CHECK(a.list().empty());
  CHECK(a.presences_to(bob) == texts{"available alice@example.org/phone"});
}

TEST_CASE("a resource of a contact is told, and no other") {
  account a;
  a.let_see(bob);
  a.present("phone", 0);
  a.forget();

  a.block({"bob@example.net/desk"});

  CHECK(a.presences_to("bob@example.net/desk")
        == texts{"unavailable alice@example.org/phone"});
  CHECK(a.presences_to(bob).empty());
}

TEST_CASE("who may not see the account is told nothing") {
  account a;
  a.present("phone", 0);
  a.forget();

  a.block({bob});
  a.unblock({bob});

  CHECK(a.presences_to(bob).empty());
}

TEST_CASE("who is blocked by two entries is freed by removing both") {
  account a;
  a.let_see(bob);
  a.present("phone", 0);
  a.block({bob, "example.net"});
  a.forget();

  a.unblock({bob});
  CHECK(a.presences_to(bob).empty());

  a.unblock({"example.net"});
  CHECK(a.presences_to(bob) == texts{"available alice@example.org/phone"});
}

TEST_CASE("presence is broadcast to nobody who is blocked") {
  account a;
  a.let_see(bob);
  a.let_see("eve@example.com");
  a.block({bob});
  a.forget();

  a.present("phone", 0);
  a.outgoing("phone", stanza(stanza_kind::presence, "unavailable", {}, {}));

  CHECK(a.presences_to(bob).empty());
  CHECK(a.presences_to("eve@example.com").size() == 2);
}

TEST_CASE("who got directed presence sees that resource go, once") {
  account a;
  a.log_in("desk");
  a.outgoing("phone",
             stanza(stanza_kind::presence, "", {}, "room@muc.example.net/me"));
  a.forget();

  a.block({"muc.example.net"});
  a.close_session("phone");

  CHECK(a.presences_to("room@muc.example.net/me")
        == texts{"unavailable alice@example.org/phone"});
}

} // namespace blocking_presence_test
