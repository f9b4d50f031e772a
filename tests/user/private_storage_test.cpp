// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/user/private_storage.hpp"
#include "tests/user/whole_account.hpp"

namespace private_storage_test {

using namespace troupe;
using namespace troupe::test;
using persistence::store_errc;
using xml::element;
using xml::iq_type;

namespace {

constexpr auto ns = user::ns::private_storage;
constexpr auto me = "alice@example.org/phone";
constexpr auto exodus = "exodus:prefs";

element query(std::initializer_list<element> children) {
  element x{"query", ns};
  for (const auto& child : children)
    x.add(child);
  return x;
}

element prefs(std::string_view nick) {
  return element{"exodus", exodus}.with(
      element{"defaultnick", exodus}.with_text(nick));
}

element note(std::string_view text) {
  return element{"note", exodus}.with_text(text);
}

class account : public whole_account {
public:
  account() { add_session("phone"); }

  std::string set(std::initializer_list<element> children) {
    return condition_in(iq(me, iq_type::set, query(children)));
  }
  element get(element asked) {
    auto answer = iq(me, iq_type::get, query({std::move(asked)}));
    REQUIRE(condition_in(answer) == "result");
    return *answer->first_child();
  }
};

} // namespace

TEST_CASE("what is stored comes back") {
  account a;

  CHECK(a.set({prefs("Hamlet")}) == "result");

  CHECK(a.get({"exodus", exodus}) == query({prefs("Hamlet")}));
}

TEST_CASE("what was never stored comes back empty") {
  account a;

  CHECK(a.get({"exodus", exodus}) == query({{"exodus", exodus}}));
}

TEST_CASE("elements of other names are other documents") {
  account a;

  CHECK(a.set({prefs("Hamlet"), note("x")}) == "result");
  CHECK(a.set({prefs("Macbeth")}) == "result");

  CHECK(a.get({"exodus", exodus}) == query({prefs("Macbeth")}));
  CHECK(a.get({"note", exodus}) == query({note("x")}));
  CHECK(a.get({"note", "other:ns"}) == query({{"note", "other:ns"}}));
}

TEST_CASE("several elements of one name are kept together") {
  account a;

  CHECK(a.set({note("one"), note("two")}) == "result");

  CHECK(a.get({"note", exodus}) == query({note("one"), note("two")}));
}

TEST_CASE("what is wrong with a request is told") {
  struct row {
    const char* what;
    iq_type type;
    element payload;
    const char* answer;
  };
  const row table[] = {
      {"get of nothing", iq_type::get, query({}), "bad-request"},
      {"get of two", iq_type::get, query({{"a", "urn:a"}, {"b", "urn:b"}}),
       "bad-request"},
      {"get without namespace", iq_type::get, query({{"a", ns}}),
       "not-acceptable"},
      {"set of nothing", iq_type::set, query({}), "not-acceptable"},
      {"set without namespace", iq_type::set, query({{"a", ns}}),
       "not-acceptable"},
      {"set of two namespaces", iq_type::set,
       query({{"a", "urn:a"}, {"b", "urn:b"}}), "not-acceptable"},
  };
  for (const auto& row : table) {
    INFO(row.what);
    account a;
    CHECK(condition_in(a.iq(me, row.type, row.payload)) == row.answer);
  }
}

TEST_CASE("each element has a limit") {
  account a;
  a.config.limits.private_bytes = 100;

  CHECK(a.set({note(std::string(101, 'x'))}) == "policy-violation");
  CHECK(a.set({note("short")}) == "result");
  a.config.limits.private_bytes = 0; // off
  CHECK(a.set({note(std::string(101, 'x'))}) == "result");
}

TEST_CASE("all elements together have a limit") {
  account a;
  a.config.limits.private_total = 250;

  CHECK(a.set({prefs(std::string(80, 'x'))}) == "result");
  CHECK(a.set({note(std::string(120, 'x'))}) == "policy-violation");
  CHECK(a.set({prefs(std::string(120, 'x'))}) == "result"); // in its place
  CHECK(a.set({prefs("short")}) == "result");
  CHECK(a.set({note(std::string(120, 'x'))}) == "result");

  a.config.limits.private_total = 0; // off
  CHECK(a.set({prefs(std::string(300, 'x'))}) == "result");
}

TEST_CASE("nobody else reads or writes it") {
  account a;
  a.set({prefs("Hamlet")});

  for (auto type : {iq_type::get, iq_type::set})
    CHECK(condition_in(
              a.iq("eve@example.org/desk", type, query({prefs("Macbeth")})))
          == "service-unavailable");
  CHECK(a.get({"exodus", exodus}) == query({prefs("Hamlet")}));
}

TEST_CASE("a private store that fails is told") {
  account a;
  a.set({prefs("Hamlet")});

  a.fail_stores(store_errc::unavailable);
  CHECK(a.set({prefs("Macbeth")}) == "resource-constraint");
  a.fail_loads(store_errc::corrupt);
  CHECK(condition_in(a.iq(me, iq_type::get, query({{"exodus", exodus}})))
        == "internal-server-error");
  CHECK(a.get({"exodus", exodus}) == query({prefs("Hamlet")}));
}

} // namespace private_storage_test
