// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/roster.hpp"
#include "tests/user/accounts.hpp"

namespace roster_test {

using namespace troupe;
using namespace troupe::test;
using persistence::store_errc;
using user::roster_ns;

constexpr auto bob = "bob@example.org";
constexpr auto carol = "carol@example.org";

xml::element query_with(std::vector<xml::element> items) {
  xml::element query("query", roster_ns);
  for (auto& x : items)
    query.add(std::move(x));
  return query;
}

xml::element removal(std::string_view jid) {
  return item(jid).with("subscription", "remove");
}

std::vector<std::string> jids_of(const xml::stanza& result) {
  std::vector<std::string> found;
  for (const auto* x : result.first_child()->children())
    found.emplace_back(x->attr_or_empty("jid"));
  return found;
}

std::string ver_of(const xml::stanza& x) {
  return std::string{x.first_child()->attr_or_empty("ver")};
}

TEST_CASE("an empty roster is a query without items") {
  account a;
  a.add_session("phone");

  auto answer = a.get("phone");

  CHECK(answer.type() == "result");
  REQUIRE(answer.first_child());
  CHECK(answer.first_child()->is("query", roster_ns));
  CHECK(answer.first_child()->children().empty());
  CHECK(ver_of(answer) == a.version());
}

TEST_CASE("a contact that was added is in the roster as it was sent") {
  account a;
  a.add_session("phone");

  auto answer = a.set("phone", item(bob, "Bob", {"Friends", "Work"}));

  CHECK(answer.type() == "result");
  CHECK(!answer.first_child());
  CHECK(a.item(bob)
        == item(bob, "Bob", {"Friends", "Work"}).with("subscription", "none"));
  CHECK(jids_of(a.get("phone")) == lines{bob});
}

TEST_CASE("a roster set is pushed to all that asked for the roster") {
  account a;
  a.add_session("phone");
  a.add_session("laptop");
  a.add_session("watch"); // did not ask
  a.get("phone");
  a.get("laptop");

  a.set("phone", item(bob, "Bob"));

  for (auto resource : {"phone", "laptop"}) {
    auto sent = a.sent_to(resource);
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].type() == "set");
    CHECK(!sent[0].id().empty());
    CHECK(sent[0].from() == a.self()); // RFC 6121 §2.1.6
    CHECK(sent[0].to() == a.session(resource).full);
    CHECK(ver_of(sent[0]) == a.version());
    CHECK(pushes(sent)
          == std::vector{item(bob, "Bob").with("subscription", "none")});
  }
  CHECK(a.sent_to("watch").empty());
}

TEST_CASE("an update replaces name and groups and keeps the subscription") {
  account a;
  a.befriend(bob, "both");
  a.add_session("phone");

  a.set("phone", item(bob, "Bob", {"Friends"}));
  CHECK(a.item(bob)
        == item(bob, "Bob", {"Friends"}).with("subscription", "both"));

  a.set("phone", item(bob).with("name", ""));
  CHECK(a.item(bob) == item(bob).with("subscription", "both"));
}

TEST_CASE("clients do not set states of subscription") {
  account a;
  a.add_session("phone");

  a.set("phone", item(bob)
                     .with("subscription", "both")
                     .with("ask", "subscribe")
                     .with("approved", "true"));

  CHECK(a.state_of(bob) == "none");
}

TEST_CASE("an item is known by its bare JID") {
  account a;
  a.add_session("phone");

  a.set("phone", item("Bob@Example.org/home"));

  CHECK(a.state_of(bob) == "none");
}

TEST_CASE("wrong roster sets are refused and change nothing") {
  auto longest = std::string(1023, 'x');
  struct row {
    const char* what;
    std::vector<xml::element> items;
    const char* condition;
  };
  auto row_of = GENERATE_COPY(values<row>({
      {"no item", {}, "bad-request"},
      {"two items", {item(bob), item(carol)}, "bad-request"},
      {"no JID", {xml::element("item", roster_ns)}, "bad-request"},
      {"no such JID", {item("@example.org")}, "jid-malformed"},
      {"the same group twice", {item(bob, "", {"a", "b", "a"})}, "bad-request"},
      {"an empty group", {item(bob, "", {""})}, "not-acceptable"},
      {"a long group", {item(bob, "", {longest + "x"})}, "not-acceptable"},
      {"a long name", {item(bob, longest + "x")}, "not-acceptable"},
      {"oneself", {item("alice@example.org/x")}, "not-allowed"},
      {"removal of no contact", {removal(carol)}, "item-not-found"},
      {"the longest name", {item(bob, longest)}, "no error"},
      {"the longest group", {item(bob, "", {longest})}, "no error"},
  }));
  account a;
  a.add_session("phone");
  a.get("phone");
  a.forget();

  INFO(row_of.what);
  auto answer = a.iq("alice@example.org/phone", xml::iq_type::set,
                     query_with(row_of.items));

  REQUIRE(answer);
  CHECK(condition_of(*answer) == row_of.condition);
  auto refused = answer->is_error();
  CHECK(a.sent.empty() == refused);
  CHECK((a.state_of(bob) == "not there") == refused);
}

