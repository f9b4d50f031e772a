// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/user/accounts.hpp"
#include "xml/namespaces.hpp"

namespace presence_probes_test {

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr auto bob = "bob@example.org";

xml::stanza probe(std::string_view from, std::string_view to) {
  return presence("probe", to).with_id("p1").with_from(jid(from));
}

xml::element show(std::string_view text) {
  return xml::element("show", "jabber:client").with_text(text);
}

} // namespace

TEST_CASE("a probe of who is not subscribed is answered by unsubscribed") {
  auto state = GENERATE("none", "to", "stranger");
  account a;
  if (state != std::string{"stranger"})
    a.befriend(bob, state);
  a.log_in("phone");
  a.forget();

  a.incoming(probe(bob, "alice@example.org"));
  a.incoming(probe(bob, "alice@example.org/phone"));

  auto answer = "unsubscribed alice@example.org > bob@example.org";
  CHECK(summary(a.routed) == lines{answer, answer});
  CHECK(a.routed[0].id() == "p1");
  CHECK(a.sent.empty());
}

TEST_CASE("a probe does not cancel a pre-approval") {
  account a;
  a.log_in("phone");
  a.says("phone", "subscribed", bob);

  a.incoming(probe(bob, "alice@example.org"));

  CHECK(a.state_of(bob) == "none approved");
}

TEST_CASE("a subscriber's probe is answered by all available resources") {
  auto state = GENERATE("from", "both");
  account a;
  a.befriend(bob, state);
  a.add_session("phone");
  a.outgoing("phone", presence("").with_id("mine").with(show("dnd")));
  a.log_in("laptop");
  a.add_session("silent");
  a.forget();

  a.incoming(probe("bob@example.org/x", "alice@example.org"));

  CHECK(summary(a.routed)
        == lines{"available alice@example.org/phone > bob@example.org/x",
                 "available alice@example.org/laptop > bob@example.org/x"});
  CHECK(a.routed[0].id() == "mine");
  CHECK(a.routed[0].child("show", "jabber:client"));
}

TEST_CASE("a probe of an account that is away is answered by since when") {
  account a;
  a.befriend(bob, "from");

  a.incoming(probe(bob, "alice@example.org"));
  CHECK(summary(a.routed)
        == lines{"unavailable alice@example.org > bob@example.org"});
  CHECK(a.routed[0].id() == "p1");
  CHECK(!a.routed[0].child("delay", xml::ns::delay));

  a.log_in("phone");
  a.close_session("phone");
  a.advance(std::chrono::hours{1});
  a.forget();
  a.incoming(probe(bob, "alice@example.org"));
  REQUIRE(a.routed.size() == 1);
  const auto* delay = a.routed[0].child("delay", xml::ns::delay);
  REQUIRE(delay);
  CHECK(delay->attr_or_empty("stamp") == "2023-11-14T22:13:20Z");
}

TEST_CASE("a probe of a resource tells only whether it is there") {
  struct row {
    const char* resource;
    const char* type;
  };
  auto row_of = GENERATE(values<row>({{"phone", "available"},
                                      {"silent", "unavailable"},
                                      {"other", "unavailable"}}));
  account a;
  a.befriend(bob, "both");
  a.add_session("silent");
  a.add_session("phone");
  a.outgoing("phone", presence("").with(show("dnd")));
  a.forget();
  auto full = std::string{"alice@example.org/"} + row_of.resource;

  a.incoming(probe(bob, full));

  CHECK(summary(a.routed)
        == lines{std::string{row_of.type} + " " + full + " > bob@example.org"});
  CHECK(a.routed[0].nodes().empty());
}

TEST_CASE("who got directed presence may probe that resource") {
  constexpr auto room = "room@chat.example.org/alice";
  account a;
  a.log_in("phone");
  a.log_in("laptop");
  a.outgoing("phone", presence("", room).with(show("dnd")));
  a.forget();

  a.incoming(probe(room, "alice@example.org/phone"));
  a.incoming(probe(room, "alice@example.org"));
  a.incoming(probe(room, "alice@example.org/laptop"));

  CHECK(summary(a.routed)
        == lines{
            "available alice@example.org/phone > room@chat.example.org/alice",
            "available alice@example.org/phone > room@chat.example.org/alice",
            "unsubscribed alice@example.org > room@chat.example.org/alice"});
  CHECK(a.routed[0].nodes().empty());
}

TEST_CASE("an account may probe itself") {
  account a;
  a.log_in("phone");
  a.forget();

  a.incoming(probe("alice@example.org/laptop", "alice@example.org"));

  CHECK(summary(a.routed)
        == lines{"available alice@example.org/phone > "
                 "alice@example.org/laptop"});
}

} // namespace presence_probes_test
