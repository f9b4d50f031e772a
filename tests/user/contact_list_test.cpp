// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/contact_list.hpp"
#include "persistence/open.hpp"
#include "tests/support/fake_context.hpp"
#include "tests/support/print_store_result.hpp"

namespace contact_list_test {

using namespace troupe;
using support::jid;
using user::contact;
using user::contact_list;

namespace {

constexpr auto owner = "alice@example.org";

contact named(std::string_view address, std::string_view name = {}) {
  contact c;
  c.jid = jid(address);
  c.name = name;
  return c;
}

struct stored_list {
  std::unique_ptr<persistence::store> db
      = std::move(*persistence::open("memory", {}));
  contact_list list = load(1000);

  contact_list load(std::uint64_t now) {
    contact_list result{owner};
    auto answers = persistence::run_batch(*db, {result.load_operations()});
    result.load(*answers.at(0), now);
    return result;
  }
  void save() {
    REQUIRE(persistence::run_batch(*db, {list.take_operations()}).at(0));
    list.commit();
  }
  std::vector<std::string> since(std::string_view version) {
    std::vector<std::string> result;
    auto changes = list.since(version).value();
    for (const auto& c : changes)
      result.push_back(std::to_string(c.version) + " "
                       + std::string{c.item.attr_or_empty("jid")} + " "
                       + std::string{c.item.attr_or_empty("subscription")});
    return result;
  }
};

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("contacts come back from the store as they were") {
  stored_list s;
  auto c = named("bob@example.org", "Bob & <co>");
  c.groups = {"Friends", "Ärzte "};
  c.state = {.to = true, .from = true};
  s.list.put(c);
  auto other = named("carol@example.org");
  other.state = {.pending_out = true, .approved = true};
  s.list.put(other);
  s.list.keep_request(
      jid("dave@example.org"),
      support::stanza(xml::stanza_kind::presence, "subscribe",
                      "dave@example.org", owner)
          .with(xml::element("status", "jabber:client").with_text("me!")));
  s.save();

  auto again = s.load(5000);

  CHECK(again.all() == s.list.all());
  CHECK(again.requests() == s.list.requests());
  CHECK(again.version() == s.list.version());
  CHECK(again.state_of(jid("dave@example.org")).pending_in);
}

TEST_CASE("what cannot be read is left out and left alone") {
  stored_list s;
  REQUIRE(s.db->put_entry(owner, "roster", "x@example.org", "<item"));
  REQUIRE(s.db->put_entry(owner, "pending", "y@example.org", "<iq/>"));
  REQUIRE(s.db->put_document(owner, "roster-version", "nonsense"));

  auto list = s.load(7);

  CHECK(list.all().empty());
  CHECK(list.version() == 7);
  CHECK(s.db->entry(owner, "roster", "x@example.org")->has_value());
}

TEST_CASE("a version tells what was changed after it, the last state only") {
  stored_list s;
  s.list.put(named("bob@example.org"));
  s.list.put(named("carol@example.org"));
  s.list.put(named("bob@example.org", "Bob"));
  s.list.remove(jid("carol@example.org"));

  CHECK(s.since("1000")
        == lines{"1003 bob@example.org none", "1004 carol@example.org remove"});
  CHECK(s.since("1003") == lines{"1004 carol@example.org remove"});
  CHECK(s.since("1004").empty());
}

TEST_CASE("a version that is not known needs the whole roster") {
  stored_list s;
  s.list.put(named("bob@example.org"));

  for (auto version : {"", "999", "1002", "-1", "1000x", "ver14"})
    CHECK(!s.list.since(version));
}

TEST_CASE("removals are remembered up to a bound") {
  stored_list s;
  for (int i = 0; i < 65; ++i)
    s.list.put(named("c" + std::to_string(i) + "@example.org"));
  auto before = s.list.version();
  for (int i = 0; i < 65; ++i)
    s.list.remove(jid("c" + std::to_string(i) + "@example.org"));
  s.save();

  auto again = s.load(1);

  CHECK(!again.since(std::to_string(before)));
  CHECK(again.since(std::to_string(before + 1))->size() == 64);
}

TEST_CASE("a roster that was made anew does not know earlier versions") {
  stored_list s;
  s.list.put(named("bob@example.org"));
  s.save();
  auto version = std::to_string(s.list.version());
  REQUIRE(s.db->remove_owner(owner));

  CHECK(!s.load(2000).since(version));
}

TEST_CASE("changes that are not committed are undone together") {
  stored_list s;
  s.list.put(named("bob@example.org", "Bob"));
  s.list.keep_request(jid("dave@example.org"),
                      support::stanza(xml::stanza_kind::presence, "subscribe",
                                      "dave@example.org", owner));
  s.save();
  auto before = s.list.all();
  auto version = s.list.version();

  s.list.put(named("bob@example.org", "Robert"));
  s.list.put(named("carol@example.org"));
  s.list.remove(jid("bob@example.org"));
  s.list.set_state(jid("dave@example.org"), {.from = true});
  (void)s.list.take_operations();
  s.list.undo();

  CHECK(s.list.all() == before);
  CHECK(s.list.version() == version);
  CHECK(s.list.state_of(jid("dave@example.org")).pending_in);
  CHECK(s.list.take_operations().empty());
}

} // namespace contact_list_test
