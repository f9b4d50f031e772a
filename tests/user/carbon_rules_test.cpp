// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/carbon_rules.hpp"
#include "tests/support/fake_context.hpp"

namespace carbon_rules_test {

using namespace troupe;
using part::direction;
using xml::element;

namespace {

constexpr auto chatstates = "http://jabber.org/protocol/chatstates";
constexpr auto muc_user = "http://jabber.org/protocol/muc#user";
constexpr auto bob = "bob@example.net/desk";
constexpr auto alice = "alice@example.org/phone";

element body() {
  return element{"body", "jabber:client"}.with_text("hello");
}

element muc(const char* child) {
  return element{"x", muc_user}.with(element{child, muc_user});
}

struct row {
  const char* what;
  const char* type;
  std::vector<element> children;
  bool received;
  bool sent;
};

bool is_eligible(const row& r, const char* from, const char* to,
                 direction way) {
  auto x = support::stanza(xml::stanza_kind::message, r.type, from, to);
  for (const auto& child : r.children)
    x = x.with(child);
  return user::is_eligible_for_carbons(x, way);
}

} // namespace

TEST_CASE("what is eligible for carbons is told by XEP-0280 §6.1") {
  const element priv{"private", user::ns::carbons};
  const row table[] = {
      {"a chat message", "chat", {body()}, true, true},
      {"a chat message without body", "chat", {}, true, true},
      {"a normal message", "", {body()}, true, true},
      {"a normal message without body", "normal", {}, false, false},
      {"a subject only", "", {{"subject", "jabber:client"}}, false, false},
      {"a body of another namespace", "", {{"body", "urn:x"}}, false, false},
      {"a receipt asked for",
       "",
       {{"request", "urn:xmpp:receipts"}},
       true,
       true},
      {"a receipt", "", {{"received", "urn:xmpp:receipts"}}, true, true},
      {"a chat state", "", {{"composing", chatstates}}, true, true},
      {"a marker", "", {{"displayed", "urn:xmpp:chat-markers:0"}}, true, true},
      {"a headline", "headline", {body()}, false, false},
      {"a headline with a receipt",
       "headline",
       {{"request", "urn:xmpp:receipts"}},
       true,
       true},
      {"an unknown type is normal", "strange", {body()}, true, true},
      {"an error, whose cause decides", "error", {body()}, true, true},
      {"private", "chat", {body(), priv}, false, false},
      {"a private error", "error", {priv}, false, false},
      {"not to be copied",
       "chat",
       {body(), {"no-copy", "urn:xmpp:hints"}},
       false,
       false},
      {"private in another namespace",
       "chat",
       {body(), {"private", "urn:x"}},
       true,
       true},
      {"groupchat", "groupchat", {body()}, false, false},
      {"groupchat with a chat state",
       "groupchat",
       {{"active", chatstates}},
       false,
       false},
      {"a direct invitation", "", {{"x", "jabber:x:conference"}}, true, true},
      {"a mediated invitation", "", {muc("invite")}, true, true},
      {"a private invitation", "", {muc("invite"), priv}, false, false},
      {"a room's private message", "chat", {body(), muc("item")}, false, true},
      {"a room's private message without body", "", {muc("item")}, false, true},
  };
  for (const auto& r : table) {
    INFO(r.what);
    CHECK(is_eligible(r, bob, alice, direction::incoming) == r.received);
    CHECK(is_eligible(r, alice, bob, direction::outgoing) == r.sent);
  }
}

TEST_CASE("what a room itself says is no private message") {
  const row decline{
      "a declined invitation", "", {muc("decline")}, false, false};
  CHECK_FALSE(
      is_eligible(decline, "room@example.net", alice, direction::incoming));
  const row text{"with a body", "", {muc("status"), body()}, true, true};
  CHECK(is_eligible(text, "room@example.net", alice, direction::incoming));
  CHECK(is_eligible(text, alice, "room@example.net", direction::outgoing));
}

TEST_CASE("a carbon wraps the message as XEP-0280 §7 and §8 say") {
  auto x = support::stanza(xml::stanza_kind::message, "chat", bob, alice)
               .with_id("1")
               .with_trace(42)
               .with(body());
  auto own = support::jid("alice@example.org");

  auto copy = user::carbon_of(x, direction::incoming, own,
                              support::jid("alice@example.org/desk"));

  CHECK(copy.type() == "chat");
  CHECK(copy.id().empty());
  CHECK(copy.trace() == 42);
  CHECK(copy.from() == own);
  CHECK(copy.to().str() == "alice@example.org/desk");
  REQUIRE(copy.nodes().size() == 1);
  const auto* received = copy.child("received", user::ns::carbons);
  REQUIRE(received);
  const auto* forwarded = received->child("forwarded", user::ns::forward);
  REQUIRE(forwarded);
  REQUIRE(forwarded->first_child());
  CHECK(*forwarded->first_child() == x.to_element());
  CHECK(user::is_own_carbon(copy, own));

  auto sent = user::carbon_of(x, direction::outgoing, own,
                              support::jid("alice@example.org/desk"));
  CHECK(sent.child("sent", user::ns::carbons));
}

TEST_CASE("only the account itself makes carbons of its own") {
  auto own = support::jid("alice@example.org");
  for (auto from : {alice, bob, "bob@example.net"}) {
    auto forged
        = support::stanza(xml::stanza_kind::message, "chat", from, alice)
              .with(element{"received", user::ns::carbons});
    CHECK_FALSE(user::is_own_carbon(forged, own));
  }
}

} // namespace carbon_rules_test
