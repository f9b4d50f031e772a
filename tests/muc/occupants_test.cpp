// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/occupants.hpp"
#include "tests/support/print_result.hpp"

namespace occupants_test {

using namespace troupe;
using muc::affiliation;
using muc::occupant;
using muc::occupants;
using muc::role;

namespace {

xml::jid jid(std::string_view text) {
  auto parsed = xml::jid::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

xml::jid nick(const std::string& name) {
  return jid("coven@conference.example.org/" + name);
}

xml::stanza presence(std::string_view id = {}) {
  return xml::stanza{xml::stanza_kind::presence, {}, id};
}

struct room : occupants {
  boost::system::result<occupant*, xml::condition>
  enters(const std::string& name, std::string_view real,
         std::string_view id = {}) {
    return enter(nick(name), jid(real), presence(id),
                 {affiliation::none, role::participant});
  }
  std::string shown(std::string_view name) {
    auto* who = by_nick(name);
    REQUIRE(who);
    return std::string{who->presence().id()};
  }
  std::string nicks() {
    std::string text;
    for (const auto& x : *this)
      text += (text.empty() ? "" : " ") + std::string{x.nick()};
    return text;
  }
  std::string reals() const {
    std::string text;
    each_session([&](const occupant&, const muc::session& x) {
      text += (text.empty() ? "" : " ") + x.real.str();
    });
    return text;
  }
  std::size_t count_of(std::string_view bare) {
    std::size_t count = 0;
    each_of(bare, [&](occupant&) { ++count; });
    return count;
  }
};

} // namespace

TEST_CASE("an occupant is found by his nick and by his real address") {
  room all;

  auto entered = all.enters("First", "alice@example.org/desk", "p1");

  REQUIRE(entered);
  CHECK(all.by_nick("First") == *entered);
  CHECK(all.by_real(jid("alice@example.org/desk")) == *entered);
  CHECK((*entered)->address() == nick("First"));
  CHECK((*entered)->nick() == "First");
  CHECK((*entered)->bare() == "alice@example.org");
  CHECK((*entered)->as.role == role::participant);
  CHECK(all.shown("First") == "p1");
  CHECK(all.size() == 1);
  CHECK(all.sessions() == 1);
  CHECK_FALSE(all.by_nick("first"));
  CHECK_FALSE(all.by_nick(""));
  CHECK_FALSE(all.by_real(jid("alice@example.org/phone")));
  CHECK_FALSE(all.by_real(jid("alice@example.org")));
}

// XEP-0045 §7.2.8
TEST_CASE("a nick has the sessions of one user") {
  room all;
  all.enters("a", "alice@example.org/desk", "p1");

  auto more = all.enters("a", "alice@example.org/phone", "p2");
  auto other = all.enters("a", "bob@example.org/desk");

  REQUIRE(more);
  CHECK(*more == all.by_nick("a"));
  CHECK(all.by_real(jid("alice@example.org/desk")) == *more);
  CHECK(all.by_real(jid("alice@example.org/phone")) == *more);
  REQUIRE_FALSE(other);
  CHECK(other.error() == xml::condition::conflict);
  CHECK(all.size() == 1);
  CHECK(all.sessions() == 2);
  CHECK(all.shown("a") == "p2");
}

TEST_CASE("an occupant leaves with his last session") {
  room all;
  all.enters("a", "alice@example.org/desk", "p1");
  all.enters("b", "bob@example.org/desk");
  all.enters("a", "alice@example.org/phone", "p2");

  all.leave(jid("alice@example.org/phone"));
  CHECK(all.shown("a") == "p1");
  CHECK(all.sessions() == 2);
  all.leave(jid("alice@example.org/phone"));
  all.leave(jid("alice@example.org"));
  CHECK(all.sessions() == 2);
  all.leave(jid("alice@example.org/desk"));

  CHECK(all.nicks() == "b");
  CHECK(all.sessions() == 1);
  CHECK_FALSE(all.by_nick("a"));
  CHECK_FALSE(all.by_real(jid("alice@example.org/desk")));
  CHECK(all.count_of("alice@example.org") == 0);
}

TEST_CASE("a user is found after the session that he came with has left") {
  room all;
  all.enters("a", "alice@example.org/desk");
  all.enters("a", "alice@example.org/phone");

  all.leave(jid("alice@example.org/desk"));

  CHECK(all.by_real(jid("alice@example.org/phone")) == all.by_nick("a"));
  CHECK(all.count_of("alice@example.org") == 1);
}

TEST_CASE("a user may have several nicks") {
  room all;
  all.enters("a", "alice@example.org/desk");
  all.enters("x", "bob@example.org/desk");
  all.enters("b", "alice@example.org/phone");
  all.enters("c", "alice@example.org/tablet");

  CHECK(all.count_of("alice@example.org") == 3);
  CHECK(all.count_of("bob@example.org") == 1);
  CHECK(all.count_of("carol@example.org") == 0);
  all.leave(jid("alice@example.org/phone"));
  CHECK(all.count_of("alice@example.org") == 2);
  CHECK(all.by_real(jid("alice@example.org/tablet")) == all.by_nick("c"));
}

TEST_CASE("all are in the order of entering") {
  room all;
  all.enters("c", "c@example.org/1");
  all.enters("a", "a@example.org/1");
  all.enters("b", "b@example.org/1");
  all.enters("c", "c@example.org/2");

  CHECK(all.nicks() == "c a b");
  CHECK(all.reals()
        == "c@example.org/1 c@example.org/2 a@example.org/1 b@example.org/1");
  all.remove(*all.by_nick("c"));
  all.enters("c", "c@example.org/1");
  CHECK(all.nicks() == "a b c");
  CHECK(all.sessions() == 3);
}

// §7.6
TEST_CASE("an occupant keeps his place under another nick") {
  room all;
  auto* who = *all.enters("a", "alice@example.org/desk");
  all.enters("b", "bob@example.org/desk");

  CHECK_FALSE(all.rename(*who, nick("b")));
  CHECK(all.rename(*who, nick("a")));
  CHECK(all.rename(*who, nick("Alice")));

  CHECK(all.nicks() == "Alice b");
  CHECK(all.by_nick("Alice") == who);
  CHECK_FALSE(all.by_nick("a"));
  CHECK(who->address() == nick("Alice"));
  CHECK(all.by_real(jid("alice@example.org/desk")) == who);
  CHECK(all.enters("a", "carol@example.org/desk"));
}

TEST_CASE("newcomers are shown what the others saw last") {
  room all;
  all.enters("a", "alice@example.org/desk", "p1");
  all.enters("a", "alice@example.org/phone", "p2");

  all.show(jid("alice@example.org/desk"), presence("p3"));
  CHECK(all.shown("a") == "p3");
  all.show(jid("alice@example.org/desk"), presence("p4"));
  CHECK(all.shown("a") == "p4");
  all.show(jid("bob@example.org/desk"), presence("p5"));
  all.leave(jid("alice@example.org/desk"));
  CHECK(all.shown("a") == "p2");
}

TEST_CASE("a role that is changed is that of the occupant") {
  room all;
  all.enters("a", "alice@example.org/desk");
  all.by_nick("a")->as.role = role::visitor;

  all.enters("a", "alice@example.org/phone");

  CHECK(all.by_nick("a")->as.role == role::visitor);
}

TEST_CASE("thousands come and go") {
  room all;
  constexpr int count = 5'000;
  auto name = [](int i) { return "n" + std::to_string(i); };
  auto real = [&](int i) { return name(i / 2) + "@example.org/" + name(i); };
  std::vector<const occupant*> entered;
  for (int i = 0; i < count; ++i)
    entered.push_back(*all.enters(name(i), real(i)));

  for (int i = 0; i < count; i += 3)
    all.leave(jid(real(i)));

  auto right = true;
  for (int i = 0; i < count; ++i) {
    const occupant* expected
        = i % 3 == 0 ? nullptr : entered[static_cast<std::size_t>(i)];
    right = right && all.by_nick(name(i)) == expected
            && all.by_real(jid(real(i))) == expected;
  }
  CHECK(right);
  CHECK(all.size() == count - (count + 2) / 3);
  CHECK(all.sessions() == all.size());
  all.clear();
  CHECK(all.empty());
  CHECK(all.sessions() == 0);
  CHECK_FALSE(all.by_nick(name(1)));
}

} // namespace occupants_test
