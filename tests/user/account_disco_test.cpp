// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <catch2/catch.hpp>

#include "actors/user/account_disco.hpp"
#include "actors/user/parts.hpp"
#include "tests/user/whole_account.hpp"

namespace account_disco_test {

using namespace troupe;
using namespace troupe::test;
using xml::element;
using xml::iq_type;

namespace {

constexpr auto info_ns = "http://jabber.org/protocol/disco#info";
constexpr auto items_ns = "http://jabber.org/protocol/disco#items";
constexpr auto bob = "bob@example.net/desk";
constexpr auto stranger = "eve@example.net/desk";

std::optional<xml::stanza> ask(whole_account& a, std::string_view who,
                               std::string_view ns,
                               std::string_view node = {}) {
  element query{"query", ns};
  if (!node.empty())
    query.set("node", node);
  return a.iq(who, iq_type::get, std::move(query));
}

} // namespace

TEST_CASE("an account tells what it is and can do") {
  whole_account a;
  a.let_see("bob@example.net");
  std::set<std::string> expected;
  for (const auto& card : user::user_parts().cards())
    expected.insert(card.account_features.begin(), card.account_features.end());

  auto answer = ask(a, bob, info_ns);

  REQUIRE(condition_in(answer) == "result");
  std::set<std::string> features;
  for (const auto* x : answer->first_child()->children())
    if (x->is("feature", info_ns))
      features.emplace(x->attr_or_empty("var"));
  CHECK(features == expected);
  CHECK(features.contains(info_ns));
  const auto* identity = answer->first_child()->child("identity", info_ns);
  REQUIRE(identity);
  CHECK(identity->attr_or_empty("category") == "account");
  CHECK(identity->attr_or_empty("type") == "registered");
}

TEST_CASE("the items of an account are its available resources") {
  whole_account a;
  a.let_see("bob@example.net");
  a.log_in("phone");
  a.add_session("silent");

  auto answer = ask(a, bob, items_ns);

  REQUIRE(condition_in(answer) == "result");
  auto items = answer->first_child()->children();
  REQUIRE(items.size() == 1);
  CHECK(items[0]->attr_or_empty("jid") == "alice@example.org/phone");
}

TEST_CASE("an account asks itself") {
  whole_account a;
  a.log_in("phone");

  CHECK(condition_in(ask(a, "alice@example.org/phone", info_ns)) == "result");
}

TEST_CASE("to strangers an account looks like none") {
  for (auto ns : {info_ns, items_ns})
    for (auto exists : {true, false}) {
      whole_account a;
      a.exists = exists;
      CHECK(condition_in(ask(a, stranger, ns)) == "service-unavailable");
      CHECK(condition_in(ask(a, stranger, ns, "urn:node"))
            == "service-unavailable");
    }
}

TEST_CASE("an account has no nodes") {
  whole_account a;
  a.let_see("bob@example.net");

  for (auto ns : {info_ns, items_ns})
    CHECK(condition_in(ask(a, bob, ns, "urn:node")) == "item-not-found");
}

TEST_CASE("no two parts of an account claim the same IQ") {
  CHECK(user::user_parts().conflicts().empty());
}

} // namespace account_disco_test
