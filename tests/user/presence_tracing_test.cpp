// SPDX-License-Identifier: Apache-2.0
// What a trace is told of presence: of what is said again, and what became of
// it.
#include <catch2/catch.hpp>

#include "actors/base/trace.hpp"
#include "tests/user/accounts.hpp"

namespace presence_tracing_test {

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr auto bob = "bob@example.net";
constexpr auto alice = "alice@example.org";

/// One that came in once, and was followed then.
xml::stanza followed(xml::stanza x) {
  return std::move(x).with_trace(7).with_arrival(1, true);
}

/// All decisions since the last `forget`: "delivered: all available resources".
lines decisions(const account& a) {
  lines all;
  for (const auto& n : a.notes)
    all.push_back(std::string{n.decision.what} + ": "
                  + std::string{n.decision.reason});
  return all;
}

/// alice's phone is there, with a request of bob's, since long ago.
struct long_there : account {
  long_there() {
    befriend("carol@example.net", "from");
    add_session("phone");
    outgoing("phone", followed(test::presence("")));
    incoming(followed(test::presence("subscribe", alice)).with_from(jid(bob)));
    add_session("desk");
    forget();
  }
  /// What a new resource is told of those before it: presence, request.
  std::vector<xml::stanza> told() {
    says("desk", "");
    std::vector<xml::stanza> all;
    for (const auto& x : sent_to("desk"))
      if (x.from() != session("desk").full)
        all.push_back(x);
    return all;
  }
  std::vector<xml::stanza> shown() {
    routed.clear();
    gets("probe", "carol@example.net");
    return routed_to("carol@example.net");
  }
};

} // namespace

TEST_CASE_METHOD(long_there, "presence that is said again did not come late") {
  for (const auto& all : {told(), shown()}) {
    REQUIRE_FALSE(all.empty());
    for (const auto& x : all) {
      INFO(x);
      CHECK(x.arrived() == 0);
      CHECK_FALSE(x.is_followed());
    }
  }
}

TEST_CASE_METHOD(
    long_there,
    "presence that is said again is of the trace that has it said") {
  const base::trace::scope within{base::trace::position{9, 1}};
  const auto all = told();

  REQUIRE(all.size() == 2);
  for (const auto& x : all) {
    INFO(x);
    CHECK(x.trace() == 9);
    CHECK(x.is_followed());
    CHECK(x.arrived() == 0);
  }
  CHECK(shown().at(0).trace() == 9);
}

TEST_CASE("presence that waits for the store is said in its own trace") {
  base::trace::drain([](const auto&) {});
  account a;
  a.befriend(bob, "from");
  a.log_in("phone");
  a.add_session("desk");
  a.forget();
  a.hold_storage();
  {
    const base::trace::scope within{base::trace::position{9, 1}};
    a.set("phone", item("eve@example.net"));
  }
  {
    const base::trace::scope within{base::trace::position{10, 1}};
    a.gets("probe", bob);
  }
  a.gets("probe", bob); // not followed
  a.complete_storage();

  const auto shown = a.routed_to(bob);
  REQUIRE(shown.size() == 2);
  CHECK(shown[0].trace() == 10);
  CHECK(shown[0].is_followed());
  CHECK_FALSE(shown[1].is_followed());
  base::trace::drain([](const auto&) {});
}

TEST_CASE("an answer to a probe is of its trace") {
  account a;
  a.incoming(followed(presence("probe", alice)).with_from(jid(bob)));

  REQUIRE(a.routed_to(bob).size() == 1);
  CHECK(a.routed_to(bob)[0].trace() == 7);
  CHECK(a.routed_to(bob)[0].is_followed());
  CHECK(decisions(a) == lines{"answered: its sender is no subscriber"});
}

TEST_CASE("presence that comes is told of for each resource that gets it") {
  account a;
  a.log_in("phone");
  a.log_in("desk");
  a.forget();

  a.gets("", bob);
  CHECK(decisions(a) == lines(2, "delivered: all available resources"));
  CHECK(a.notes[0].decision.resource == "alice@example.org/phone");
  CHECK(a.notes[1].decision.resource == "alice@example.org/desk");

  a.forget();
  a.gets("", bob, "alice@example.org/desk");
  CHECK(decisions(a) == lines{"delivered: the resource that it is for"});
}

TEST_CASE("what a client broadcasts is told of, too") {
  account a;
  a.log_in("phone");
  a.forget();

  a.says("phone", "");
  CHECK(decisions(a)
        == lines{"broadcast: to its subscribers and its own resources",
                 "delivered: the account's own resources"});

  a.says("phone", "unavailable");
  a.forget();
  a.says("phone", "unavailable");
  CHECK(decisions(a) == lines{"broadcast: to those who got directed presence"});
}

TEST_CASE("what becomes of a subscription is told of for each resource") {
  account a;

  a.gets("subscribe", bob);
  CHECK(decisions(a) == lines{"stored: until a resource is available"});

  a.log_in("phone");
  a.forget();
  a.gets("subscribe", "eve@example.net");
  CHECK(decisions(a) == lines{"delivered: all available resources"});
}

TEST_CASE("of a subscription that changes while nobody looks it is told why") {
  account a;
  a.befriend(bob, "to");

  a.gets("unsubscribed", bob);

  CHECK(decisions(a) == lines{"dropped: no resource has the roster"});
}

TEST_CASE("that a probe is answered is told of") {
  account a;
  a.befriend(bob, "from");

  a.gets("probe", bob);
  CHECK(decisions(a) == lines{"answered: no resource is available"});

  a.log_in("phone");
  a.forget();
  a.gets("probe", bob);
  a.gets("probe", bob, "alice@example.org/phone");
  CHECK(decisions(a)
        == lines{"answered: all available resources are shown",
                 "answered: whether that resource is available"});
}

} // namespace presence_tracing_test
