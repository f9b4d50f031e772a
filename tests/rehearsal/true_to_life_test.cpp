// SPDX-License-Identifier: Apache-2.0
// What is explained is what happens: each stanza is rehearsed, then sent.
#include <catch2/catch.hpp>

#include "tests/rehearsal/rehearsing.hpp"
#include "xml/namespaces.hpp"

namespace true_to_life_test {

using namespace troupe;
using namespace troupe::rehearsal::test;

namespace {

struct true_to_life : rehearsing {
  /// The trace, which is that of reality.
  json explained_and_sent(const xml::stanza& x) {
    auto said = explain(x).at("trace");
    const auto before = sent_to_all();
    auto real = observe::to_json(way_of(x));
    CHECK(decisions_of(said) == decisions_of(real));
    CHECK(sent_to_streams(said) == sent_to_all() - before);
    CHECK(said.at("outcome") == real.at("outcome"));
    CHECK(said.at("state") == "complete");
    for (const auto* key : {"kind", "type", "id", "from", "to", "children"})
      CHECK(said.at("stanza").at(key) == real.at("stanza").at(key));
    return said;
  }
};

} // namespace

TEST_CASE_METHOD(true_to_life, "explain: delivered to a resource") {
  begin();
  log_in("bob@example.org", "phone");

  auto t = explained_and_sent(chat("bob@example.org/phone", "hello"));

  CHECK(has_reason(t, "delivered", "the resource that it is for"));
}

TEST_CASE_METHOD(true_to_life, "explain: delivered to each device") {
  begin();
  log_in("bob@example.org", "phone");
  log_in("bob@example.org", "desk");
  log_in("bob@example.org", "silent", -1);

  auto t = explained_and_sent(chat("bob@example.org", "hello"));

  CHECK(sent_to_streams(t) == 2);
  CHECK(has_reason(t, "delivered", "all resources with priority >= 0"));
}

TEST_CASE_METHOD(true_to_life, "explain: copied to devices of both sides") {
  begin();
  auto& other = log_in("alice@example.org", "phone");
  auto& phone = log_in("bob@example.org", "phone");
  log_in("bob@example.org", "desk");
  for (auto* each : {&other, &phone})
    set(*each, "", {"enable", "urn:xmpp:carbons:2"});

  auto t = explained_and_sent(chat("bob@example.org/desk", "hello"));

  CHECK(has_reason(t, "copied", "this device has asked for copies"));
  CHECK(sent_to_streams(t) == 3);
}

TEST_CASE_METHOD(true_to_life, "explain: stored for who is not there") {
  begin();

  auto t = explained_and_sent(chat("bob@example.org", "hello"));

  CHECK(has_reason(t, "stored", "no resource has priority >= 0"));
}

TEST_CASE_METHOD(true_to_life, "explain: blocked by its recipient") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  block(bob, "alice@example.org");

  auto t = explained_and_sent(chat("bob@example.org", "hello"));

  CHECK(has_reason(t, "filtered", "its sender is blocked"));
  CHECK(t.at("outcome") == "refused");
}

TEST_CASE_METHOD(true_to_life, "explain: held back from an inactive client") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  caf::anon_send(bob.bound.user,
                 actors::client_state_changed{bob.bound.id, false});
  run();

  auto t = explained_and_sent(
      chat("bob@example.org", "")
          .without("body", xml::ns::client)
          .with(xml::element{"composing",
                             "http://jabber.org/protocol/chatstates"}));

  CHECK(has_reason(t, "held", "its client is inactive"));
  CHECK(sent_to_streams(t) == 0);
}

TEST_CASE_METHOD(true_to_life, "explain: held until its client comes back") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  (void)ask<actors::session_managed>(
      bob.bound.user, actors::manage_session{bob.bound.id, true, 60});
  actors::session_closed lost{bob.bound.id, {}};
  lost.resumable = true;
  (void)ask<actors::released>(bob.bound.user, lost);

  auto t = explained_and_sent(chat("bob@example.org/phone", "hello"));

  CHECK(has_reason(t, "held", "until the client comes back"));
}

TEST_CASE_METHOD(true_to_life, "explain: bounced where nothing may be kept") {
  begin();

  auto t = explained_and_sent(
      xml::stanza{xml::stanza_kind::iq, "get", "q"}
          .with_to(jid("bob@example.org/gone"))
          .with(xml::element{"query", "jabber:iq:version"}));

  CHECK(has_reason(t, "refused", "no such resource"));
}

TEST_CASE_METHOD(true_to_life, "explain: there is no such user, no such host") {
  begin();
  auto t = explained_and_sent(chat("nobody@example.org", "hello"));
  CHECK(has_reason(t, "refused", "no such account"));

  t = explained_and_sent(chat("someone@example.com", "hello"));
  CHECK(has_reason(t, "refused", "remote-server-not-found"));
}

TEST_CASE_METHOD(true_to_life, "explain: said in a room") {
  begin();
  meet(log_in("bob@example.org", "phone"));

  auto t = explained_and_sent(
      xml::stanza{xml::stanza_kind::message, "groupchat", "g1"}
          .with_to(jid("coven@conference.example.org"))
          .with(xml::element{"body", xml::ns::client}.with_text("hello")));

  CHECK(has_reason(t, "delivered", "to all who are in the room"));
  CHECK(sent_to_streams(t) == 2);
}

TEST_CASE_METHOD(true_to_life, "explain: leaving and entering a room") {
  begin();
  meet(log_in("bob@example.org", "phone"));

  auto t = explained_and_sent(
      xml::stanza{xml::stanza_kind::presence, "unavailable"}.with_to(
          jid("coven@conference.example.org/first")));
  CHECK(sent_to_streams(t) == 2);

  t = explained_and_sent(
      xml::stanza{xml::stanza_kind::presence}
          .with_to(jid("coven@conference.example.org/again"))
          .with(xml::element{"x", "http://jabber.org/protocol/muc"}));
  CHECK(sent_to_streams(t) > 2);
}

TEST_CASE_METHOD(true_to_life, "explain: presence for those who may see it") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  say(*alice, xml::stanza{xml::stanza_kind::presence, "subscribe"}.with_to(
                  jid("bob@example.org")));
  say(bob, xml::stanza{xml::stanza_kind::presence, "subscribe"}.with_to(
               jid("alice@example.org")));
  run();
  for (auto* each : {alice, &bob})
    say(*each,
        xml::stanza{xml::stanza_kind::presence, "subscribed"}.with_to(
            jid(each == alice ? "bob@example.org" : "alice@example.org")));
  run();

  auto t = explained_and_sent(support::available(7));

  CHECK(sent_to_streams(t) == 2); // bob's and her own
}

TEST_CASE_METHOD(true_to_life, "explain: a request to the host") {
  begin();

  auto t = explained_and_sent(
      xml::stanza{xml::stanza_kind::iq, "get", "d"}
          .with_to(jid("example.org"))
          .with(
              xml::element{"query", "http://jabber.org/protocol/disco#info"}));

  CHECK(sent_to_streams(t) == 1);
}

TEST_CASE_METHOD(true_to_life, "explain: to oneself, on another device") {
  begin();
  log_in("alice@example.org", "phone");

  explained_and_sent(chat("alice@example.org", "a note"));
  explained_and_sent(xml::stanza{xml::stanza_kind::iq, "get", "r"}.with(
      xml::element{"query", "jabber:iq:roster"}));
}

} // namespace true_to_life_test
