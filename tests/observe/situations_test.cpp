// SPDX-License-Identifier: Apache-2.0
// Whatever becomes of a stanza, its trace tells the true reason.
#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/support/situation.hpp"
#include "xml/namespaces.hpp"

namespace situations_test {

using namespace troupe;
using namespace troupe::observe;
using part::outcome;
using support::chat;
using support::jid;
using support::situation;

namespace {

/// The reasons of all decisions of that outcome.
std::vector<std::string> reasons(const trace_record& t, outcome how) {
  std::vector<std::string> all;
  for (const auto& d : t.decisions)
    if (d.how == how)
      all.emplace_back(d.reason);
  return all;
}

bool has(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

} // namespace

TEST_CASE_METHOD(situation, "trace: delivered to a resource") {
  begin();
  log_in("bob@example.org", "phone");
  const auto& t = way_of(chat("bob@example.org/phone", "hello"));

  CHECK(t.outcome() == outcome::delivered);
  CHECK(has(reasons(t, outcome::delivered), "the resource that it is for"));
  const auto d = std::ranges::find(t.decisions, outcome::delivered,
                                   &trace_record::verdict::how);
  CHECK(d->resource == "bob@example.org/phone");
  CHECK(t.is_complete);
}

TEST_CASE_METHOD(situation, "trace: delivered to each device") {
  begin();
  log_in("bob@example.org", "phone");
  log_in("bob@example.org", "desk");
  const auto& t = way_of(chat("bob@example.org", "hello"));

  CHECK(reasons(t, outcome::delivered)
        == std::vector<std::string>(2, "all resources with priority >= 0"));
}

TEST_CASE_METHOD(situation, "trace: copied to a device that asks for it") {
  begin();
  auto& phone = log_in("bob@example.org", "phone");
  log_in("bob@example.org", "desk");
  set(phone, "", {"enable", "urn:xmpp:carbons:2"});
  const auto& t = way_of(chat("bob@example.org/desk", "hello"));

  CHECK(t.outcome() == outcome::delivered);
  CHECK(has(reasons(t, outcome::copied), "this device has asked for copies"));
}

TEST_CASE_METHOD(situation, "trace: stored for who is not there") {
  begin();
  const auto& t = way_of(chat("bob@example.org", "hello"));

  CHECK(t.outcome() == outcome::stored);
  CHECK(has(reasons(t, outcome::stored), "no resource has priority >= 0"));
  CHECK(std::ranges::count(t.hops, "commit", &trace_record::hop::message) > 0);
}

TEST_CASE_METHOD(situation, "trace: blocked by its recipient") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  block(bob, "alice@example.org");
  const auto& t = way_of(chat("bob@example.org", "hello"));

  CHECK(t.outcome() == outcome::refused);
  CHECK(has(reasons(t, outcome::filtered), "its sender is blocked"));
  CHECK(has(reasons(t, outcome::refused), "service-unavailable"));
  CHECK(t.why == base::trace::cause::error);
}

TEST_CASE_METHOD(situation, "trace: held back from an inactive client") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  run();
  caf::anon_send(bob.bound.user,
                 actors::client_state_changed{bob.bound.id, false});
  run();
  const auto& t
      = way_of(chat("bob@example.org", "")
                   .without("body", xml::ns::client)
                   .with(xml::element{
                       "composing", "http://jabber.org/protocol/chatstates"}));

  CHECK(t.outcome() == outcome::held);
  CHECK(has(reasons(t, outcome::held), "its client is inactive"));
}

TEST_CASE_METHOD(situation, "trace: bounced where nothing may be kept") {
  begin();
  const auto& t = way_of(xml::stanza{xml::stanza_kind::iq, "get", "q"}
                             .with_to(jid("bob@example.org/gone"))
                             .with(xml::element{"query", "jabber:iq:version"}));

  CHECK(t.outcome() == outcome::refused);
  CHECK(has(reasons(t, outcome::refused), "no such resource"));
  CHECK(has(reasons(t, outcome::refused), "service-unavailable"));
}

