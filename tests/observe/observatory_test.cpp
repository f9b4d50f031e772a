// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "actors/base/trace.hpp"
#include "actors/observe/arrival.hpp"
#include "actors/observe/counters.hpp"
#include "actors/observe/events.hpp"
#include "actors/observe/observatory.hpp"
#include "actors/user/user.hpp"
#include "tests/observe/watching.hpp"
#include "tests/support/core_fixture.hpp"

namespace observatory_test {

using namespace troupe;
using namespace troupe::observe;
using namespace troupe::observe::test;
using support::jid;

TEST_CASE("whose filter a stanza passes is told its way") {
  watching w;
  w.watch(w.about("alice@example.org"));

  CHECK(w.arrive(message("alice@example.org/a", "bob@example.org"))
            .is_followed());
  CHECK(w.arrive(message("carol@example.org/a", "alice@example.org/b"))
            .is_followed());
  CHECK_FALSE(w.arrive(message("carol@example.org/a", "bob@example.org"))
                  .is_followed());
  w.place.collect_all();

  CHECK(w.seen.size() == 2);
}

TEST_CASE("a filter may ask for sender, recipient, kind, namespace and id") {
  const auto x = message("alice@example.org/a", "bob@example.org/b");
  filter f;
  CHECK(matches(f, x));
  f.from = jid("alice@example.org");
  f.to = jid("bob@example.org/b");
  f.kind = xml::stanza_kind::message;
  f.id = "m1";
  f.ns = "jabber:client";
  CHECK(matches(f, x));
  auto change = GENERATE(0, 1, 2, 3, 4);
  if (change == 0)
    f.from = jid("alice@example.org/b");
  else if (change == 1)
    f.to = jid("alice@example.org");
  else if (change == 2)
    f.kind = xml::stanza_kind::iq;
  else if (change == 3)
    f.id = "m2";
  else
    f.ns = "urn:xmpp:receipts";
  CHECK_FALSE(matches(f, x));
}

TEST_CASE("a domain covers all at it, and what is for nobody is for oneself") {
  filter f;
  f.jid = jid("example.org");
  CHECK(matches(f, message("alice@example.org/a", "bob@example.com")));
  CHECK_FALSE(matches(f, message("alice@example.net/a", "bob@example.com")));
  f.jid = {};
  f.to = jid("alice@example.org");
  auto own = xml::stanza{xml::stanza_kind::iq, "get", "1"}.with_from(
      jid("alice@example.org/a"));
  CHECK(matches(f, own));
}

TEST_CASE("who no longer watches is told nothing") {
  watching w;
  const auto id = w.watch();
  w.arrive(message("alice@example.org/a", "bob@example.org"));
  w.place.unwatch(id);
  w.place.collect_all();

  CHECK(w.seen.empty());
  CHECK(w.ends.empty());
}

TEST_CASE("as many may watch as there are bits, and each sees his own") {
  watching w;
  std::vector<std::uint64_t> ids;
  for (std::size_t i = 0; i < most_watches; ++i)
    ids.push_back(
        w.watch(w.about(i == 3 ? "bob@example.org" : "nobody@example.org")));
  CHECK(w.watch() == 0);
  w.place.unwatch(ids[3]);
  CHECK(w.watch(w.about("alice@example.org")) != 0);

  w.arrive(message("alice@example.org/a", "bob@example.org"));
  w.place.collect_all();

  CHECK(w.seen.size() == 1);
}

TEST_CASE("payload is for those who have asked for it") {
  watching w;
  filter f;
  f.payload = true;
  w.watch();
  w.watch(f);

  w.arrive(message("alice@example.org/a", "bob@example.org"));
  w.place.collect_all();

  REQUIRE(w.seen.size() == 2);
  CHECK(w.seen[0]->stanza.xml.empty());
  CHECK_FALSE(w.seen[1]->stanza.xml.empty());
  CHECK(w.place.find(w.seen[1]->id)->stanza.xml.empty());
}

TEST_CASE("errors are kept without payload, whoever has asked for it") {
  watching w;
  filter f;
  f.payload = true;
  w.watch(f);

  const auto x = w.arrive(message("alice@example.org/a", "bob@example.org"));
  decided(jid("bob@example.org"), x, {part::outcome::refused, "blocked"});
  w.place.collect_all();

  REQUIRE(w.seen.size() == 1);
  CHECK_FALSE(w.seen[0]->stanza.xml.empty());
  REQUIRE(w.place.recent(10).size() == 1);
  CHECK(w.place.recent(10)[0]->stanza.xml.empty());
}

TEST_CASE("errors are kept whoever watches, the last of them") {
  watching w;
  for (std::uint64_t i = 1; i <= 15; ++i)
    decided(jid("bob@example.org"),
            message("alice@example.org/a", "bob@example.org", i),
            {part::outcome::refused, "nobody is there"});
  decided(jid("bob@example.org"),
          message("alice@example.org/a", "bob@example.org", 16),
          {part::outcome::delivered, "there"});
  w.place.collect();

  const auto kept = w.place.recent(100);
  REQUIRE(kept.size() == 10);
  CHECK(kept[0]->id == 15);
  CHECK(kept[9]->id == 6);
  CHECK(kept[0]->why == base::trace::cause::error);
  CHECK(w.place.find(15) == kept[0]);
  CHECK(w.place.find(5) == nullptr);
  CHECK(w.place.recent(3).size() == 3);
  CHECK(w.place.recent(100, w.about("carol@example.org")).empty());
  CHECK(w.place.recent(100, w.about("alice@example.org")).size() == 10);
}

TEST_CASE("two decisions of one error are one trace, with both") {
  watching w;
  const auto x = message("alice@example.org/a", "bob@example.org");
  decided(jid("bob@example.org"), x,
          {part::outcome::refused, "no such account"});
  decided(jid("bob@example.org"), x,
          {part::outcome::refused, "service-unavailable"});
  decided(jid("bob@example.org"),
          message("alice@example.org/a", "bob@example.org"),
          {part::outcome::refused, "service-unavailable"});
  w.place.collect();

  const auto kept = w.place.recent(10);
  REQUIRE(kept.size() == 2);
  REQUIRE(kept[1]->decisions.size() == 2);
  CHECK(kept[1]->decisions[0].reason == "no such account");
  CHECK(kept[1]->decisions[1].reason == "service-unavailable");
  CHECK(kept[0]->decisions.size() == 1);
}

TEST_CASE("what is kept is bounded in memory, too") {
  watching w;
  w.place.use({std::chrono::milliseconds{1'000}, 1'000, 20'000, 0});
  for (std::uint64_t i = 1; i <= 500; ++i)
    decided(jid("bob@example.org"),
            message("alice@example.org/a", "bob@example.org", i),
            {part::outcome::refused, "nobody is there"});
  w.place.collect();

  const auto kept = w.place.recent(1'000);
  std::size_t bytes = 0;
  for (const auto& t : kept)
    bytes += t->footprint();
  CHECK(bytes <= 20'000);
  CHECK(kept.size() > 5);
}

TEST_CASE("what is kept is bounded however long a client's names are") {
  // Cut at any even length it would end within a character.
  std::string id = "x";
  while (id.size() < 100'000)
    id += "\u00e9";
  const std::string name(300, 'n');
  auto x = message("alice@example.org/a", "bob@example.org", 7).with_id(id);
  for (int i = 0; i < 40; ++i)
    x = x.with(xml::element{name, "urn:" + name});
  watching w;
  w.place.use({std::chrono::milliseconds{1'000}, 1'000, 1 << 20, 0});
  filter f;
  f.id = id;
  w.watch(f);
  decided(jid("bob@example.org"), w.arrive(x.with_type(name)),
          {part::outcome::refused, "nobody is there"});
  w.place.collect_all();

  REQUIRE(w.seen.size() == 1); // by the whole id
  const auto kept = w.place.recent(10, f);
  REQUIRE(kept.size() == 1);
  const auto& t = *kept[0];
  CHECK(t.stanza.id == id.substr(0, longest_text - 1));
  CHECK(t.decisions.at(0).id == t.stanza.id);
  CHECK(t.stanza.type.size() == longest_text);
  CHECK(t.stanza.children.back().size() == 2 * longest_text + 1);
  CHECK_NOTHROW(to_json(t).dump());
  std::size_t names = 0;
  for (const auto& child : t.stanza.children)
    names += child.size();
  CHECK(names > 10'000);
  CHECK(t.footprint() > names + 3 * (longest_text - 1));
  CHECK(t.footprint() < 50'000);
}

TEST_CASE("how deep a mailbox was is counted of what is followed") {
  using namespace observe::place;
  watching w;
  const auto at = hop_depths + std::size_t(actor_kind::gate) * depths_size
                  + depth_buckets::at(10);
  const auto before = totals::now().at(at);
  base::trace::record r;
  r.trace = 7;
  r.kind = "gate";
  r.depth = 10;
  base::trace::keep(std::move(r));
  w.place.collect();

  CHECK(totals::now().at(at) == before + 1);
}

TEST_CASE("a stanza that took long is kept as slow") {
  watching w;
  const auto to = jid("bob@example.org/b");
  auto x = message("alice@example.org/a", "bob@example.org/b", 7);
  written(to, x); // it is not known when it came
  written(to, w.arrive(x));
  const auto now = coarse_time();
  written(to, std::move(x).with_arrival(now - 5'000, false));
  w.place.collect();

  const auto kept = w.place.recent(10);
  REQUIRE(kept.size() == 1);
  CHECK(kept[0]->why == base::trace::cause::slow);
  CHECK(kept[0]->decisions.at(0).reason
        == "later than tracing.slow_milliseconds");
  CHECK(kept[0]->took >= 4'900'000'000);
}

TEST_CASE("samples are followed for the figures, and told to nobody") {
  watching w;
  w.watch(w.about("nobody@example.org"));
  w.place.use({std::chrono::milliseconds{0}, 10, 1 << 20, 4});
  int followed = 0;
  // The first that is looked at comes when the old period is over.
  ingress::until_sample = 1;
  for (int i = 0; i < 41; ++i)
    followed += w.arrive(message("alice@example.org/a", "bob@example.org"))
                        .is_followed()
                    ? 1
                    : 0;
  w.place.collect_all();

  CHECK(followed == 11);
  CHECK(w.seen.empty());
}

TEST_CASE_METHOD(support::core_fixture,
                 "the way of a message is told from session to session") {
  add_account("alice@example.org");
  add_account("bob@example.org");
  start();
  auto& alice = log_in("alice@example.org", "desk");
  log_in("bob@example.org", "phone");
  run();
  watching w;
  w.watch();

  auto x = arrived(support::chat("bob@example.org", "hello")
                       .with_from(alice.bound.full)
                       .with_trace(base::trace::next_id()),
                   alice.stream.handle().id());
  {
    const base::trace::scope within{x};
    say(alice, x);
  }
  run();
  w.place.collect_all();

  REQUIRE(w.seen.size() == 1);
  const auto& t = *w.seen[0];
  CHECK(t.is_complete);
  CHECK(t.outcome() == part::outcome::delivered);
  std::vector<std::string> messages;
  for (const auto& h : t.hops)
    messages.push_back(h.message);
  for (const auto* wanted : {"outbound", "inbound"})
    CHECK(std::ranges::count(messages, wanted) == 1);
  for (const auto& h : t.hops)
    if (h.message == "outbound" || h.message == "inbound"
        || h.message == "send_stanza")
      CHECK(h.bytes >= x.content().size()); // the archive's id comes to it
  const auto delivered = std::ranges::find(
      t.decisions, part::outcome::delivered, &trace_record::verdict::how);
  REQUIRE(delivered != t.decisions.end());
  CHECK(delivered->name == "bob@example.org");
  const auto at
      = std::ranges::find(t.actors, delivered->actor, &trace_record::actor::id);
  REQUIRE(at != t.actors.end());
  CHECK(at->name == "bob@example.org");
  CHECK(to_json(t).dump().find("hello") == std::string::npos);
}

TEST_CASE_METHOD(support::core_fixture, "a census tells who is busy") {
  add_account("alice@example.org");
  add_account("bob@example.org");
  start();
  auto& alice = log_in("alice@example.org", "desk");
  log_in("bob@example.org", "phone");
  run();
  watching w;
  nlohmann::json told;
  w.place.add_totals("totals", [] { return nlohmann::json{{"sessions", 2}}; });
  const auto id
      = w.place.take_census(1, [&told](const nlohmann::json& j) { told = j; });
  for (int i = 0; i < 20; ++i)
    say(alice, support::chat("bob@example.org", "hello"));
  run();
  REQUIRE(w.collect_until([&told] { return !told.is_null(); }));
  w.place.end_census(id);

  CHECK(base::trace::census == 0);
  CHECK(told["totals"]["sessions"] == 2);
  double users = 0;
  for (const auto& kind : told["kinds"])
    if (kind["kind"] == "user")
      users = kind["messages"].get<double>() * told["seconds"].get<double>();
  CHECK(users >= 40);
  const auto names = [&told] {
    std::vector<std::string> all;
    for (const auto& a : told["actors"])
      all.push_back(a["name"]);
    return all;
  }();
  CHECK(std::ranges::count(names, "bob@example.org") == 1);
  for (const auto& a : told["actors"])
    if (a["kind"] == "user") {
      CHECK(a["memory"].get<std::size_t>() > sizeof(user::user_state));
      CHECK(a["age"] == 0);
    }
  CHECK(told["domains"].empty());
  CHECK_FALSE(told["edges"].empty());
  CHECK_FALSE(told["flows"].empty());
}

} // namespace observatory_test
