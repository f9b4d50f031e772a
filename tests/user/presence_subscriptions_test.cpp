// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/user/accounts.hpp"

namespace presence_subscriptions_test {

using namespace troupe;
using namespace troupe::test;
using persistence::store_errc;

namespace {

constexpr auto bob = "bob@example.org";

/// States and asks as the pushes of a session show them.
lines pushed(account& a, std::string_view resource) {
  lines result;
  for (const auto& x : pushes(a.sent_to(resource))) {
    auto ask = x.attr("ask") ? " asked" : "";
    auto approved = x.attr("approved") ? " approved" : "";
    result.push_back(std::string{x.attr_or_empty("jid")} + " "
                     + std::string{x.attr_or_empty("subscription")} + ask
                     + approved);
  }
  return result;
}

xml::stanza request(std::string_view from) {
  return presence("subscribe", "alice@example.org")
      .with_id("r1")
      .with_from(jid(from))
      .with(xml::element("status", "jabber:client").with_text("it's me"))
      .with(xml::element("nick", "http://jabber.org/protocol/nick")
                .with_text("Bob"));
}

} // namespace

TEST_CASE("a request is routed from the bare JID and pushed as asked") {
  account a;
  a.log_in("phone");
  a.log_in("laptop");
  a.forget();

  a.outgoing("phone", presence("subscribe", "bob@example.org/x")
                          .with_id("s1")
                          .with(xml::element("status", "jabber:client")));

  CHECK(summary(a.routed)
        == lines{"subscribe alice@example.org > bob@example.org"});
  CHECK(a.routed[0].id() == "s1");
  CHECK(a.routed[0].child("status", "jabber:client"));
  for (auto resource : {"phone", "laptop"})
    CHECK(pushed(a, resource) == lines{"bob@example.org none asked"});
  CHECK(a.state_of(bob) == "none asked");
}

TEST_CASE("a request keeps the name that was set before") {
  account a;
  a.add_session("phone");
  a.set("phone", item(bob, "Bob", {"Friends"}));

  a.says("phone", "subscribe", bob);

  CHECK(a.item(bob).attr_or_empty("name") == "Bob");
  CHECK(a.item(bob).child("group", user::roster_ns));
}

TEST_CASE("a request without an answer is repeated at initial presence") {
  account a;
  a.log_in("phone");
  a.says("phone", "subscribe", bob);
  a.forget();

  a.log_in("laptop");

  CHECK(summary(a.routed_to(bob))
        == lines{"subscribe alice@example.org > bob@example.org"});
}

TEST_CASE("one does not subscribe to oneself or to nobody") {
  auto type
      = GENERATE("subscribe", "subscribed", "unsubscribe", "unsubscribed");
  account a;
  a.log_in("phone");
  a.forget();

  a.says("phone", type, "alice@example.org/laptop");
  a.says("phone", type);

  REQUIRE(a.routed.size() == 2);
  CHECK(condition_of(a.routed[0]) == "not-allowed");
  CHECK(condition_of(a.routed[1]) == "bad-request");
  CHECK(a.part<user::roster>().contacts().all().empty());

  a.forget();
  a.gets(type, "alice@example.org");
  CHECK(a.routed.empty());
  CHECK(a.sent.empty());
}

TEST_CASE("an approval is told before the push and both before presence") {
  account a;
  a.log_in("phone");
  a.gets("subscribe", bob);
  a.forget();

  a.says("phone", "subscribed", bob);

  CHECK(summary(a.routed)
        == lines{"subscribed alice@example.org > bob@example.org",
                 "available alice@example.org/phone > bob@example.org"});
  CHECK(pushed(a, "phone") == lines{"bob@example.org from"});
}

TEST_CASE("an approval shows the presence of every available resource") {
  account a;
  a.log_in("phone");
  a.log_in("laptop");
  a.add_session("silent");
  a.gets("subscribe", bob);
  a.forget();

  a.says("silent", "subscribed", bob);

  CHECK(summary(a.routed)
        == lines{"subscribed alice@example.org > bob@example.org",
                 "available alice@example.org/phone > bob@example.org",
                 "available alice@example.org/laptop > bob@example.org"});
}

TEST_CASE("an approval that came is delivered before it is pushed") {
  account a;
  a.log_in("phone");
  a.says("phone", "subscribe", bob);
  a.add_session("aware");
  a.get("aware"); // interested, not available
  a.add_session("available");
  a.says("available", "");
  a.forget();

  a.gets("subscribed", bob);

  for (auto resource : {"phone", "aware"}) {
    auto sent = a.sent_to(resource);
    REQUIRE(sent.size() == 2);
    CHECK(summary(sent)
          == lines{"subscribed bob@example.org > alice@example.org"});
    CHECK(sent[0].is_presence());
    CHECK(pushed(a, resource) == lines{"bob@example.org to"});
  }
  CHECK(a.sent_to("available").empty());
}

TEST_CASE("what nobody asked for is ignored") {
  struct row {
    const char* state;
    const char* type;
  };
  auto row_of = GENERATE(values<row>({{"none", "subscribed"},
                                      {"from", "subscribed"},
                                      {"to", "subscribed"},
                                      {"from", "unsubscribed"},
                                      {"to", "unsubscribe"},
                                      {"none", "unsubscribe"}}));
  account a;
  a.befriend(bob, row_of.state);
  a.log_in("phone");
  auto version = a.version();
  a.forget();

  INFO(row_of.state << " " << row_of.type);
  a.gets(row_of.type, bob);

  CHECK(a.sent.empty());
  CHECK(a.routed.empty());
  CHECK(a.version() == version);
  REQUIRE(a.notes.size() == 1);
  CHECK(a.notes[0].decision.what == "dropped");
}

TEST_CASE("what is for a resource that is not there is ignored") {
  account a;
  a.befriend(bob, "both");
  a.log_in("phone");
  a.forget();

  a.gets("unsubscribe", bob, "alice@example.org/gone");
  a.gets("unsubscribed", bob, "alice@example.org/gone");
  CHECK(a.state_of(bob) == "both");

  a.gets("unsubscribed", bob, "alice@example.org/phone");
  CHECK(a.state_of(bob) == "from");
}

TEST_CASE("who is subscribed already is answered for the account") {
  account a;
  a.befriend(bob, "from");
  a.log_in("phone");
  a.forget();

  a.incoming(request(bob));

  CHECK(summary(a.routed)
        == lines{"subscribed alice@example.org > bob@example.org",
                 "available alice@example.org/phone > bob@example.org"});
  CHECK(a.routed[0].id() == "r1");
  CHECK(a.sent.empty());
}

TEST_CASE("a request that was approved before is granted at once") {
  account a;
  a.log_in("phone");
  a.forget();
  a.says("phone", "subscribed", bob);
  CHECK(a.routed.empty()); // RFC 6121 §3.4.2: never routed
  CHECK(pushed(a, "phone") == lines{"bob@example.org none approved"});
  a.forget();

  a.incoming(request(bob));

  CHECK(summary(a.routed)
        == lines{"subscribed alice@example.org > bob@example.org",
                 "available alice@example.org/phone > bob@example.org"});
  CHECK(pushed(a, "phone") == lines{"bob@example.org from"});
  CHECK(summary(a.sent_to("phone")).empty());
}

TEST_CASE("a pre-approval is cancelled by unsubscribed") {
  account a;
  a.log_in("phone");
  a.says("phone", "subscribed", bob);
  a.forget();

  a.says("phone", "unsubscribed", bob);
  CHECK(a.routed.empty());
  CHECK(pushed(a, "phone") == lines{"bob@example.org none"});

  a.incoming(request(bob));
  CHECK(a.routed.empty());
}

TEST_CASE("a cancelled subscriber is told unavailable before it is told") {
  struct row {
    const char* before;
    const char* after;
  };
  auto row_of = GENERATE(values<row>({{"from", "none"}, {"both", "to"}}));
  account a;
  a.befriend(bob, row_of.before);
  a.log_in("phone");
  a.log_in("laptop");
  a.forget();

  a.says("phone", "unsubscribed", bob);

  CHECK(summary(a.routed)
        == lines{"unavailable alice@example.org/phone > bob@example.org",
                 "unavailable alice@example.org/laptop > bob@example.org",
                 "unsubscribed alice@example.org > bob@example.org"});
  CHECK(a.state_of(bob) == row_of.after);
  CHECK(pushed(a, "phone").size() == 1);
}

TEST_CASE("a request that is denied leaves no trace in the roster") {
  account a;
  a.log_in("phone");
  a.incoming(request(bob));
  a.forget();

  a.says("phone", "unsubscribed", bob);

  CHECK(summary(a.routed)
        == lines{"unsubscribed alice@example.org > bob@example.org"});
  CHECK(a.sent.empty());
  CHECK(a.state_of(bob) == "not there");
}

TEST_CASE("unsubscribing is routed and pushed") {
  struct row {
    const char* before;
    const char* after;
  };
  auto row_of = GENERATE(values<row>({{"to", "none"}, {"both", "from"}}));
  account a;
  a.befriend(bob, row_of.before);
  a.log_in("phone");
  a.forget();

  a.says("phone", "unsubscribe", bob);

  CHECK(summary(a.routed)
        == lines{"unsubscribe alice@example.org > bob@example.org"});
  CHECK(pushed(a, "phone")
        == lines{std::string{"bob@example.org "} + row_of.after});
}

TEST_CASE("a subscriber that leaves sees no more presence") {
  account a;
  a.befriend(bob, "both");
  a.log_in("phone");
  a.forget();

  a.gets("unsubscribe", bob);

  CHECK(summary(a.routed)
        == lines{"unavailable alice@example.org/phone > bob@example.org",
                 "unsubscribed alice@example.org > bob@example.org"});
  auto sent = a.sent_to("phone");
  REQUIRE(sent.size() == 2);
  CHECK(sent[0].type() == "unsubscribe");
  CHECK(pushed(a, "phone") == lines{"bob@example.org to"});
}

TEST_CASE("a subscription that cannot be stored is an error and undone") {
  struct row {
    const char* type;
    const char* before;
  };
  auto row_of = GENERATE(values<row>({{"subscribe", "none"},
                                      {"unsubscribe", "to"},
                                      {"subscribed", "none"},
                                      {"unsubscribed", "both"}}));
  account a;
  a.befriend(bob, row_of.before);
  a.log_in("phone");
  auto version = a.version();
  a.forget();
  a.fail_stores(store_errc::unavailable);

  a.says("phone", row_of.type, bob);

  REQUIRE(a.routed.size() == 1);
  CHECK(condition_of(a.routed[0]) == "resource-constraint");
  CHECK(a.routed[0].to().str() == "alice@example.org/phone");
  CHECK(a.sent.empty());
  CHECK(a.state_of(bob) == row_of.before);
  CHECK(a.version() == version);
}

TEST_CASE("a subscription is told once it is stored") {
  account a;
  a.log_in("phone");
  a.forget();
  a.hold_storage();

  a.says("phone", "subscribe", bob);
  CHECK(a.routed.empty());
  CHECK(a.sent.empty());

  a.complete_storage();
  CHECK(a.routed.size() == 1);
  CHECK(a.sent.size() == 1);
}

} // namespace presence_subscriptions_test