TEST_CASE_METHOD(situation, "trace: there is no such user") {
  begin();
  const auto& t = way_of(chat("nobody@example.org", "hello"));

  CHECK(t.outcome() == outcome::refused);
  CHECK(has(reasons(t, outcome::refused), "no such account"));
  CHECK(has(reasons(t, outcome::refused), "service-unavailable"));
}

TEST_CASE_METHOD(situation, "trace: the store is full") {
  begin();
  way_of(chat("bob@example.org", "first")); // both are loaded
  engine->fail(persistence::store_error{persistence::store_errc::full, "full"});
  told.clear();
  send(*alice, chat("bob@example.org", "hello"));
  advance(std::chrono::seconds{2});
  place.collect_all();
  engine->fail({});

  // It is not lost: it is tried again until there is room.
  REQUIRE_FALSE(told.empty());
  const auto& t = *told.front();
  CHECK(t.outcome() == outcome::stored);
  CHECK(
      std::ranges::count(t.hops, "run_transaction", &trace_record::hop::message)
      >= 1);
  advance(std::chrono::seconds{5});
}

TEST_CASE_METHOD(situation, "trace: refused while the store stays full") {
  begin();
  way_of(chat("bob@example.org", "first"));
  engine->fail(persistence::store_error{persistence::store_errc::full, "full"});
  const std::string large(200'000, 'x');
  way_of(chat("bob@example.org", large)); // by which it is seen to be full
  const auto second = way_of(chat("bob@example.org", large));
  CHECK(second.outcome() == outcome::stored);
  CHECK(has(reasons(second, outcome::noted),
            "the store is full: tried again each second"));

  trace_record last;
  for (int i = 0; i < 40 && last.outcome() != outcome::refused; ++i)
    last = way_of(chat("bob@example.org", large));

  CHECK(last.outcome() == outcome::refused);
  CHECK(has(reasons(last, outcome::refused),
            "the store is full, and more waits for it than may"));
  CHECK(has(reasons(last, outcome::refused), "resource-constraint"));
  CHECK(last.why == base::trace::cause::error);
  CHECK(alice->stanzas().back().is_error());
  // What was taken is not lost.
  engine->fail({});
  advance(std::chrono::seconds{5});
  CHECK(logged("bob@example.org", "offline") >= 3);
}

TEST_CASE_METHOD(situation, "trace: said in a room, to each who is in") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  meet(bob);
  const auto& t = way_of(
      xml::stanza{xml::stanza_kind::message, "groupchat", "g1"}
          .with_to(jid("coven@conference.example.org"))
          .with(xml::element{"body", xml::ns::client}.with_text("hello")));

  CHECK(has(reasons(t, outcome::delivered), "to all who are in the room"));
  const auto users = std::ranges::count_if(t.decisions, [](const auto& d) {
    return d.how == outcome::delivered && !d.resource.empty();
  });
  CHECK(users == 2);
}

TEST_CASE_METHOD(situation, "trace: held until its client comes back") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  run();
  const auto managed = ask<actors::session_managed>(
      bob.bound.user, actors::manage_session{bob.bound.id, true, 60});
  actors::session_closed lost{bob.bound.id, {}};
  lost.resumable = true;
  ask<actors::released>(bob.bound.user, lost);
  const auto& t = way_of(chat("bob@example.org/phone", "hello"));
  CHECK(t.outcome() == outcome::held);
  CHECK(has(reasons(t, outcome::held), "until the client comes back"));

  told.clear();
  support::probe<actors::session_actor> again{*this};
  actors::resume_session wish;
  wish.account = jid("bob@example.org");
  wish.token = managed.token;
  wish.session = again.handle();
  ask<actors::session_resumed>(core.registry, wish);
  place.collect_all();

  REQUIRE(told.size() == 1);
  CHECK(has(reasons(*told[0], outcome::delivered), "its client has come back"));
}

TEST_CASE_METHOD(situation, "trace: the domain is not of this server") {
  begin();
  const auto& t = way_of(chat("someone@example.com", "hello"));

  CHECK(t.outcome() == outcome::refused);
  CHECK(has(reasons(t, outcome::refused), "remote-server-not-found"));
}

} // namespace situations_test
