// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <catch2/catch.hpp>

#include "actors/user/resource_binding.hpp"
#include "tests/support/fake_context.hpp"

namespace resource_binding_test {

using namespace troupe;
using config::conflict_policy;
using user::choose_resource;

namespace {

struct binding_case {
  const char* about;
  std::string wanted;
  conflict_policy policy;
  std::size_t limit;
  /// The resource, "?" for one that the server chose, or an error condition.
  std::string expected;
  std::string replaced;
};

// "desk" and "phone" are bound already.
const std::vector<binding_case> cases = {
    {"a free name is taken as it is", "tablet", conflict_policy::replace, 0,
     "tablet", ""},
    {"without a name the server chooses", "", conflict_policy::replace, 0, "?",
     ""},
    {"a taken name replaces", "desk", conflict_policy::replace, 0, "desk",
     "desk"},
    {"a taken name gets another one", "desk", conflict_policy::rename, 0, "?",
     ""},
    {"a taken name is refused", "desk", conflict_policy::refuse, 0, "conflict",
     ""},
    {"a free name is never refused", "tablet", conflict_policy::refuse, 0,
     "tablet", ""},
    {"below the limit", "tablet", conflict_policy::replace, 3, "tablet", ""},
    {"at the limit a new one is refused", "tablet", conflict_policy::replace, 2,
     "resource-constraint", ""},
    {"at the limit the server chooses none", "", conflict_policy::replace, 2,
     "resource-constraint", ""},
    {"at the limit one may still be replaced", "desk", conflict_policy::replace,
     2, "desk", "desk"},
    {"at the limit none is renamed", "desk", conflict_policy::rename, 2,
     "resource-constraint", ""},
    {"a conflict is told before the limit", "desk", conflict_policy::refuse, 2,
     "conflict", ""},
    {"an ignorable character", "de\u00ADsk", conflict_policy::replace, 0,
     "bad-request", ""},
    {"no resourcepart", std::string{"a\0b", 3}, conflict_policy::replace, 0,
     "bad-request", ""},
    {"too long", std::string(1024, 'x'), conflict_policy::replace, 0,
     "bad-request", ""},
    {"as long as may be", std::string(1023, 'x'), conflict_policy::replace, 0,
     std::string(1023, 'x'), ""},
};

part::session_table two_sessions() {
  part::session_table table;
  for (auto resource : {"desk", "phone"}) {
    part::session_record s;
    s.id = table.all().size() + 1;
    s.full = *support::jid("alice@example.org").with_resource(resource);
    table.add(std::move(s));
  }
  return table;
}

const xml::jid& alice() {
  static const auto x = support::jid("alice@example.org");
  return x;
}

} // namespace

TEST_CASE("which resource a session gets") {
  auto table = two_sessions();
  for (const auto& c : cases) {
    INFO(c.about);
    auto chosen = choose_resource(alice(), c.wanted, table, c.policy, c.limit);

    CHECK(chosen.replaced == c.replaced);
    if (chosen.error) {
      CHECK(xml::name_of(chosen.error->what) == c.expected);
      continue;
    }
    CHECK(chosen.full.bare() == alice());
    auto resource = std::string{chosen.full.resource()};
    if (c.expected != "?")
      CHECK(resource == c.expected);
    else
      CHECK((resource.size() >= 16 && resource != c.wanted));
  }
}

TEST_CASE("errors of binding are of the types that RFC 6120 section 7 gives") {
  auto table = two_sessions();
  auto type_of = [&](const char* wanted, conflict_policy policy) {
    return choose_resource(alice(), wanted, table, policy, 2).error->type;
  };
  CHECK(type_of("tablet", conflict_policy::rename) == xml::error_type::wait);
  CHECK(type_of("desk", conflict_policy::refuse) == xml::error_type::cancel);
  CHECK(type_of("\x01", conflict_policy::replace) == xml::error_type::modify);
}

TEST_CASE("chosen resources differ") {
  part::session_table table;
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i)
    seen.insert(choose_resource(alice(), "", table, conflict_policy::replace, 0)
                    .full.str());
  CHECK(seen.size() == 200);
}

} // namespace resource_binding_test