TEST_CASE("a roster get has no items") {
  account a;
  a.add_session("phone");

  auto answer = a.iq("alice@example.org/phone", xml::iq_type::get,
                     query_with({item(bob)}));

  CHECK(condition_of(*answer) == "bad-request");
  CHECK(!a.session("phone").interested);
}

TEST_CASE("nobody else reads or changes a roster") {
  account a;

  auto get = a.iq("eve@example.org/x", xml::iq_type::get, query_with({}));
  auto set
      = a.iq("eve@example.org/x", xml::iq_type::set, query_with({item(bob)}));

  CHECK(condition_of(*get) == "service-unavailable");
  CHECK(condition_of(*set) == "forbidden"); // RFC 6121 §2.3.3
  CHECK(a.state_of(bob) == "not there");
}

TEST_CASE("a full roster takes updates but no new contacts") {
  account a;
  a.config.limits.roster_items = 1;
  a.add_session("phone");
  a.set("phone", item(bob));

  CHECK(condition_of(a.set("phone", item(carol))) == "policy-violation");
  CHECK(condition_of(a.set("phone", item(bob, "Bob"))) == "no error");
  a.forget();
  a.says("phone", "subscribe", carol);
  REQUIRE(a.routed.size() == 1);
  CHECK(condition_of(a.routed[0]) == "policy-violation");

  a.config.limits.roster_items = 0; // no limit
  CHECK(condition_of(a.set("phone", item(carol))) == "no error");
}

TEST_CASE("a removed contact is pushed as removed") {
  account a;
  a.add_session("phone");
  a.set("phone", item(bob));
  a.get("phone");
  a.forget();

  CHECK(a.set("phone", removal(bob)).type() == "result");

  CHECK(pushes(a.sent_to("phone")) == std::vector{removal(bob)});
  CHECK(a.state_of(bob) == "not there");
  CHECK(summary(a.routed).empty());
}

TEST_CASE("removing a contact ends its subscriptions") {
  struct row {
    const char* state;
    lines told;
  };
  auto row_of = GENERATE(values<row>({
      {"none", {}},
      {"to", {"unsubscribe alice@example.org > bob@example.org"}},
      {"from",
       {"unavailable alice@example.org/phone > bob@example.org",
        "unsubscribed alice@example.org > bob@example.org"}},
      {"both",
       {"unsubscribe alice@example.org > bob@example.org",
        "unavailable alice@example.org/phone > bob@example.org",
        "unsubscribed alice@example.org > bob@example.org"}},
  }));
  account a;
  a.befriend(bob, row_of.state);
  a.log_in("phone");
  a.forget();

  INFO(row_of.state);
  a.set("phone", removal(bob));

  CHECK(summary(a.routed) == row_of.told);
}

TEST_CASE("removing a contact withdraws a request to it") {
  account a;
  a.add_session("phone");
  a.says("phone", "subscribe", bob);
  a.forget();

  a.set("phone", removal(bob));

  CHECK(summary(a.routed)
        == lines{"unsubscribe alice@example.org > bob@example.org"});
}

TEST_CASE("a known version is answered by what has changed since") {
  account a;
  a.add_session("phone");
  a.set("phone", item(bob));
  a.set("phone", item(carol));
  auto version = a.version();
  a.add_session("laptop");

  CHECK(!a.get("laptop", version.c_str()).first_child());
  CHECK(a.sent_to("laptop").empty());

  a.set("phone", item(bob, "Bob"));
  a.set("phone", removal(carol));
  a.forget();
  CHECK(!a.get("laptop", version.c_str()).first_child());
  auto sent = a.sent_to("laptop");
  CHECK(pushes(sent)
        == std::vector{item(bob, "Bob").with("subscription", "none"),
                       removal(carol)});
  CHECK(ver_of(sent.at(0)) < ver_of(sent.at(1)));
  CHECK(ver_of(sent.at(1)) == a.version());
  CHECK(sent.at(0).id() != sent.at(1).id());
}

