// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/message_rules.hpp"
#include "actors/user/offline.hpp"
#include "tests/support/moved.hpp"
#include "tests/user/whole_account.hpp"

namespace offline_test {

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;
using persistence::store_errc;
using xml::element;

namespace {

using texts = std::vector<std::string>;

constexpr auto hints = "urn:xmpp:hints";
constexpr auto chatstates = "http://jabber.org/protocol/chatstates";

xml::stanza with(std::initializer_list<element> children) {
  xml::stanza x{xml::stanza_kind::message, "chat"};
  for (const auto& child : children)
    x = x.with(child);
  return x;
}

element body() {
  return element{"body", "jabber:client"}.with_text("hello");
}

texts numbers(int from, int to) {
  texts result;
  for (int i = from; i <= to; ++i)
    result.push_back(std::to_string(i));
  return result;
}

} // namespace

TEST_CASE("a message waits for the next presence, with the time it came") {
  whole_account a;
  a.incoming(message("one"));
  a.advance(1h);
  a.incoming(message("two", "normal"));
  CHECK(a.routed.empty());

  a.log_in("phone");

  CHECK(a.bodies("phone") == texts{"one", "two"});
  auto got = a.sent_to("phone").at(0);
  CHECK(got.from().str() == "bob@example.net/desk");
  CHECK(got.to().str() == "alice@example.org");
  CHECK(got.id() == "one");
  const auto* delay = got.child("delay", "urn:xmpp:delay");
  REQUIRE(delay);
  CHECK(delay->attr_or_empty("stamp") == "2023-11-14T22:13:20Z");
  CHECK(delay->attr_or_empty("from") == "example.org");
  CHECK(a.logged("offline") == 0);
}

TEST_CASE("what was delivered is not delivered again") {
  whole_account a;
  a.incoming(message("one"));
  a.log_in("phone");

  a.log_in("desk");

  CHECK(a.bodies("phone") == texts{"one"});
  CHECK(a.bodies("desk").empty());
}

TEST_CASE("a message that has a delay keeps it, and no other") {
  whole_account a;
  a.incoming(message("one").with(element{"delay", "urn:xmpp:delay"}.with(
      "stamp", "2002-09-10T23:08:25Z")));

  a.log_in("phone");

  auto got = a.sent_to("phone").at(0);
  CHECK(got.child("delay", "urn:xmpp:delay")->attr_or_empty("stamp")
        == "2002-09-10T23:08:25Z");
  CHECK(got.nodes().size() == 2);
}

TEST_CASE("what is kept of a message depends on its content") {
  struct row {
    const char* what;
    xml::stanza message;
    bool kept;
  };
  const row table[] = {
      {"a body", with({body()}), true},
      {"nothing", with({}), false},
      {"a chat state", with({{"composing", chatstates}}), false},
      {"a chat state and thread",
       with({{"active", chatstates}, {"thread", "jabber:client"}}), false},
      {"a body and a chat state", with({body(), {"active", chatstates}}), true},
      {"a receipt", with({{"received", "urn:xmpp:receipts"}}), true},
      {"a subject", with({{"subject", "jabber:client"}}), true},
      {"an id only", with({{"origin-id", "urn:xmpp:sid:0"}}), false},
      {"a body not to be stored", with({body(), {"no-store", hints}}), false},
      {"a body for now", with({body(), {"no-permanent-store", hints}}), true},
      {"a chat state to be stored",
       with({{"composing", chatstates}, {"store", hints}}), true},
  };
  for (const auto& row : table) {
    INFO(row.what);
    CHECK(part::is_worth_keeping(row.message) == row.kept);
  }
}

TEST_CASE("what is not kept is answered as RFC 6121 §8.5.2.2.1 says") {
  struct row {
    const char* what;
    xml::stanza message;
    const char* answer;
  };
  const row table[] = {
      {"groupchat", message("x", "groupchat"), "service-unavailable"},
      {"headline", message("x", "headline"), "no answer"},
      {"error", message("x", "error"), "no answer"},
      {"not to be stored", message("x").with({"no-store", hints}),
       "service-unavailable"},
  };
  for (const auto& row : table) {
    INFO(row.what);
    whole_account a;

    a.incoming(row.message);

    CHECK(condition_in(a.answer_to("x")) == row.answer);
    CHECK(a.logged("offline") == 0);
  }
}

TEST_CASE("where there is no account nothing is kept") {
  whole_account a;
  a.exists = false;

  a.incoming(message("x"));

  CHECK(condition_in(a.answer_to("x")) == "service-unavailable");
  CHECK(a.logged("offline") == 0);
}

TEST_CASE("a negative priority gets nothing until it rises") {
  whole_account a;
  a.log_in("phone", -1);
  a.incoming(message("one"));
  CHECK(a.bodies("phone").empty());

  a.present("phone", 0);

  CHECK(a.bodies("phone") == texts{"one"});
}

TEST_CASE("directed presence is no reason to deliver") {
  whole_account a;
  a.incoming(message("one"));
  a.add_session("phone");

  a.outgoing("phone", support::stanza(xml::stanza_kind::presence, "", {},
                                      "room@example.net/me"));

  CHECK(a.bodies("phone").empty());
}

TEST_CASE("many messages come page by page and in order") {
  whole_account a;
  a.config.limits.offline_messages = 0; // no limit
  for (const auto& text : numbers(1, 250))
    a.incoming(message(text));

  a.log_in("phone");

  CHECK(a.bodies("phone") == numbers(1, 250));
  CHECK(a.logged("offline") == 0);
}

TEST_CASE("a full queue has the sender told") {
  support::moved moved{observe::limit::offline_messages};
  whole_account a;
  a.config.limits.offline_messages = 2;
  a.incoming(message("1"));
  a.incoming(message("2"));

  a.incoming(message("3"));

  CHECK(condition_in(a.answer_to("2")) == "no answer");
  CHECK(condition_in(a.answer_to("3")) == "service-unavailable");
  a.log_in("phone");
  CHECK(a.bodies("phone") == numbers(1, 2));
  CHECK(moved.by() > 0);
}

TEST_CASE("a queue has room again once it is delivered") {
  whole_account a;
  a.config.limits.offline_messages = 1;
  a.incoming(message("1"));
  a.log_in("phone");
  a.close_session("phone");

  a.incoming(message("2"));

  CHECK(condition_in(a.answer_to("2")) == "no answer");
}

TEST_CASE("what is being stored when presence comes is delivered after it") {
  whole_account a;
  a.hold_storage();
  a.incoming(message("one"));
  a.log_in("phone");
  CHECK(a.bodies("phone").empty());

  a.complete_storage();

  CHECK(a.bodies("phone") == texts{"one"});
  CHECK(a.logged("offline") == 0);
}

TEST_CASE("what comes while the backlog is delivered stays behind it") {
  whole_account a;
  a.incoming(message("one"));
  a.hold_storage();
  a.incoming(message("two"));
  a.log_in("phone");
  a.incoming(message("three"));
  CHECK(a.bodies("phone").empty());

  a.complete_storage();
  a.incoming(message("four"));

  CHECK(a.bodies("phone") == texts{"one", "two", "three", "four"});
  CHECK(a.logged("offline") == 0);
  CHECK(a.routed.empty());
}

TEST_CASE("a second resource does not wait for the backlog of the first") {
  whole_account a;
  a.incoming(message("one"));
  a.hold_storage();
  a.log_in("phone");
  a.log_in("desk");

  a.incoming(message("two"));

  CHECK(a.bodies("desk") == texts{"two"});
  a.complete_storage();
  CHECK(a.bodies("phone") == texts{"two", "one"});
}

TEST_CASE("a queue that is full while it is delivered refuses nothing") {
  whole_account a;
  a.config.limits.offline_messages = 1;
  a.incoming(message("one"));
  a.hold_storage();
  a.log_in("phone");

  a.incoming(message("two"));

  CHECK(a.bodies("phone") == texts{"two"});
  a.complete_storage();
  CHECK(a.bodies("phone") == texts{"two", "one"});
  CHECK(condition_in(a.answer_to("two")) == "no answer");
}

TEST_CASE("a session that goes before the page comes leaves it for the next") {
  whole_account a;
  a.incoming(message("one"));
  a.hold_storage();
  a.log_in("phone");
  a.close_session("phone");
  a.complete_storage();
  CHECK(a.logged("offline") == 1);

  a.log_in("desk");
  a.complete_storage();

  CHECK(a.bodies("desk") == texts{"one"});
  CHECK(a.logged("offline") == 0);
}

TEST_CASE("a session that is there takes the page of one that has gone") {
  whole_account a;
  a.incoming(message("one"));
  a.hold_storage();
  a.log_in("phone");
  a.log_in("desk");
  a.close_session("phone");

  a.complete_storage();

  CHECK(a.bodies("desk") == texts{"one"});
}

TEST_CASE("what cannot be read comes with a later presence, what cannot be "
          "removed comes once") {
  whole_account a;
  a.incoming(message("one"));
  a.fail_loads(store_errc::unavailable);
  a.log_in("phone");
  CHECK(a.bodies("phone").empty());

  a.fail_stores(store_errc::unavailable);
  a.present("phone", 1);
  CHECK(a.bodies("phone") == texts{"one"});

  a.present("phone", 2);
  CHECK(a.bodies("phone") == texts{"one"});
  CHECK(a.logged("offline") == 0);
}

TEST_CASE("the queue survives a restart, even with a clock that went back") {
  whole_account before;
  before.config.limits.offline_messages = 3;
  before.incoming(message("one"));
  before.incoming(message("two"));
  before.clock -= 1h;

  whole_account a{before};
  a.incoming(message("three"));
  a.incoming(message("four"));
  a.log_in("phone");

  CHECK(a.bodies("phone") == texts{"one", "two", "three"});
  CHECK(condition_in(a.answer_to("four")) == "service-unavailable");
}

TEST_CASE("an entry that cannot be read does not stop the others") {
  whole_account before;
  REQUIRE(before.store()
              .append("alice@example.org", "offline", {"0", 0, "", "<message"})
              .has_value());
  whole_account a{before};
  a.incoming(message("one"));

  a.log_in("phone");

  CHECK(a.bodies("phone") == texts{"one"});
  CHECK(a.logged("offline") == 0);
}

} // namespace offline_test
