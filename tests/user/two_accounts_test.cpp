// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <catch2/catch.hpp>

#include "tests/user/accounts.hpp"

namespace two_accounts_test {

using namespace troupe;
using namespace troupe::test;

namespace {

/// Two accounts; what one routes, the other gets.
struct pair {
  account alice{"alice@example.org"};
  account bob{"bob@example.org"};

  void settle() {
    while (!alice.routed.empty() || !bob.routed.empty()) {
      carry(alice);
      carry(bob);
    }
  }
  void carry(account& from) {
    auto routed = std::exchange(from.routed, {});
    for (const auto& x : routed) {
      auto to = x.to().bare_view();
      if (to == alice.self().bare_view())
        alice.incoming(x);
      else if (to == bob.self().bare_view())
        bob.incoming(x);
    }
  }
  void log_in(account& who, std::string_view resource) {
    who.log_in(resource);
    settle();
  }
  void say(account& who, std::string_view resource, std::string_view type,
           std::string_view to = {}) {
    who.says(resource, type, to);
    settle();
  }
  void forget() {
    alice.forget();
    bob.forget();
  }
  void befriend() {
    say(alice, "phone", "subscribe", "bob@example.org");
    say(bob, "desk", "subscribed", "alice@example.org");
    say(bob, "desk", "subscribe", "alice@example.org");
    say(alice, "phone", "subscribed", "bob@example.org");
  }
};

constexpr auto alice_seen = "available alice@example.org/phone > "
                            "bob@example.org";
constexpr auto bob_seen = "available bob@example.org/desk > "
                          "alice@example.org";

bool has(const lines& all, std::string_view line) {
  return std::ranges::find(all, line) != all.end();
}

} // namespace

TEST_CASE("a whole handshake shows both sides to each other") {
  pair p;
  p.log_in(p.alice, "phone");
  p.log_in(p.bob, "desk");
  p.forget();

  p.say(p.alice, "phone", "subscribe", "bob@example.org");
  CHECK(summary(p.bob.sent_to("desk"))
        == lines{"subscribe alice@example.org > bob@example.org"});
  CHECK(p.alice.state_of("bob@example.org") == "none asked");

  p.forget();
  p.say(p.bob, "desk", "subscribed", "alice@example.org");
  CHECK(summary(p.alice.sent_to("phone"))
        == lines{"subscribed bob@example.org > alice@example.org", bob_seen});
  CHECK(p.alice.state_of("bob@example.org") == "to");
  CHECK(p.bob.state_of("alice@example.org") == "from");

  p.forget();
  p.say(p.bob, "desk", "subscribe", "alice@example.org");
  p.say(p.alice, "phone", "subscribed", "bob@example.org");
  CHECK(summary(p.bob.sent_to("desk"))
        == lines{"subscribed alice@example.org > bob@example.org", alice_seen});
  CHECK(p.alice.state_of("bob@example.org") == "both");
  CHECK(p.bob.state_of("alice@example.org") == "both");
}

TEST_CASE("friends see each other in whatever order they come") {
  pair p;
  p.log_in(p.alice, "phone");
  p.log_in(p.bob, "desk");
  p.befriend();
  p.alice.close_session("phone");
  p.bob.close_session("desk");
  p.settle();
  p.forget();

  p.log_in(p.alice, "phone");
  CHECK(has(summary(p.alice.sent_to("phone")),
            "unavailable bob@example.org > alice@example.org"));
  p.log_in(p.bob, "desk");

  CHECK(has(summary(p.alice.sent_to("phone")), bob_seen));
  CHECK(has(summary(p.bob.sent_to("desk")), alice_seen));
}

TEST_CASE("a friend that goes is seen going") {
  pair p;
  p.log_in(p.alice, "phone");
  p.log_in(p.bob, "desk");
  p.befriend();
  p.forget();

  p.alice.close_session("phone");
  p.settle();

  CHECK(summary(p.bob.sent_to("desk"))
        == lines{"unavailable alice@example.org/phone > bob@example.org"});
}

TEST_CASE("a request to one who is away is answered when he comes") {
  pair p;
  p.log_in(p.alice, "phone");
  p.say(p.alice, "phone", "subscribe", "bob@example.org");
  p.log_in(p.bob, "desk");
  CHECK(has(summary(p.bob.sent_to("desk")),
            "subscribe alice@example.org > bob@example.org"));

  p.say(p.bob, "desk", "subscribed", "alice@example.org");

  CHECK(has(summary(p.alice.sent_to("phone")), bob_seen));
}

TEST_CASE("a contact that is removed is seen no more on either side") {
  pair p;
  p.log_in(p.alice, "phone");
  p.log_in(p.bob, "desk");
  p.befriend();
  p.forget();

  p.alice.set("phone", item("bob@example.org").with("subscription", "remove"));
  p.settle();

  CHECK(p.alice.state_of("bob@example.org") == "not there");
  CHECK(p.bob.state_of("alice@example.org") == "none");
  CHECK(has(summary(p.bob.sent_to("desk")),
            "unavailable alice@example.org/phone > bob@example.org"));
  CHECK(has(summary(p.alice.sent_to("phone")),
            "unavailable bob@example.org/desk > alice@example.org"));

  p.forget();
  p.say(p.bob, "desk", "");
  CHECK(summary(p.alice.sent_to("phone")).empty());
}

TEST_CASE("sides that disagree are brought together by a probe") {
  pair p;
  p.log_in(p.alice, "phone");
  p.log_in(p.bob, "desk");
  p.befriend();
  p.bob.part<user::roster>().forget(); // as from an old backup
  p.alice.says("phone", "unavailable");
  p.settle();

  p.say(p.alice, "phone", "");

  CHECK(p.alice.state_of("bob@example.org") == "from");
}

TEST_CASE("both sides who approved in advance are friends at once") {
  pair p;
  p.log_in(p.alice, "phone");
  p.log_in(p.bob, "desk");
  p.say(p.alice, "phone", "subscribed", "bob@example.org");
  p.say(p.bob, "desk", "subscribed", "alice@example.org");
  p.forget();

  p.say(p.alice, "phone", "subscribe", "bob@example.org");
  p.say(p.bob, "desk", "subscribe", "alice@example.org");

  CHECK(p.alice.state_of("bob@example.org") == "both");
  CHECK(p.bob.state_of("alice@example.org") == "both");
  CHECK(has(summary(p.alice.sent_to("phone")), bob_seen));
  CHECK(has(summary(p.bob.sent_to("desk")), alice_seen));
}

} // namespace two_accounts_test
