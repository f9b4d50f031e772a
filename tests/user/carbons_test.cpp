// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <catch2/catch.hpp>

#include "actors/user/carbon_rules.hpp"
#include "tests/user/block_account.hpp"

namespace carbons_test {

using namespace troupe;
using namespace troupe::test;
using user::ns::carbons;
using xml::element;
using xml::iq_type;

namespace {

using texts = std::vector<std::string>;

/// The bodies in the copies among `all`, each with "sent" or "received".
texts copies_in(const std::vector<xml::stanza>& all) {
  texts result;
  for (const auto& x : all)
    for (auto way : {"sent", "received"})
      if (const auto* wrapper = x.child(way, carbons))
        result.push_back(way
                         + (": "
                            + wrapper->first_child()
                                  ->first_child()
                                  ->child("body", "jabber:client")
                                  ->text()));
  return result;
}

class copying_account : public block_account {
public:
  copying_account() {
    present("phone", 0);
    log_in("desk");
    for (auto resource : {"phone", "desk"})
      ask(resource, "enable");
  }

  std::string ask(std::string_view resource, std::string_view what) {
    return condition_in(
        iq(session(resource).full.str(), iq_type::set, element{what, carbons}));
  }
  texts copies(std::string_view resource) {
    return copies_in(sent_to(resource));
  }
};

xml::stanza to(std::string_view who, std::string_view body,
               std::string_view type = "chat") {
  return message(body, type, who);
}

constexpr auto bob = "bob@example.net/desk";

} // namespace

TEST_CASE("carbons can be asked for and given up any number of times") {
  copying_account a;
  CHECK(a.ask("desk", "enable") == "result");
  CHECK(a.session("desk").carbons);
  CHECK(a.ask("desk", "disable") == "result");
  CHECK(a.ask("desk", "disable") == "result");
  CHECK_FALSE(a.session("desk").carbons);
  CHECK(a.session("phone").carbons);
}

TEST_CASE("nobody else enables carbons of an account") {
  copying_account a;
  auto answer = a.iq(bob, iq_type::set, element{"enable", carbons});
  CHECK(condition_in(answer) == "service-unavailable");
}

TEST_CASE("a message for one resource is copied to the others that ask") {
  copying_account a;
  a.log_in("tablet"); // does not ask
  a.incoming(to("alice@example.org/phone", "hi").with_trace(7));

  CHECK(a.bodies("phone") == texts{"hi"});
  CHECK(a.copies("phone").empty());
  CHECK(a.copies("desk") == texts{"received: hi"});
  CHECK(a.sent_to("desk").back().trace() == 7);
  CHECK(a.bodies("tablet").empty());
  CHECK(a.copies("tablet").empty());
}

TEST_CASE("of a copy it is told, whether anybody follows the message or not") {
  copying_account a;
  a.forget();
  a.incoming(to("alice@example.org/phone", "hi"));

  const auto copied = std::ranges::find_if(a.notes, [](const auto& each) {
    return each.decision.how == part::outcome::copied;
  });
  REQUIRE(copied != a.notes.end());
  CHECK(copied->decision.resource == "alice@example.org/desk");
}

TEST_CASE("a message for the account is copied to those that did not get it") {
  copying_account a;
  a.log_in("robot", -1);
  a.ask("robot", "enable");
  a.add_session("silent");
  a.ask("silent", "enable");

  a.incoming(message("hi"));

  CHECK(a.bodies("phone") == texts{"hi"});
  CHECK(a.bodies("desk") == texts{"hi"});
  CHECK(a.copies("phone").empty());
  CHECK(a.copies("desk").empty());
  CHECK(a.copies("robot") == texts{"received: hi"});
  CHECK(a.copies("silent") == texts{"received: hi"});
}

TEST_CASE("what a resource sends is copied to the others that ask") {
  copying_account a;
  a.ask("phone", "disable"); // §8: whether the sender asks does not matter

  a.outgoing("phone", to(bob, "hi"));

  CHECK(a.copies("desk") == texts{"sent: hi"});
  CHECK(a.copies("phone").empty());
  CHECK(a.routed_to(bob).size() == 1);
}

TEST_CASE("a copy of what is sent has its id in the archive") {
  copying_account a;
  a.outgoing("phone", to(bob, "hi").with_trace(0xabc));

  auto copy = a.sent_to("desk").back();
  const auto* inner = copy.child("sent", carbons)->first_child()->first_child();
  const auto* id = inner->child("stanza-id", "urn:xmpp:sid:0");
  REQUIRE(id);
  CHECK(id->attr_or_empty("by") == "alice@example.org");
  CHECK(id->attr_or_empty("id") == "0000000000000abc");
  CHECK_FALSE(a.routed_to(bob).at(0).child("stanza-id", "urn:xmpp:sid:0"));
}

TEST_CASE("a message to the own account comes to each resource once") {
  for (auto whom : {"alice@example.org", "alice@example.org/desk"}) {
    INFO(whom);
    copying_account a;
    a.log_in("tablet");
    a.ask("tablet", "enable");
    a.outgoing("phone", to(whom, "hi"));
    auto on_its_way = a.routed.back();

    a.incoming(on_its_way);

    CHECK(a.copies("phone").empty());
    CHECK(a.bodies("desk") == texts{"hi"});
    CHECK(a.copies("desk").empty());
    CHECK(a.bodies("tablet").size() + a.copies("tablet").size() == 1);
  }
}

TEST_CASE("what is not eligible is delivered and not copied") {
  copying_account a;
  auto secret = element{"private", carbons};
  a.outgoing("phone", to(bob, "1").with(secret));
  a.incoming(to("alice@example.org/phone", "2").with(secret));
  a.incoming(to("alice@example.org/phone", "3", "groupchat"));

  CHECK(a.copies("desk").empty());
  CHECK(a.bodies("phone") == texts{"2", "3"});
  // §9: the element stays.
  REQUIRE(a.routed_to(bob).size() == 1);
  CHECK(a.routed_to(bob)[0].child("private", carbons));
}

TEST_CASE("an error is copied if it answers what was eligible") {
  copying_account a;
  a.outgoing("phone", to("bob@example.net", "asked"));
  a.outgoing("phone", to(bob, "secret").with({"private", carbons}));
  a.incoming(to("alice@example.org/phone", "came"));
  a.forget();
  auto bounce = [](std::string_view id, std::string_view from) {
    return message(id, "error", "alice@example.org/phone")
        .with_from(support::jid(from));
  };

  a.incoming(bounce("asked", bob));
  a.incoming(bounce("secret", bob));
  a.incoming(bounce("unknown", bob));
  a.incoming(bounce("asked", "eve@example.net"));
  a.incoming(bounce("", bob));
  a.outgoing("phone", to(bob, "came", "error"));

  CHECK(a.copies("desk") == texts{"received: asked", "sent: came"});
}

TEST_CASE("only the last messages are remembered for their errors") {
  copying_account a;
  for (int i = 0; i < 65; ++i)
    a.outgoing("phone", to(bob, std::to_string(i)));
  a.forget();

  for (auto id : {"0", "1", "64"})
    a.incoming(to("alice@example.org/phone", id, "error"));

  CHECK(a.copies("desk") == texts{"received: 1", "received: 64"});
}

TEST_CASE("what is kept for later is copied to those that never get it") {
  copying_account a;
  for (auto resource : {"phone", "desk"})
    a.present(resource, -1);
  a.add_session("new");
  a.ask("new", "enable");

  a.incoming(message("hi"));

  CHECK(a.copies("phone") == texts{"received: hi"});
  CHECK(a.copies("desk") == texts{"received: hi"});
  CHECK(a.copies("new").empty());
  a.present("new", 0);
  CHECK(a.bodies("new") == texts{"hi"});
}

TEST_CASE("what waits behind the backlog is copied as if it were delivered") {
  copying_account a;
  for (auto resource : {"phone", "desk"})
    a.present(resource, -1);
  a.incoming(message("one"));
  a.forget();
  a.hold_storage();
  a.present("desk", 0);

  a.incoming(message("two"));

  CHECK(a.copies("phone") == texts{"received: two"});
  CHECK(a.copies("desk").empty());
  a.complete_storage();
  CHECK(a.bodies("desk") == texts{"one", "two"});
}

TEST_CASE("what is refused is copied to nobody") {
  copying_account a;
  a.block({"eve@example.net"});
  a.forget();

  a.incoming(to("alice@example.org/gone", "1", "normal"));
  a.incoming(to("alice@example.org/phone", "2")
                 .with_from(support::jid("eve@example.net/x")));
  a.outgoing("phone", to("eve@example.net", "3"));

  CHECK(a.copies("desk").empty());
  CHECK(condition_in(a.answer_to("1")) == "service-unavailable");
  CHECK(condition_in(a.answer_to("2")) == "service-unavailable");
  CHECK(condition_in(a.answer_to("3")) == "not-acceptable");
}

TEST_CASE("what a stream gave back is not copied again") {
  copying_account a;

  a.returned(to("alice@example.org/phone", "hi"));

  CHECK(a.bodies("phone") == texts{"hi"});
  CHECK(a.copies("desk").empty());
}

TEST_CASE("a copy whose device has gone goes to no other, nor is it kept") {
  copying_account a;
  a.log_in("tablet");
  a.ask("tablet", "enable");
  a.outgoing("phone", to(bob, "hi"));
  auto copy = a.sent_to("tablet").back();
  a.close_session("tablet");
  a.forget();

  a.returned(copy);

  CHECK(a.sent.empty());
  CHECK(a.routed.empty());
  CHECK(a.logged("offline") == 0);
}

TEST_CASE("a forged copy is a message like any other") {
  copying_account a;
  auto forged
      = to("alice@example.org/phone", "hi").with(element{"received", carbons});

  a.incoming(forged);

  CHECK(a.bodies("phone") == texts{"hi"});
  CHECK(a.sent_to("phone").back().from().str() == bob);
}

} // namespace carbons_test