TEST_CASE("an unknown version is answered by the whole roster") {
  account a;
  a.add_session("phone");
  a.set("phone", item(bob));

  for (auto version : {"", "ver14", "1"}) {
    auto answer = a.get("phone", version);
    REQUIRE(answer.first_child());
    CHECK(jids_of(answer) == lines{bob});
    CHECK(ver_of(answer) == a.version());
  }
}

TEST_CASE("versions outlive the actor") {
  account before;
  before.add_session("phone");
  before.set("phone", item(bob));
  auto version = before.version();

  account a{before};
  a.add_session("phone");

  CHECK(jids_of(a.get("phone")) == lines{bob});
  CHECK(!a.get("phone", version.c_str()).first_child());
}

TEST_CASE("nothing is told before it is committed") {
  account a;
  a.add_session("phone");
  a.get("phone");
  a.forget();
  a.hold_storage();

  a.set("phone", item(bob));
  auto asked = a.get("phone");
  CHECK(a.routed.empty());
  CHECK(a.sent.empty());
  CHECK(!asked);

  a.complete_storage();
  REQUIRE(a.routed.size() == 2);
  CHECK(!a.routed[0].first_child());
  CHECK(jids_of(a.routed[1]) == lines{bob});
  CHECK(pushes(a.sent_to("phone")).size() == 1);
}

TEST_CASE("changes that come while one is stored are stored together") {
  account a;
  a.add_session("phone");
  a.hold_storage();
  auto before = a.transactions;

  for (auto who : {bob, carol, "dave@example.org", "erin@example.org"})
    a.set("phone", item(who));
  a.complete_storage();

  CHECK(a.transactions - before == 2);
  CHECK(a.routed.size() == 4);
}

TEST_CASE("a store that fails is an error, and all is as before") {
  struct row {
    store_errc code;
    const char* condition;
  };
  auto row_of = GENERATE(values<row>({
      {store_errc::unavailable, "resource-constraint"},
      {store_errc::full, "resource-constraint"},
      {store_errc::corrupt, "internal-server-error"},
  }));
  account a;
  a.add_session("phone");
  a.set("phone", item(bob, "Bob"));
  a.get("phone");
  auto version = a.version();
  a.forget();

  a.fail_stores(row_of.code, 3);
  CHECK(condition_of(a.set("phone", item(carol))) == row_of.condition);
  CHECK(condition_of(a.set("phone", item(bob, "X"))) == row_of.condition);
  CHECK(condition_of(a.set("phone", removal(bob))) == row_of.condition);

  CHECK(a.sent.empty());
  CHECK(a.version() == version);
  CHECK(a.state_of(carol) == "not there");
  CHECK(a.item(bob) == item(bob, "Bob").with("subscription", "none"));
  CHECK(condition_of(a.set("phone", item(carol))) == "no error");
}

TEST_CASE("a refused change does not stop others of its transaction") {
  account a;
  a.add_session("phone");
  a.hold_storage();
  a.set("phone", item("first@example.org"));

  a.set("phone", removal(carol));
  a.set("phone", item(bob));
  a.complete_storage();

  REQUIRE(a.routed.size() == 3);
  CHECK(condition_of(a.routed[1]) == "item-not-found");
  CHECK(a.state_of(bob) == "none");
}

TEST_CASE("a roster that cannot be loaded is an error until it can") {
  account stored;
  stored.befriend(bob, "to");
  support::fake_user_context ctx{stored};
  ctx.fail_loads(store_errc::unavailable);
  ctx.use<user::roster, user::presence>();
  ctx.add_session("phone");
  auto query = xml::element("query", roster_ns);
  auto phone = "alice@example.org/phone";

  auto get = ctx.iq(phone, xml::iq_type::get, query);
  auto set = ctx.iq(phone, xml::iq_type::set, query_with({item(carol)}));
  CHECK(condition_of(*get) == "resource-constraint");
  CHECK(condition_of(*set) == "resource-constraint");

  ctx.advance(std::chrono::seconds{5});
  CHECK(jids_of(*ctx.iq(phone, xml::iq_type::get, query)) == lines{bob});
}

} // namespace roster_test
