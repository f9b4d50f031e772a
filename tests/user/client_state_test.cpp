// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/carbon_rules.hpp"
#include "actors/user/client_state.hpp"
#include "tests/support/fake_context.hpp"
#include "tests/support/moved.hpp"

namespace client_state_test {

using namespace troupe;
using support::jid;
using support::stanza;
using user::client_state_filter;
using user::source_of_chatter;
using xml::element;
using xml::stanza_kind;

namespace {

using texts = std::vector<std::string>;

constexpr auto chatstates = "http://jabber.org/protocol/chatstates";
constexpr auto muc_user = "http://jabber.org/protocol/muc#user";
constexpr auto me = "alice@example.org/phone";
constexpr auto bob = "bob@example.net/desk";

element body() {
  return element{"body", "jabber:client"}.with_text("hello");
}

xml::stanza presence(std::string_view id, std::string_view type = {},
                     std::string_view from = bob) {
  return stanza(stanza_kind::presence, type, from, me).with_id(id);
}

xml::stanza state(std::string_view id, std::string_view name,
                  std::string_view from = bob) {
  return stanza(stanza_kind::message, "chat", from, me)
      .with_id(id)
      .with(element{name, chatstates});
}

xml::stanza text(std::string_view id) {
  return stanza(stanza_kind::message, "chat", bob, me).with_id(id).with(body());
}

texts ids(const std::vector<xml::stanza>& all) {
  texts result;
  for (const auto& x : all)
    result.emplace_back(x.id());
  return result;
}

client_state_filter inactive() {
  client_state_filter f;
  f.set_active(false);
  return f;
}

} // namespace

TEST_CASE("what an inactive client can wait for") {
  auto message = [](std::string_view type, std::vector<element> children) {
    auto x = stanza(stanza_kind::message, type, bob, me);
    for (const auto& child : children)
      x = x.with(child);
    return x;
  };
  auto copy = [](const xml::stanza& x) {
    return user::carbon_of(x, part::direction::incoming,
                           jid("alice@example.org"), jid(me));
  };
  const element composing{"composing", chatstates};
  auto room = [](const char* child) {
    return presence("1").with(
        element{"x", muc_user}.with(element{child, muc_user}));
  };
  struct row {
    const char* what;
    xml::stanza x;
    bool waits;
  };
  const row table[] = {
      {"available presence", presence("1"), true},
      {"unavailable presence", presence("1", "unavailable"), true},
      {"a request", presence("1", "subscribe"), false},
      {"an approval", presence("1", "subscribed"), false},
      {"a cancellation", presence("1", "unsubscribe"), false},
      {"a refusal", presence("1", "unsubscribed"), false},
      {"a probe", presence("1", "probe"), false},
      {"a presence error", presence("1", "error"), false},
      {"presence in a room", room("item"), true},
      {"one's own presence in a room", room("status"), false},
      {"a chat state", message("chat", {composing}), true},
      {"a normal chat state", message("", {composing}), true},
      {"a chat state with ids and hints",
       message("chat", {composing,
                        {"thread", "jabber:client"},
                        {"stanza-id", "urn:xmpp:sid:0"},
                        {"no-store", "urn:xmpp:hints"}}),
       true},
      {"a chat state with a body", message("chat", {composing, body()}), false},
      {"a chat state with anything", message("chat", {composing, {"a", "b"}}),
       false},
      {"an error with a chat state", message("error", {composing}), false},
      {"a message", message("chat", {body()}), false},
      {"an empty message", message("chat", {}), false},
      {"only hints", message("chat", {{"store", "urn:xmpp:hints"}}), false},
      {"a receipt", message("", {{"received", "urn:xmpp:receipts"}}), false},
      {"an event",
       message("headline",
               {{"event", "http://jabber.org/protocol/pubsub#event"}}),
       false},
      {"a copied chat state", copy(message("chat", {composing})), true},
      {"a copied message", copy(message("chat", {body()})), false},
      {"a copied error", copy(message("error", {composing})), false},
      {"an IQ", stanza(stanza_kind::iq, "get", bob, me), false},
  };
  for (const auto& row : table) {
    INFO(row.what);
    CHECK(source_of_chatter(row.x).empty() != row.waits);
  }
}

TEST_CASE("a client is active until it says otherwise") {
  client_state_filter f;
  CHECK(f.is_active());
  CHECK(ids(f.pass(presence("1"))) == texts{"1"});
  CHECK(ids(f.pass(state("2", "composing"))) == texts{"2"});
  CHECK(f.held() == 0);
}

TEST_CASE("an inactive client gets the last of each once it is active") {
  auto f = inactive();
  CHECK(f.pass(presence("1")).empty());
  CHECK(f.pass(state("2", "composing")).empty());
  CHECK(f.pass(presence("3", "", "eve@example.net/x")).empty());
  CHECK(f.pass(presence("4", "unavailable")).empty());
  CHECK(f.pass(state("5", "paused")).empty());
  CHECK(f.held() == 3);

  CHECK(ids(f.set_active(true)) == texts{"3", "4", "5"});
  CHECK(f.held() == 0);
  CHECK(f.held_bytes() == 0);
  CHECK(f.set_active(true).empty());
}

TEST_CASE("which one is replaced is told, and that one only") {
  auto f = inactive();
  xml::stanza replaced;
  f.pass(presence("1"), &replaced);
  CHECK_FALSE(replaced);
  f.pass(presence("2"), &replaced);
  REQUIRE(replaced);
  CHECK(replaced.id() == "1");
  f.pass(state("3", "composing"), &replaced);
  CHECK_FALSE(replaced);
}

TEST_CASE("what could wait has not come late; whoever follows it goes on") {
  auto f = inactive();
  f.pass(presence("1").with_arrival(1, true));

  const auto all = f.set_active(true);
  REQUIRE(all.size() == 1);
  CHECK(all[0].arrived() == 0);
  CHECK(all[0].is_followed());
}

TEST_CASE("before anything important goes what came before it") {
  auto f = inactive();
  f.pass(presence("1"));
  f.pass(state("2", "composing"));

  CHECK(ids(f.pass(text("3"))) == texts{"1", "2", "3"});
  CHECK(f.held() == 0);
  CHECK_FALSE(f.is_active());
  CHECK(f.pass(state("4", "active")).empty());
}

TEST_CASE("to be inactive twice changes nothing") {
  auto f = inactive();
  f.pass(presence("1"));
  CHECK(f.set_active(false).empty());
  CHECK(f.held() == 1);
}

TEST_CASE("resources and conversations have each their own last state") {
  auto f = inactive();
  f.pass(presence("1", "", "bob@example.net/desk"));
  f.pass(presence("2", "", "bob@example.net/phone"));
  f.pass(presence("3", "", "bob@example.net"));
  auto own = jid("alice@example.org");
  for (auto whom : {"bob@example.net", "eve@example.net"})
    f.pass(user::carbon_of(
        stanza(stanza_kind::message, "chat", "alice@example.org/desk", whom)
            .with({"active", chatstates}),
        part::direction::outgoing, own, jid(me)));
  CHECK(f.held() == 5);
}

TEST_CASE("at the bound of their number all go") {
  support::moved moved{observe::limit::client_state};
  auto f = inactive();
  for (std::size_t i = 1; i < client_state_filter::hold_bound; ++i)
    REQUIRE(f.pass(presence("x", "", "bob@example.net/" + std::to_string(i)))
                .empty());

  auto all = f.pass(presence("last"));

  CHECK(all.size() == client_state_filter::hold_bound);
  CHECK(all.back().id() == "last");
  CHECK(f.held() == 0);
  CHECK_FALSE(f.is_active());
  CHECK(moved.by() > 0);
}

TEST_CASE("at the bound of their size all go") {
  auto f = inactive();
  auto status = element{"status", "jabber:client"}.with_text(
      std::string(client_state_filter::hold_bytes / 2, 'x'));
  CHECK(f.pass(presence("1").with(status)).empty());
  // What is replaced no longer counts.
  CHECK(f.pass(presence("2").with(status)).empty());

  CHECK(ids(f.pass(presence("3", "", "eve@example.net/x").with(status)))
        == texts{"2", "3"});
  CHECK(f.held_bytes() == 0);
}

} // namespace client_state_test
