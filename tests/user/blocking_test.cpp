// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/blocking.hpp"
#include "tests/user/block_account.hpp"

namespace blocking_test {

using namespace troupe;
using namespace troupe::test;
using persistence::store_errc;
using support::jid;
using support::stanza;
using user::ns::blocking;
using xml::element;
using xml::iq_type;
using xml::stanza_kind;

namespace {

using account = block_account;
using texts = std::vector<std::string>;

constexpr auto me = "alice@example.org/phone";
constexpr auto bob = "bob@example.net";

xml::stanza from(std::string_view who, stanza_kind kind, std::string_view type,
                 std::string_view to = me) {
  return stanza(kind, type, who, to)
      .with_id("x")
      .with(element{"query", "urn:x"});
}

} // namespace

TEST_CASE("a block list matches as XEP-0191 §5 says") {
  struct row {
    const char* entry;
    const char* who;
    bool matches;
  };
  const row table[] = {
      {"bob@example.net/desk", "bob@example.net/desk", true},
      {"bob@example.net/desk", "bob@example.net/phone", false},
      {"bob@example.net/desk", "bob@example.net", false},
      {"bob@example.net", "bob@example.net", true},
      {"bob@example.net", "bob@example.net/desk", true},
      {"bob@example.net", "eve@example.net", false},
      {"bob@example.net", "example.net", false},
      {"example.net/desk", "example.net/desk", true},
      {"example.net/desk", "example.net", false},
      {"example.net/desk", "bob@example.net/desk", false},
      {"example.net", "example.net", true},
      {"example.net", "bob@example.net", true},
      {"example.net", "bob@example.net/desk", true},
      {"example.net", "example.net/desk", true},
      {"example.net", "sub.example.net", false},
  };
  for (const auto& row : table) {
    INFO(row.entry << " and " << row.who);
    user::block_list list;
    list.add(jid(row.entry));
    CHECK(list.matches(jid(row.who)) == row.matches);
  }
}

TEST_CASE("the list is told, at first empty") {
  account a;
  CHECK(a.list().empty());

  CHECK(a.block({"romeo@montague.net", "iago@shakespeare.lit"}) == "result");

  CHECK(a.list() == texts{"iago@shakespeare.lit", "romeo@montague.net"});
}

TEST_CASE("the list survives a restart") {
  account before;
  before.block({bob});

  account a{before};

  CHECK(a.list() == texts{bob});
  CHECK(a.part<user::blocking>().blocks(jid("bob@example.net/desk")));
}

TEST_CASE("an address is blocked in its enforced form") {
  account a;

  a.block({"Bob@Example.NET"});

  CHECK(a.list() == texts{bob});
}

TEST_CASE("what comes from a blocked JID") {
  struct row {
    stanza_kind kind;
    const char* type;
    const char* answer;
  };
  using enum stanza_kind;
  const row table[] = {
      {message, "", "service-unavailable"},
      {message, "chat", "service-unavailable"},
      {message, "groupchat", "no answer"}, // a room would send alice out
      {message, "headline", "service-unavailable"},
      {message, "error", "no answer"},
      {presence, "", "no answer"},
      {presence, "unavailable", "no answer"},
      {presence, "subscribe", "no answer"},
      {presence, "subscribed", "no answer"},
      {presence, "unsubscribe", "no answer"},
      {presence, "probe", "no answer"},
      {presence, "error", "no answer"},
      {iq, "get", "service-unavailable"},
      {iq, "set", "service-unavailable"},
      {iq, "result", "no answer"},
      {iq, "error", "no answer"},
  };
  for (const auto& row : table)
    for (auto to : {me, "alice@example.org"}) {
      INFO(xml::name_of(row.kind) << " " << row.type << " to " << to);
      account a;
      a.block({bob});
      a.present("phone", 0);
      a.forget();

      a.incoming(from("bob@example.net/desk", row.kind, row.type, to));

      CHECK(condition_in(a.answer_to("x")) == row.answer);
      CHECK(a.sent.empty());
    }
}

TEST_CASE(
    "what a stream gave back is not delivered once its sender is blocked") {
  account a;
  a.log_in("desk");
  a.block({bob});
  a.forget();

  a.returned(message("hello"));

  CHECK(a.sent.empty());
  CHECK(a.logged("offline") == 0);
  CHECK(condition_in(a.answer_to("hello")) == "service-unavailable");
}

TEST_CASE("what goes to a blocked JID") {
  struct row {
    stanza_kind kind;
    const char* type;
    const char* answer;
  };
  using enum stanza_kind;
  const row table[] = {
      {message, "chat", "not-acceptable"},
      {message, "error", "no answer"},
      {presence, "", "not-acceptable"},
      {presence, "error", "no answer"},
      {presence, "subscribe", "not-acceptable"},
      {iq, "get", "not-acceptable"},
      {iq, "set", "not-acceptable"},
      {iq, "result", "no answer"},
      {iq, "error", "no answer"},
  };
  for (const auto& row : table) {
    INFO(xml::name_of(row.kind) << " " << row.type);
    account a;
    a.block({bob});
    a.forget();

    a.outgoing("phone", from("", row.kind, row.type, "bob@example.net/desk"));

    CHECK(condition_in(a.answer_to("x")) == row.answer);
    CHECK(a.routed_to("bob@example.net/desk").empty());
  }
}

TEST_CASE("the answer to what goes to a blocked JID names the block") {
  account a;
  a.block({bob});

  a.outgoing("phone", from("", stanza_kind::message, "chat", bob));

  auto answer = a.answer_to("x");
  REQUIRE(answer);
  CHECK(answer->from().str() == bob);
  CHECK(answer->to().str() == me);
  auto error = xml::read_error(*answer);
  CHECK(error.type == xml::error_type::cancel);
  REQUIRE(error.detail);
  CHECK(error.detail->is("blocked", user::ns::blocking_errors));
}

TEST_CASE("neither the account itself nor its server can be blocked") {
  account a;
  a.log_in("desk");
  CHECK(a.block({"alice@example.org", "alice@example.org/desk", "example.org"})
        == "result");

  for (auto who : {"alice@example.org", "alice@example.org/desk", "example.org",
                   "example.org/x"})
    CHECK_FALSE(a.part<user::blocking>().blocks(jid(who)));
  CHECK(a.part<user::blocking>().blocks(jid("eve@example.org")));
}

TEST_CASE("changes are pushed to the resources that have asked for the list") {
  account a;
  a.add_session("desk");
  a.list();
  a.forget();

  a.block({bob, "eve@example.net"});
  a.unblock({bob});
  a.unblock({});

  CHECK(a.sent_to("desk").empty());
  auto pushes = a.sent_to("phone");
  REQUIRE(pushes.size() == 3);
  for (const auto& x : pushes) {
    CHECK(x.type() == "set");
    CHECK(x.from().str() == "alice@example.org");
    CHECK(x.to().str() == me);
    CHECK_FALSE(x.id().empty());
  }
  CHECK(pushes[0].id() != pushes[1].id());
  CHECK(*pushes[0].first_child()
        == block_items("block", {bob, "eve@example.net"}));
  CHECK(*pushes[1].first_child() == block_items("unblock", {bob}));
  CHECK(*pushes[2].first_child() == block_items("unblock", {}));
}

TEST_CASE("what is wrong with a change is told, and nothing is changed") {
  struct row {
    const char* what;
    element payload;
    const char* answer;
  };
  const row table[] = {
      {"block nobody", block_items("block", {}), "bad-request"},
      {"block without jid", block_items("block", {""}), "bad-request"},
      {"block what is no item",
       element{"block", blocking}.with({"x", blocking}), "bad-request"},
      {"block what is no JID", block_items("block", {"eve@example.net", "@"}),
       "jid-malformed"},
      {"unblock who is not blocked",
       block_items("unblock", {bob, "eve@example.net"}), "item-not-found"},
      {"unblock without jid", block_items("unblock", {""}), "bad-request"},
  };
  for (const auto& row : table) {
    INFO(row.what);
    account a;
    a.block({bob});

    CHECK(condition_in(a.iq(me, iq_type::set, row.payload)) == row.answer);
    CHECK(a.list() == texts{bob});
  }
}

TEST_CASE("who is blocked twice is blocked once") {
  account a;
  a.config.limits.blocked_jids = 1;

  CHECK(a.block({bob, bob}) == "result");
  CHECK(a.block({bob}) == "result");

  CHECK(a.list() == texts{bob});
}

TEST_CASE("the list has a limit") {
  account a;
  a.config.limits.blocked_jids = 2;
  a.block({bob});

  CHECK(a.block({"a@example.net", "b@example.net"}) == "policy-violation");
  CHECK(a.list() == texts{bob});
  CHECK(a.block({"a@example.net"}) == "result");
}

TEST_CASE("a store that fails changes nothing") {
  account a;
  a.list();
  a.block({bob});
  a.forget();

  for (const auto& payload :
       {block_items("block", {"eve@example.net"}),
        block_items("unblock", {bob}), block_items("unblock", {})}) {
    a.fail_stores(store_errc::full);
    CHECK(condition_in(a.iq(me, iq_type::set, payload))
          == "resource-constraint");
    CHECK(a.list() == texts{bob});
    CHECK(a.sent.empty());
  }
}

TEST_CASE("others learn nothing of the list") {
  account a;

  CHECK(condition_in(a.iq("bob@example.net/desk", iq_type::get,
                          element{"blocklist", blocking}))
        == "service-unavailable");
}

} // namespace blocking_test
