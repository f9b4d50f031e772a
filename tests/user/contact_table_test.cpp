// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/contact_table.hpp"
#include "tests/support/fake_context.hpp"

namespace contact_table_test {

using namespace troupe;
using support::jid;
using user::contact;
using user::contact_table;

namespace {

contact named(std::string_view address, std::string_view name = {}) {
  contact c;
  c.jid = jid(address);
  c.name = name;
  return c;
}

std::vector<std::string> addresses(const contact_table& table) {
  std::vector<std::string> result;
  for (const auto& c : table)
    result.emplace_back(c.jid);
  return result;
}

} // namespace

TEST_CASE("a contact comes out of the table as it went in") {
  auto c = named("bob@example.org", "Bob & <co>");
  c.groups = {"Friends", "", "Ärzte"};
  c.state = {.to = true, .pending_out = false, .approved = true};
  c.changed = 1'795'219'904'819;
  contact_table table;

  table.put(c);

  CHECK(table.find("bob@example.org").value().unpack() == c);
  CHECK(table[0].address().local() == "bob");
  CHECK(table[0].address().domain() == "example.org");
}

TEST_CASE("a domain can be a contact") {
  contact_table table;

  table.put(named("example.org"));

  CHECK(table[0].address() == jid("example.org"));
  CHECK(table[0].address().is_domain());
}

TEST_CASE("each flag of a contact is kept by itself") {
  auto c = named("bob@example.org");
  auto flag = GENERATE(&user::subscription::to, &user::subscription::from,
                       &user::subscription::pending_out,
                       &user::subscription::approved);
  c.state.*flag = true;
  contact_table table;

  table.put(c);

  CHECK(table[0].state == c.state);
}

TEST_CASE("contacts lie in the order of their addresses") {
  contact_table table;

  for (auto address : {"m@x", "z@x", "a@x", "q@x"})
    table.put(named(address));

  CHECK(addresses(table)
        == std::vector<std::string>{"a@x", "m@x", "q@x", "z@x"});
  CHECK_FALSE(table.find("b@x"));
  CHECK_FALSE(table.find("zz@x"));
}

TEST_CASE(
    "a contact that is replaced by a longer or shorter one moves others") {
  contact_table table;
  for (auto address : {"a@x", "b@x", "c@x"})
    table.put(named(address, "name"));

  table.put(named("b@x", GENERATE("a much longer name", "")));

  CHECK(addresses(table) == std::vector<std::string>{"a@x", "b@x", "c@x"});
  CHECK(table[0].name == "name");
  CHECK(table[2].name == "name");
  CHECK(table.size() == 3);
}

TEST_CASE("contacts can be taken out at any place") {
  contact_table table;
  for (auto address : {"a@x", "b@x", "c@x"})
    table.put(named(address, address));
  auto gone = GENERATE("a@x", "b@x", "c@x");

  table.erase(gone);
  table.erase("nobody@x");

  CHECK(table.size() == 2);
  CHECK_FALSE(table.find(gone));
  for (const auto& c : table)
    CHECK(c.name == c.jid);
}

TEST_CASE("tables with the same contacts are equal") {
  contact_table a, b;
  for (auto address : {"a@x", "b@x"})
    a.put(named(address));
  for (auto address : {"b@x", "c@x", "a@x"})
    b.put(named(address));
  CHECK_FALSE(a == b);

  b.erase("c@x");

  CHECK(a == b);
}

} // namespace contact_table_test
