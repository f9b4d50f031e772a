// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/offline.hpp"
#include "actors/user/offline_retrieval.hpp"
#include "tests/user/block_account.hpp"

namespace offline_retrieval_test {

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;
using persistence::store_errc;
using user::ns::offline_messages;
using xml::element;
using xml::iq_type;

namespace {

using texts = std::vector<std::string>;

constexpr auto info_ns = "http://jabber.org/protocol/disco#info";
constexpr auto items_ns = "http://jabber.org/protocol/disco#items";

element command(std::string_view name) {
  return element{"offline", offline_messages}.with(
      element{name, offline_messages});
}

element on(std::string_view action, const texts& nodes) {
  element x{"offline", offline_messages};
  for (const auto& node : nodes)
    x.add(element{"item", offline_messages}
              .with("action", action)
              .with("node", node));
  return x;
}

/// Three messages wait, and "phone" is connected.
struct mailbox : block_account {
  mailbox() {
    for (auto text : {"one", "two", "three"})
      incoming(message(text));
  }

  std::optional<xml::stanza> ask(iq_type type, element payload) {
    return iq("alice@example.org/phone", type, std::move(payload));
  }
  xml::stanza disco(std::string_view ns) {
    return ask(iq_type::get,
               element{"query", ns}.with("node", offline_messages))
        .value();
  }
  texts headers() {
    texts result;
    for (const auto* item : disco(items_ns).first_child()->children())
      result.emplace_back(item->attr_or_empty("node"));
    return result;
  }
  std::string number() {
    auto answer = disco(info_ns);
    const auto* form = answer.first_child()->child("x", "jabber:x:data");
    return form->children().at(1)->first_child()->text();
  }
};

} // namespace

TEST_CASE("the number of offline messages is told as XEP-0013 §2.2 has it") {
  mailbox a;

  auto answer = a.disco(info_ns);

  CHECK(answer.type() == "result");
  const auto* query = answer.first_child();
  CHECK(query->attr_or_empty("node") == offline_messages);
  const auto* identity = query->child("identity", info_ns);
  REQUIRE(identity);
  CHECK(identity->attr_or_empty("category") == "automation");
  CHECK(identity->attr_or_empty("type") == "message-list");
  CHECK(query->child("feature", info_ns)->attr_or_empty("var")
        == offline_messages);
  CHECK(a.number() == "3");
}

TEST_CASE("the headers name each message and its sender") {
  mailbox a;

  auto answer = a.disco(items_ns);

  auto items = answer.first_child()->children();
  REQUIRE(items.size() == 3);
  for (const auto* item : items) {
    CHECK(item->attr_or_empty("jid") == "alice@example.org");
    CHECK(item->attr_or_empty("name") == "bob@example.net/desk");
  }
  CHECK(items[0]->attr_or_empty("node") < items[1]->attr_or_empty("node"));
}

TEST_CASE("who asked gets no flood, nor do the other resources meanwhile") {
  for (auto ns : {info_ns, items_ns}) {
    mailbox a;
    a.disco(ns);

    a.present("phone", 0);
    a.log_in("desk");

    CHECK(a.bodies("phone").empty());
    CHECK(a.bodies("desk").empty());
    CHECK(a.logged("offline") == 3);
    // What comes now is no offline message.
    a.incoming(message("live"));
    CHECK(a.bodies("phone") == texts{"live"});

    a.close_session("phone");
    a.present("desk", 1);
    CHECK(a.bodies("desk") == texts{"live", "one", "two", "three"});
  }
}

TEST_CASE("a flood that has begun stops when the client asks") {
  mailbox a;
  a.hold_storage();
  a.present("phone", 0);

  a.iq(support::stanza(xml::stanza_kind::iq, "get", "alice@example.org/phone",
                       "alice@example.org")
           .with_id("info")
           .with(element{"query", info_ns}.with("node", offline_messages)));
  a.complete_storage();

  CHECK(a.bodies("phone").empty());
  CHECK(a.logged("offline") == 3);
}

TEST_CASE("messages are viewed by their nodes and stay") {
  mailbox a;
  auto nodes = a.headers();
  a.forget();

  auto answer = a.ask(iq_type::get, on("view", {nodes[2], nodes[0]}));

  CHECK(condition_in(answer) == "result");
  CHECK(a.bodies("phone") == texts{"one", "three"});
  const auto* mark
      = a.sent_to("phone").at(0).child("offline", offline_messages);
  REQUIRE(mark);
  CHECK(mark->first_child()->attr_or_empty("node") == nodes[0]);
  CHECK(a.sent_to("phone")[0].child("delay", "urn:xmpp:delay"));
  CHECK(a.logged("offline") == 3);
}

TEST_CASE("messages are removed by their nodes") {
  mailbox a;
  auto nodes = a.headers();

  CHECK(condition_in(a.ask(iq_type::set, on("remove", {nodes[0], nodes[2]})))
        == "result");

  CHECK(a.headers() == texts{nodes[1]});
  CHECK(a.number() == "1");
}

TEST_CASE("all messages are fetched without asking for headers first") {
  mailbox a;
  a.config.limits.offline_messages = 0;
  for (int i = 0; i < 250; ++i)
    a.incoming(message("more"));

  CHECK(condition_in(a.ask(iq_type::get, command("fetch"))) == "result");

  CHECK(a.bodies("phone").size() == 253);
  a.present("phone", 0);
  CHECK(a.bodies("phone").size() == 253);
  CHECK(a.logged("offline") == 253);
}

TEST_CASE("all messages are purged, also those being written") {
  mailbox a;
  a.hold_storage();
  a.incoming(message("four"));
  a.iq(support::stanza(xml::stanza_kind::iq, "set", "alice@example.org/phone",
                       "alice@example.org")
           .with_id("purge")
           .with(command("purge")));
  a.incoming(message("five"));

  a.complete_storage();

  CHECK(condition_in(a.answer_to("purge")) == "result");
  CHECK(a.logged("offline") == 1);
  CHECK(a.part<user::offline>().count() == 1);
  a.present("phone", 0);
  a.complete_storage();
  CHECK(a.bodies("phone") == texts{"five"});
}

TEST_CASE("where nothing waits the list is empty") {
  block_account a;
  auto answer = a.iq("alice@example.org/phone", iq_type::get,
                     element{"query", items_ns}.with("node", offline_messages));
  REQUIRE(answer);
  CHECK(answer->type() == "result");
  CHECK(answer->first_child()->children().empty());
  CHECK(condition_in(
            a.iq("alice@example.org/phone", iq_type::get, command("fetch")))
        == "result");
  CHECK(condition_in(
            a.iq("alice@example.org/phone", iq_type::set, command("purge")))
        == "result");
}

TEST_CASE("what is wrong with a request for offline messages is told") {
  mailbox a;
  auto node = a.headers().at(0);
  struct row {
    const char* what;
    iq_type type;
    element payload;
    const char* answer;
  };
  const row table[] = {
      {"view what is not there", iq_type::get, on("view", {node, "0"}),
       "item-not-found"},
      {"remove what is not there", iq_type::set, on("remove", {node, "0"}),
       "item-not-found"},
      {"view by set", iq_type::set, on("view", {node}), "bad-request"},
      {"remove by get", iq_type::get, on("remove", {node}), "bad-request"},
      {"nothing", iq_type::get, on("view", {}), "bad-request"},
      {"purge by get", iq_type::get, command("purge"), "bad-request"},
      {"fetch by set", iq_type::set, command("fetch"), "bad-request"},
      {"no node", iq_type::get, on("view", {""}), "bad-request"},
  };
  for (const auto& row : table) {
    INFO(row.what);
    a.forget();
    CHECK(condition_in(a.ask(row.type, row.payload)) == row.answer);
    CHECK(a.sent_to("phone").empty());
    CHECK(a.logged("offline") == 3);
  }
}

TEST_CASE("nobody else gets at the offline messages") {
  mailbox a;
  a.let_see("friend@example.net");
  for (auto [who, answer] :
       {std::pair{"friend@example.net/x", "forbidden"},
        std::pair{"eve@example.net/x", "service-unavailable"}}) {
    auto get = [&](element payload) {
      return condition_in(a.iq(who, iq_type::get, std::move(payload)));
    };
    CHECK(get(command("fetch")) == answer);
    for (auto ns : {info_ns, items_ns})
      CHECK(get(element{"query", ns}.with("node", offline_messages)) == answer);
    CHECK(condition_in(a.iq(who, iq_type::set, command("purge"))) == answer);
  }
  CHECK(a.logged("offline") == 3);
}

TEST_CASE("what a blocked JID had sent is neither shown nor delivered") {
  mailbox a;
  a.incoming(message("other").with_from(support::jid("eve@example.com/x")));
  a.block({"bob@example.net"});

  CHECK(a.headers().size() == 1);
  a.ask(iq_type::get, command("fetch"));
  CHECK(a.bodies("phone") == texts{"other"});
  a.close_session("phone");
  a.log_in("desk");

  CHECK(a.bodies("desk") == texts{"other"});
  CHECK(a.logged("offline") == 0);
}

TEST_CASE("a store that fails is told to who asks for offline messages") {
  mailbox a;
  auto node = a.headers().at(0);
  for (const auto& payload : {command("fetch"), on("view", {node})}) {
    a.fail_loads(store_errc::unavailable);
    CHECK(condition_in(a.ask(iq_type::get, payload)) == "resource-constraint");
  }
  a.fail_loads(store_errc::unavailable);
  CHECK(condition_in(a.disco(items_ns)) == "resource-constraint");
  a.fail_stores(store_errc::unavailable);
  CHECK(condition_in(a.ask(iq_type::set, command("purge")))
        == "resource-constraint");
  CHECK(a.number() == "3");
}

} // namespace offline_retrieval_test
