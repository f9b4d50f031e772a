// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/presence.hpp"
#include "tests/user/accounts.hpp"

namespace presence_test {

using namespace troupe;
using namespace troupe::test;
using persistence::store_errc;

namespace {

constexpr auto bob = "bob@example.org";

xml::element child(std::string_view name, std::string_view text) {
  return xml::element(name, "jabber:client").with_text(text);
}

xml::stanza with_priority(std::string_view text) {
  return presence("").with(child("priority", text));
}

} // namespace

TEST_CASE("initial presence goes to subscribers and own resources") {
  account a;
  a.befriend("none@example.org", "none");
  a.befriend("to@example.org", "to");
  a.befriend("from@example.org", "from");
  a.befriend("both@example.org", "both");
  a.log_in("phone");
  a.add_session("silent");
  a.add_session("laptop");
  a.forget();

  a.outgoing("laptop", presence("").with(child("show", "away")));

  CHECK(summary(a.routed_to("none@example.org")).empty());
  CHECK(summary(a.routed_to("to@example.org"))
        == lines{"probe alice@example.org > to@example.org"});
  CHECK(summary(a.routed_to("from@example.org"))
        == lines{"available alice@example.org/laptop > from@example.org"});
  CHECK(summary(a.routed_to("both@example.org"))
        == lines{"probe alice@example.org > both@example.org",
                 "available alice@example.org/laptop > both@example.org"});
  CHECK(a.routed_to("from@example.org")[0].child("show", "jabber:client"));
  CHECK(summary(a.sent_to("phone"))
        == lines{"available alice@example.org/laptop > alice@example.org"});
  CHECK(summary(a.sent_to("laptop"))
        == lines{"available alice@example.org/phone > alice@example.org",
                 "available alice@example.org/laptop > alice@example.org"});
  CHECK(a.sent_to("silent").empty());
}

TEST_CASE("subsequent presence is broadcast without probes") {
  account a;
  a.befriend(bob, "both");
  a.log_in("phone");
  a.forget();

  a.outgoing("phone", with_priority("5"));

  CHECK(summary(a.routed)
        == lines{"available alice@example.org/phone > bob@example.org"});
  CHECK(summary(a.sent_to("phone"))
        == lines{"available alice@example.org/phone > alice@example.org"});
  CHECK(a.session("phone").priority == 5);
}

TEST_CASE("presence that comes after unavailable presence is initial again") {
  account a;
  a.befriend(bob, "to");
  a.log_in("phone");
  a.says("phone", "unavailable");
  a.forget();

  a.says("phone", "");

  CHECK(summary(a.routed)
        == lines{"probe alice@example.org > bob@example.org"});
}

TEST_CASE("a priority is an integer from -128 to 127") {
  struct row {
    const char* text;
    int priority;
  };
  auto row_of = GENERATE(values<row>(
      {{"0", 0}, {"127", 127}, {"-128", -128}, {"+7", 7}, {" 3\n", 3}}));
  account a;
  a.add_session("phone");

  a.outgoing("phone", with_priority(row_of.text));

  CHECK(a.session("phone").available);
  CHECK(a.session("phone").priority == row_of.priority);
}

TEST_CASE("a bad priority is a bad request and changes nothing") {
  auto text = GENERATE("128", "-129", "", "high", "1.5", "+-1", "1 2", "++1");
  account a;
  a.befriend(bob, "from");
  a.add_session("phone");

  a.outgoing("phone", with_priority(text));

  REQUIRE(a.routed.size() == 1);
  CHECK(condition_of(a.routed[0]) == "bad-request");
  CHECK(a.routed[0].to().str() == "alice@example.org/phone");
  CHECK(!a.session("phone").available);
}

TEST_CASE("there is only one priority") {
  account a;
  a.add_session("phone");

  a.outgoing("phone", with_priority("1").with(child("priority", "2")));

  CHECK(condition_of(a.routed.at(0)) == "bad-request");
}

TEST_CASE("unavailable presence is told as it was sent") {
  account a;
  a.befriend(bob, "from");
  a.befriend("carol@example.org", "to");
  a.log_in("phone");
  a.log_in("laptop");
  a.forget();

  a.outgoing("phone", presence("unavailable").with(child("status", "bye")));

  CHECK(summary(a.routed)
        == lines{"unavailable alice@example.org/phone > bob@example.org"});
  CHECK(a.routed[0].child("status", "jabber:client"));
  for (auto resource : {"phone", "laptop"})
    CHECK(summary(a.sent_to(resource))
          == lines{"unavailable alice@example.org/phone > alice@example.org"});
  CHECK(!a.session("phone").available);
  CHECK(!a.session("phone").presence);
}

TEST_CASE("a session that is lost becomes unavailable") {
  account a;
  a.befriend(bob, "both");
  a.log_in("phone");
  a.log_in("laptop");
  a.forget();

  a.close_session("phone");

  CHECK(summary(a.routed)
        == lines{"unavailable alice@example.org/phone > bob@example.org"});
  CHECK(a.sent.size() == 1); // not to itself
  CHECK(summary(a.sent_to("laptop"))
        == lines{"unavailable alice@example.org/phone > alice@example.org"});
}

TEST_CASE("a session that said goodbye says nothing more when it closes") {
  account a;
  a.befriend(bob, "both");
  a.log_in("phone");
  a.says("phone", "unavailable");
  a.forget();

  a.close_session("phone");

  CHECK(a.routed.empty());
}

TEST_CASE("a presence of unknown type is a bad request, both ways") {
  account a;
  a.log_in("phone");
  a.forget();

  a.says("phone", "invisible");
  a.gets("gone", "bob@example.org/x");

  REQUIRE(a.routed.size() == 2);
  CHECK(condition_of(a.routed[0]) == "bad-request");
  CHECK(a.routed[0].to().str() == "alice@example.org/phone");
  CHECK(condition_of(a.routed[1]) == "bad-request");
  CHECK(a.routed[1].to().str() == "bob@example.org/x");
  CHECK(a.sent.empty());
}

TEST_CASE("incoming presence goes to all available resources") {
  auto type = GENERATE("", "unavailable", "error");
  account a;
  a.log_in("phone");
  a.log_in("laptop");
  a.add_session("silent");
  a.forget();

  a.gets(type, "bob@example.org/x");

  CHECK(a.sent_to("phone").size() == 1);
  CHECK(a.sent_to("laptop").size() == 1);
  CHECK(a.sent_to("phone")[0].to() == a.self());
  CHECK(a.sent_to("silent").empty());
  CHECK(a.routed.empty());
}

TEST_CASE("incoming presence for a resource goes to it alone") {
  account a;
  a.log_in("phone");
  a.add_session("silent");
  a.forget();

  a.gets("", "bob@example.org/x", "alice@example.org/silent");
  a.gets("", "bob@example.org/x", "alice@example.org/other");

  CHECK(a.sent_to("silent").size() == 1);
  CHECK(a.sent.size() == 1);
  CHECK(a.routed.empty());
}

TEST_CASE("presence for an account that does not exist is ignored") {
  account a;
  a.exists = false;

  for (auto type : {"", "unavailable", "subscribe", "subscribed", "unsubscribe",
                    "unsubscribed", "error"})
    a.gets(type, bob);
  CHECK(a.routed.empty());

  a.gets("probe", bob);
  CHECK(summary(a.routed)
        == lines{"unsubscribed alice@example.org > bob@example.org"});
  CHECK(a.transactions == 1); // the load
}

TEST_CASE("errors and probes of clients are routed, but not to nobody") {
  account a;
  a.log_in("phone");
  a.forget();

  a.says("phone", "error");
  a.says("phone", "probe");
  CHECK(a.routed.empty());

  a.says("phone", "error", bob);
  a.says("phone", "probe", bob);
  CHECK(summary(a.routed)
        == lines{"error alice@example.org/phone > bob@example.org",
                 "probe alice@example.org/phone > bob@example.org"});
}

TEST_CASE("presence waits for changes of the roster before it") {
  account a;
  a.log_in("phone");
  a.forget();
  a.says("phone", "subscribe", bob);
  a.hold_storage();
  a.gets("subscribed", bob);

  a.gets("", "bob@example.org/x");
  CHECK(summary(a.sent_to("phone")).empty());

  a.complete_storage();
  CHECK(summary(a.sent_to("phone"))
        == lines{"subscribed bob@example.org > alice@example.org",
                 "available bob@example.org/x > alice@example.org"});
}

TEST_CASE("a session that goes while the roster is stored is told gone") {
  account a;
  a.befriend(bob, "from");
  a.log_in("phone");
  a.forget();
  a.hold_storage();
  a.says("phone", "subscribe", "carol@example.org");

  a.says("phone", "");
  a.close_session("phone");
  CHECK(a.routed.empty());

  a.complete_storage();
  CHECK(summary(a.routed_to(bob))
        == lines{"available alice@example.org/phone > bob@example.org",
                 "unavailable alice@example.org/phone > bob@example.org"});
}

TEST_CASE("who cannot be told of is told so while the roster is missing") {
  account stored;
  stored.befriend(bob, "both");
  support::fake_user_context ctx{stored};
  ctx.fail_loads(store_errc::unavailable);
  ctx.use<user::roster, user::presence>();
  ctx.add_session("phone");

  ctx.outgoing("phone", presence(""));
  ctx.outgoing("phone", presence("subscribe", "carol@example.org"));
  ctx.incoming(presence("subscribe", "alice@example.org")
                   .with_from(jid("dave@example.org")));
  ctx.incoming(presence("probe", "alice@example.org").with_from(jid(bob)));

  REQUIRE(ctx.routed.size() == 4);
  for (const auto& x : ctx.routed)
    CHECK(condition_of(x) == "resource-constraint");
  CHECK(!ctx.session("phone").available);

  ctx.forget();
  ctx.advance(std::chrono::seconds{5});
  ctx.outgoing("phone", presence(""));
  CHECK(summary(ctx.routed)
        == lines{"probe alice@example.org > bob@example.org",
                 "available alice@example.org/phone > bob@example.org"});
}

TEST_CASE("an account that is removed takes leave of its contacts") {
  account a;
  a.befriend("to@example.org", "to");
  a.befriend("from@example.org", "from");
  a.befriend("both@example.org", "both");
  a.befriend("none@example.org", "none");
  a.log_in("phone");
  a.says("phone", "", "room@example.org/alice");
  a.says("phone", "subscribe", "asked@example.org");
  a.gets("subscribe", "asking@example.org");
  a.forget();

  a.remove_account();
  a.close_session("phone");

  CHECK(summary(a.routed)
        == lines{"unavailable alice@example.org/phone > both@example.org",
                 "unavailable alice@example.org/phone > from@example.org",
                 "unavailable alice@example.org/phone > room@example.org/alice",
                 "unsubscribe alice@example.org > asked@example.org",
                 "unsubscribe alice@example.org > both@example.org",
                 "unsubscribed alice@example.org > both@example.org",
                 "unsubscribed alice@example.org > from@example.org",
                 "unsubscribe alice@example.org > to@example.org",
                 "unsubscribed alice@example.org > asking@example.org"});
}

TEST_CASE("who is hidden from hears nothing and is not heard") {
  account a;
  a.befriend(bob, "both");
  a.gets("subscribe", "carol@example.org");
  a.part<user::presence>().hide_always(
      [](const auto& who) { return who.domain() == "example.org"; });
  a.forget();

  a.log_in("phone");
  a.says("phone", "unavailable");

  CHECK(summary(a.routed).empty());
  for (const auto& x : a.sent_to("phone"))
    CHECK(x.type() != "subscribe");
}

} // namespace presence_test
