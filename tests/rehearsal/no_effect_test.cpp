// SPDX-License-Identifier: Apache-2.0
// A rehearsal has no effect, whatever is rehearsed.
#include <catch2/catch.hpp>

#include "actors/observe/counters.hpp"
#include "tests/rehearsal/rehearsing.hpp"

namespace no_effect_test {

using namespace troupe;
using namespace troupe::rehearsal::test;

namespace {

constexpr auto removal = "<iq type='set' id='r' to='example.org'>"
                         "<query xmlns='jabber:iq:register'><remove/></query>"
                         "</iq>";
constexpr auto new_password
    = "<iq type='set' id='p' to='example.org'>"
      "<query xmlns='jabber:iq:register'><username>alice</username>"
      "<password>other</password></query></iq>";
constexpr auto deletion
    = "<iq type='set' id='c' to='example.org'>"
      "<command xmlns='http://jabber.org/protocol/commands' action='execute' "
      "node='urn:troupe:admin#status'/></iq>";

const std::vector<std::string> all_kinds{
    "<message type='chat' to='bob@example.org'><body>hello</body></message>",
    "<message type='chat' to='carol@example.org'><body>later</body></message>",
    "<message type='chat' to='nobody@example.org'><body>hello</body></message>",
    "<message type='groupchat' to='coven@conference.example.org'>"
    "<body>hello</body></message>",
    "<presence type='unavailable'/>",
    "<presence type='subscribe' to='bob@example.org'/>",
    "<presence to='new@conference.example.org/me'>"
    "<x xmlns='http://jabber.org/protocol/muc'/></presence>",
    "<iq type='set' id='b'><block xmlns='urn:xmpp:blocking'>"
    "<item jid='bob@example.org'/></block></iq>",
    "<iq type='set' id='d' to='coven@conference.example.org'>"
    "<query xmlns='http://jabber.org/protocol/muc#owner'><destroy/></query>"
    "</iq>",
    removal,
    new_password,
    deletion,
};

struct without_effect : rehearsing {
  without_effect() {
    add_account("carol@example.org");
    config.registration.enabled = true;
    config.hosts.front().admins = {"alice@example.org"};
  }
  /// All that is counted of stanzas, decisions, bounds, actors.
  std::vector<std::uint64_t> counted() {
    using namespace observe;
    const auto sums = totals::now();
    std::vector<std::uint64_t> all;
    for (auto at = place::limits; at < place::histograms; ++at)
      all.push_back(sums.at(at));
    for (auto each :
         {counter::archived_for_accounts, counter::archived_for_rooms,
          counter::stored_offline, counter::hashes_queued})
      all.push_back(sums.of(each));
    return all;
  }
  std::size_t writes() {
    std::size_t sum = 0;
    for (const auto* owner :
         {"alice@example.org", "bob@example.org", "carol@example.org",
          "nobody@example.org", "coven@conference.example.org",
          "new@conference.example.org", "example.org", "server"})
      sum += engine->writes_for(owner);
    return sum;
  }
  auto sessions() {
    return ask<actors::sessions_listed>(core.registry, actors::list_sessions{})
        .sessions;
  }
};

} // namespace

TEST_CASE_METHOD(without_effect,
                 "a rehearsal stores, sends and counts nothing") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  meet(bob);
  const auto told_before = alice->stream.size() + bob.stream.size();
  const auto accounts = figure(core.registry, "users spawned");
  const auto rooms = figure(core.registry, "rooms");
  place.collect_all();
  const auto kept = place.recent(100).size();
  const auto before = counted();
  const auto written = writes();

  for (const auto& each : all_kinds)
    (void)explain(each);
  run();
  place.collect_all();

  CHECK(counted() == before);
  CHECK(writes() == written);
  CHECK(logged("carol@example.org", "offline") == 0);
  CHECK(document("alice@example.org", "credentials") == "there");
  CHECK(alice->stream.size() + bob.stream.size() == told_before);
  CHECK(figure(core.registry, "users spawned") == accounts);
  CHECK(figure(core.registry, "rooms") == rooms);
  CHECK(sessions().size() == 2);
  CHECK(place.recent(100).size() == kept);
  CHECK(told.empty());
}

TEST_CASE_METHOD(without_effect, "the trace says what a removal would do") {
  begin();

  auto t = explain(removal).at("trace");

  CHECK(t.at("state") == "complete");
  CHECK(sent_to_streams(t) > 0);
  CHECK(ask<actors::session_opened>(
            core.registry,
            actors::open_session{jid("alice@example.org"), "again",
                                 alice->stream.handle(), "192.0.2.1", true, 0})
            .error.has_value()
        == false);
}

TEST_CASE_METHOD(without_effect,
                 "administrators' commands are not carried out") {
  begin();

  auto said = explain(deletion);

  CHECK(said.at("notes").dump().find("not carried out") != std::string::npos);
}

TEST_CASE_METHOD(without_effect, "one rehearsal knows nothing of another") {
  begin();
  const auto first = explain(chat("carol@example.org", "one"));
  const auto second = explain(chat("carol@example.org", "one"));

  CHECK(decisions_of(first.at("trace")) == decisions_of(second.at("trace")));
}

TEST_CASE_METHOD(without_effect, "while others are followed they see nothing") {
  begin();

  (void)explain(chat("bob@example.org", "rehearsed"));
  place.collect_all();
  CHECK(told.empty());

  (void)way_of(chat("bob@example.org", "said"));
  CHECK(told.size() == 1);
}

} // namespace no_effect_test
