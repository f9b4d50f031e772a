// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/user/accounts.hpp"

namespace presence_requests_test {

using namespace troupe;
using namespace troupe::test;
using persistence::store_errc;

namespace {

constexpr auto bob = "bob@example.org";

xml::stanza request(std::string_view from) {
  return presence("subscribe", "alice@example.org")
      .with_id("r1")
      .with_from(jid(from))
      .with(xml::element("status", "jabber:client").with_text("it's me"))
      .with(xml::element("nick", "http://jabber.org/protocol/nick")
                .with_text("Bob"));
}

} // namespace

TEST_CASE("a request goes to all available resources") {
  account a;
  a.log_in("phone");
  a.add_session("laptop");
  a.says("laptop", "");
  a.add_session("aware");
  a.get("aware");
  a.forget();

  a.incoming(request("bob@example.org/x").with_to(jid("alice@example.org/y")));

  for (auto resource : {"phone", "laptop"}) {
    auto sent = a.sent_to(resource);
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].to() == a.self());
    CHECK(sent[0].child("nick", "http://jabber.org/protocol/nick"));
  }
  CHECK(a.sent_to("aware").empty());
  CHECK(a.state_of(bob) == "not there"); // RFC 6121 §3.1.3
}

TEST_CASE("a request is delivered at every initial presence until answered") {
  auto answer = GENERATE("subscribed", "unsubscribed");
  account before;
  before.incoming(request(bob));
  before.incoming(request(bob)); // RFC 6121 §3.1.3: kept once

  account a{before}; // and it outlives the actor
  for (auto resource : {"phone", "laptop"}) {
    a.log_in(resource);
    auto got = a.sent_to(resource);
    std::erase_if(got, [](const auto& x) { return x.type() != "subscribe"; });
    REQUIRE(got.size() == 1);
    CHECK(got[0] == request(bob));
  }
  a.says("phone", "unavailable");
  a.forget();
  a.says("phone", "");
  CHECK(summary(a.sent_to("phone")).size() == 3); // with two own presences

  a.says("phone", answer, bob);
  a.forget();
  a.log_in("tablet");
  for (const auto& x : a.sent_to("tablet"))
    CHECK(x.type() != "subscribe");
}

TEST_CASE("a request that is taken back is delivered no more") {
  account a;
  a.incoming(request(bob));
  a.gets("unsubscribe", bob);
  CHECK(summary(a.routed)
        == lines{"unsubscribed alice@example.org > bob@example.org"});

  a.log_in("phone");

  CHECK(summary(a.sent_to("phone"))
        == lines{"available alice@example.org/phone > alice@example.org"});
}

TEST_CASE("requests are kept up to a limit") {
  account a;
  a.config.limits.pending_subscriptions = 1;
  a.gets("subscribe", bob);
  a.gets("subscribe", bob); // known
  CHECK(a.routed.empty());

  a.gets("subscribe", "carol@example.org");
  REQUIRE(a.routed.size() == 1);
  CHECK(condition_of(a.routed[0]) == "resource-constraint");
  CHECK(a.routed[0].to().str() == "carol@example.org");

  a.config.limits.pending_subscriptions = 0;
  a.gets("subscribe", "carol@example.org");
  CHECK(a.part<user::roster>().contacts().requests().size() == 2);
}

TEST_CASE("a request that cannot be stored is not delivered but refused") {
  account a;
  a.log_in("phone");
  a.forget();
  a.fail_stores(store_errc::full);

  a.incoming(request(bob));

  REQUIRE(a.routed.size() == 1);
  CHECK(condition_of(a.routed[0]) == "resource-constraint");
  CHECK(a.routed[0].to().str() == bob);
  CHECK(a.sent.empty());
  CHECK(a.part<user::roster>().contacts().requests().empty());
}

} // namespace presence_requests_test
