// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/members.hpp"
#include "actors/part/stored_xml.hpp"

namespace members_test {

using namespace troupe;
using muc::affiliation;
using muc::member;
using muc::members;

namespace {

xml::jid jid(std::string_view text) {
  auto parsed = xml::jid::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

member somebody(std::string_view who, affiliation as, std::string nick = {},
                std::string reason = {}) {
  return {jid(who), as, std::move(nick), std::move(reason)};
}

/// "alice@example.org bob@example.org"
std::string listed(const members& all, affiliation x) {
  std::string text;
  all.each(x, [&](const members::entry& e) {
    text += (text.empty() ? "" : " ") + std::string{e.jid};
  });
  return text;
}

std::string owner_of(const members& all, std::string_view nick) {
  auto x = all.owner_of(nick);
  return x ? std::string{x->jid} : "";
}

} // namespace

TEST_CASE("a member is found by any of his addresses, with all he has") {
  members all;
  auto hag = somebody("hag66@example.org", affiliation::member, "thirdwitch");

  CHECK_FALSE(all.put(hag));

  CHECK(all.of(jid("hag66@example.org/pda")) == affiliation::member);
  CHECK(all.of(jid("hag66@example.org")) == affiliation::member);
  CHECK(all.of(jid("hag6@example.org")) == affiliation::none);
  REQUIRE(all.find("hag66@example.org"));
  CHECK(all.find("hag66@example.org")->unpack() == hag);
  CHECK(owner_of(all, "thirdwitch") == "hag66@example.org");
  CHECK(owner_of(all, "thirdwitc").empty());
  CHECK(owner_of(all, "").empty());
  CHECK(all.size() == 1);
}

TEST_CASE("an affiliation that changes is counted once") {
  members all;
  all.put(somebody("a@example.org", affiliation::member, "a"));
  all.put(somebody("a@example.org/desk", affiliation::owner));

  CHECK(all.size() == 1);
  CHECK(all.count(affiliation::member) == 0);
  CHECK(all.count(affiliation::owner) == 1);
  CHECK(owner_of(all, "a").empty());

  all.put(somebody("a@example.org", affiliation::none));

  CHECK(all.size() == 0);
  CHECK(all.count(affiliation::owner) == 0);
  CHECK(all.count(affiliation::none) == 0);
  all.erase("a@example.org");
  all.put(somebody("a@example.org", affiliation::none));
  CHECK(all.size() == 0);
}

TEST_CASE("members are listed by their affiliation, in order") {
  members all;
  for (auto* who : {"c@example.org", "a@example.org", "b@example.org"})
    all.put(somebody(who, affiliation::admin));
  all.put(somebody("aa@example.org", affiliation::outcast));

  CHECK(listed(all, affiliation::admin)
        == "a@example.org b@example.org c@example.org");
  CHECK(listed(all, affiliation::outcast) == "aa@example.org");
  CHECK(listed(all, affiliation::owner).empty());
  CHECK(listed(all, affiliation::none).empty());
  std::size_t count = 0;
  all.each([&](const members::entry&) { ++count; });
  CHECK(count == 4);
}

TEST_CASE("a nick has one owner") {
  members all;
  all.put(somebody("a@example.org", affiliation::member, "nick"));

  CHECK(all.put(somebody("b@example.org", affiliation::member, "nick"))
        == xml::condition::conflict);
  CHECK(all.of(jid("b@example.org")) == affiliation::none);
  CHECK_FALSE(all.put(somebody("a@example.org", affiliation::admin, "nick")));
  CHECK_FALSE(all.put(somebody("a@example.org", affiliation::admin, "other")));
  CHECK_FALSE(all.put(somebody("b@example.org", affiliation::member, "nick")));
  CHECK(owner_of(all, "nick") == "b@example.org");
  CHECK(owner_of(all, "other") == "a@example.org");
}

// XEP-0045 §9.1
TEST_CASE("who is banned loses his nick") {
  members all;
  all.put(somebody("a@example.org", affiliation::member, "nick"));
  all.put(somebody("a@example.org", affiliation::outcast, "nick", "Treason"));

  CHECK(owner_of(all, "nick").empty());
  CHECK(all.find("a@example.org")->nick.empty());
  CHECK(all.find("a@example.org")->reason == "Treason");
}

// §9.2
TEST_CASE("a ban holds for a domain, but not for who is known by himself") {
  members all;
  all.put(somebody("example.net", affiliation::outcast));
  all.put(somebody("bob@example.net", affiliation::member));
  all.put(somebody("example.org", affiliation::member));

  CHECK(all.of(jid("eve@example.net/a")) == affiliation::outcast);
  CHECK(all.of(jid("example.net")) == affiliation::outcast);
  CHECK(all.of(jid("example.net/bot")) == affiliation::outcast);
  CHECK(all.of(jid("bob@example.net/a")) == affiliation::member);
  CHECK(all.of(jid("eve@sub.example.net")) == affiliation::none);
  // other affiliations are of the domain itself
  CHECK(all.of(jid("example.org")) == affiliation::member);
  CHECK(all.of(jid("eve@example.org")) == affiliation::none);
}

TEST_CASE("the last owner is known") {
  members all;
  all.put(somebody("a@example.org", affiliation::owner));
  all.put(somebody("b@example.org", affiliation::admin));

  CHECK(all.is_last_owner("a@example.org"));
  CHECK_FALSE(all.is_last_owner("b@example.org"));
  CHECK_FALSE(all.is_last_owner("c@example.org"));
  all.put(somebody("b@example.org", affiliation::owner));
  CHECK_FALSE(all.is_last_owner("a@example.org"));
}

TEST_CASE("of the reason of a ban the beginning is kept") {
  members all;
  all.put(somebody("a@example.org", affiliation::outcast, "",
                   std::string(255, 'x') + "é"));
  all.put(somebody("b@example.org", affiliation::outcast, "",
                   std::string(254, 'x') + "éé"));
  all.put(somebody("c@example.org", affiliation::member, "", "A worthy witch"));

  CHECK(all.find("a@example.org")->reason == std::string(255, 'x'));
  CHECK(all.find("b@example.org")->reason == std::string(254, 'x') + "é");
  CHECK(all.find("c@example.org")->reason.empty());
}

TEST_CASE("a nick that is too long is none") {
  members all;
  all.put(somebody("a@example.org", affiliation::member,
                   std::string(members::most_nick, 'x')));
  all.put(somebody("b@example.org", affiliation::member,
                   std::string(members::most_nick + 1, 'x')));

  CHECK(all.find("a@example.org")->nick.size() == members::most_nick);
  CHECK(all.find("b@example.org")->nick.empty());
}

TEST_CASE("members are loaded in any order, what is twice once") {
  members all;
  all.put(somebody("before@example.org", affiliation::owner, "before"));

  all.load({somebody("c@example.org", affiliation::member, "two"),
            somebody("a@example.org", affiliation::owner, "one"),
            somebody("b@example.org", affiliation::member, "one"),
            somebody("a@example.org", affiliation::member, "three"),
            somebody("d@example.org", affiliation::outcast, "four"),
            somebody("e@example.org", affiliation::none, "five")});

  CHECK(all.size() == 4);
  CHECK(all.count(affiliation::owner) == 1);
  CHECK(all.count(affiliation::member) == 2);
  CHECK(owner_of(all, "one") == "a@example.org");
  CHECK(owner_of(all, "two") == "c@example.org");
  for (auto* nick : {"three", "four", "five", "before"})
    CHECK(owner_of(all, nick).empty());
  all.erase("b@example.org");
  CHECK(owner_of(all, "one") == "a@example.org");
  all.erase("a@example.org");
  CHECK(owner_of(all, "one").empty());
  CHECK(listed(all, affiliation::member) == "c@example.org");
  all.clear();
  CHECK(all.size() == 0);
}

TEST_CASE("thousands of members stay in order whatever comes and goes") {
  members all;
  constexpr int count = 2'000;
  auto name = [](int i) { return "m" + std::to_string(i); };
  for (int i = 0; i < count; ++i) {
    auto k = i * 7 % count;
    all.put(somebody(name(k) + "@example.org",
                     k % 2 == 0 ? affiliation::member : affiliation::outcast,
                     name(k)));
  }
  for (int i = 0; i < count; i += 4)
    all.erase(name(i) + "@example.org");

  CHECK(all.count(affiliation::member) == count / 4);
  CHECK(all.count(affiliation::outcast) == count / 2);
  CHECK_FALSE(all.find("m0@example.org"));
  CHECK(owner_of(all, "m0").empty());
  CHECK(owner_of(all, "m2") == "m2@example.org");
  CHECK(owner_of(all, "m3").empty());
  std::string last;
  auto is_sorted = true;
  all.each([&](const members::entry& e) {
    is_sorted = is_sorted && last < e.jid;
    last = e.jid;
  });
  CHECK(is_sorted);
}

TEST_CASE("a member is an item as admins and the store read it") {
  members all;
  all.put(somebody("a@example.org", affiliation::member, "nick"));
  all.put(somebody("b@example.org", affiliation::outcast, "", "why"));
  all.put(somebody("example.net", affiliation::outcast));

  CHECK(part::to_stored(to_element(*all.find("a@example.org")))
        == "<item xmlns='http://jabber.org/protocol/muc#admin' "
           "affiliation='member' jid='a@example.org' nick='nick'/>");
  CHECK(part::to_stored(to_element(*all.find("b@example.org")))
        == "<item xmlns='http://jabber.org/protocol/muc#admin' "
           "affiliation='outcast' jid='b@example.org'>"
           "<reason>why</reason></item>");
  CHECK(part::to_stored(to_element(*all.find("example.net")))
        == "<item xmlns='http://jabber.org/protocol/muc#admin' "
           "affiliation='outcast' jid='example.net'/>");
  all.each([](const members::entry& e) {
    CHECK(muc::read_member(to_element(e)) == e.unpack());
  });
}

TEST_CASE("what is no member is not read") {
  auto read = [](const std::string& attributes) {
    return muc::read_member(*part::stored_element(
        "<item xmlns='http://jabber.org/protocol/muc#admin'" + attributes
        + "/>"));
  };

  CHECK(read(" jid='a@b/c' affiliation='admin'")->jid.str() == "a@b");
  CHECK_FALSE(read(" affiliation='admin'"));
  CHECK_FALSE(read(" jid='a@b'"));
  CHECK_FALSE(read(" jid='a@b' affiliation='king'"));
  CHECK_FALSE(read(" jid='@' affiliation='admin'"));
  CHECK_FALSE(muc::read_member(xml::element{"item", "urn:other"}
                                   .with("jid", "a@b")
                                   .with("affiliation", "admin")));
}

} // namespace members_test
