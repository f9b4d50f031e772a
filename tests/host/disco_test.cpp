// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "actors/host/caps.hpp"
#include "actors/host/contact.hpp"
#include "actors/host/disco.hpp"
#include "actors/host/disco_info.hpp"
#include "actors/host/ping.hpp"
#include "tests/support/fake_host_context.hpp"

namespace disco_test {

using namespace troupe;
using host::ns::data_form;
using host::ns::disco_info;
using host::ns::disco_items;
using support::fake_host_context;
using xml::condition;
using xml::iq_type;

namespace {

constexpr auto asker = "bob@example.net/desk";

xml::element query(std::string_view ns, std::string_view node = {}) {
  xml::element x{"query", ns};
  return node.empty() ? x : std::move(x).with("node", node);
}

std::vector<std::string> features_of(const xml::stanza& answer) {
  std::vector<std::string> result;
  for (const auto* x : answer.first_child()->children())
    if (x->is("feature", disco_info))
      result.emplace_back(x->attr_or_empty("var"));
  return result;
}

} // namespace

TEST_CASE("disco#info has the identities and features of the cards") {
  fake_host_context ctx;
  ctx.use<host::disco, host::ping>();

  auto answer = ctx.iq(asker, iq_type::get, query(disco_info));

  REQUIRE(answer);
  CHECK(answer->type() == "result");
  CHECK(answer->from().str() == "example.org");
  CHECK(answer->to().str() == asker);
  const auto* identity = answer->first_child()->child("identity", disco_info);
  REQUIRE(identity);
  CHECK(identity->attr_or_empty("category") == "server");
  CHECK(identity->attr_or_empty("type") == "im");
  CHECK(features_of(*answer)
        == std::vector<std::string>{std::string{disco_info},
                                    std::string{disco_items}, "urn:xmpp:ping"});
}

TEST_CASE("A feature of two parts is told once") {
  fake_host_context ctx;
  ctx.all_cards = {{.server_features = {"urn:a", "urn:b"}},
                   {.server_features = {"urn:b"}}};
  ctx.use<host::disco>();

  auto answer = ctx.iq(asker, iq_type::get, query(disco_info));

  CHECK(features_of(answer.value())
        == std::vector<std::string>{"urn:a", "urn:b"});
}

TEST_CASE("The node of the server's caps is answered with it") {
  fake_host_context ctx;
  ctx.use<host::disco, host::caps>();
  auto c = host::caps_element(ctx.cards(), ctx.section);
  auto node = std::string{c.attr_or_empty("node")} + "#"
              + std::string{c.attr_or_empty("ver")};

  auto plain = ctx.iq(asker, iq_type::get, query(disco_info));
  auto answer = ctx.iq(asker, iq_type::get, query(disco_info, node));

  REQUIRE(answer);
  CHECK(answer->first_child()->attr_or_empty("node") == node);
  CHECK(features_of(*answer) == features_of(plain.value()));
}

TEST_CASE("There are no other nodes") {
  fake_host_context ctx;
  ctx.use<host::disco>();

  for (auto ns : {disco_info, disco_items}) {
    auto answer = ctx.iq(asker, iq_type::get, query(ns, "urn:nowhere"));

    REQUIRE(answer);
    CHECK(read_error(*answer).what == condition::item_not_found);
  }
}

TEST_CASE("disco#items of a host has the service of its rooms, if it has any") {
  fake_host_context ctx;
  ctx.use<host::disco>();
  auto all = ctx.iq(asker, iq_type::get, query(disco_items));
  REQUIRE(all);
  const auto* rooms = all->first_child()->child("item", disco_items);
  REQUIRE(rooms);
  CHECK(rooms->attr("jid") == "conference." + ctx.self().str());
}

TEST_CASE("disco#items of a host without services is empty") {
  fake_host_context ctx;
  ctx.config.rooms.enabled = false;
  ctx.use<host::disco>();

  auto answer = ctx.iq(asker, iq_type::get, query(disco_items));

  REQUIRE(answer);
  CHECK(answer->type() == "result");
  CHECK(answer->first_child()->is("query", disco_items));
  CHECK(answer->first_child()->empty());
}

TEST_CASE("Contact addresses are shown as the form of XEP-0157") {
  fake_host_context ctx;
  ctx.section.contacts
      = {{"abuse", {"mailto:abuse@example.org", "xmpp:abuse@example.org"}},
         {"sales", {}},
         {"support", {"https://example.org/help"}}};
  ctx.use<host::disco>();

  auto answer = ctx.iq(asker, iq_type::get, query(disco_info));

  REQUIRE(answer);
  const auto* form = answer->first_child()->child("x", data_form);
  REQUIRE(form);
  CHECK(form->attr_or_empty("type") == "result");
  auto fields = form->children();
  REQUIRE(fields.size() == 3);
  CHECK(fields[0]->attr_or_empty("var") == "FORM_TYPE");
  CHECK(fields[0]->attr_or_empty("type") == "hidden");
  CHECK(fields[0]->child("value", data_form)->text()
        == "http://jabber.org/network/serverinfo");
  CHECK(fields[1]->attr_or_empty("var") == "abuse-addresses");
  CHECK(fields[1]->children().size() == 2);
  CHECK(fields[2]->attr_or_empty("var") == "support-addresses");
}

TEST_CASE("Without contact addresses there is no form") {
  CHECK_FALSE(host::contact_form({}));
}

} // namespace disco_test
