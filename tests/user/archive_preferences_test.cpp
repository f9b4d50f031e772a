// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/user/archive_account.hpp"

namespace archive_preferences_test {

using namespace troupe;
using test::archive_account;
using user::archive_preferences;
using xml::iq_type;

namespace {

constexpr auto phone = "alice@example.org/phone";

std::string prefs(const std::string& otherwise, const std::string& always = "",
                  const std::string& never = "") {
  auto list = [](const std::string& name, const std::string& jid) {
    return jid.empty() ? "<" + name + "/>"
                       : "<" + name + "><jid>" + jid + "</jid></" + name + ">";
  };
  return "<prefs xmlns='urn:xmpp:mam:2' default='" + otherwise + "'>"
         + list("always", always) + list("never", never) + "</prefs>";
}

std::string answer(archive_account& ctx, iq_type type,
                   const std::string& payload) {
  auto got = ctx.iq(phone, type, ctx.read(payload));
  return got && !got->is_error() ? part::to_stored(*got->first_child())
                                 : test::condition_in(got);
}

} // namespace

TEST_CASE("preferences say whose messages are archived") {
  auto friends = [](const xml::jid& x) { return x.str() == "friend@x"; };
  struct row {
    std::string prefs, who;
    bool archived;
  };
  const row rows[] = {
      {prefs("always"), "bob@x/r", true},
      {prefs("never"), "bob@x/r", false},
      {prefs("roster"), "bob@x/r", false},
      {prefs("roster"), "friend@x/r", true},
      // XEP-0441 §2.3.1
      {prefs("never", "bob@x"), "bob@x/r", true},
      {prefs("never", "bob@x"), "bob@x", true},
      {prefs("never", "bob@x/r"), "bob@x/r", true},
      {prefs("never", "bob@x/r"), "bob@x/other", false},
      {prefs("never", "x"), "bob@x/r", false},
      {prefs("always", "", "bob@x"), "bob@x/r", false},
      {prefs("always", "", "bob@x/r"), "bob@x/other", true},
      {prefs("roster", "", "friend@x"), "friend@x", false},
      {prefs("always", "bob@x", "bob@x"), "bob@x/r", false},
  };
  for (const auto& [text, who, archived] : rows) {
    INFO(text << ' ' << who);
    auto p = archive_preferences::read(archive_account::read(text));
    REQUIRE(p.has_value());
    CHECK(p->archives(support::jid(who), friends) == archived);
    CHECK(part::to_stored(p->to_element()) == text);
  }
}

TEST_CASE("preferences are told, set, and kept") {
  archive_account ctx;
  ctx.config.archive.otherwise = "roster";
  const std::string get = "<prefs xmlns='urn:xmpp:mam:2'/>";
  CHECK(answer(ctx, iq_type::get, get) == prefs("roster"));

  auto wanted = prefs("always", "carol@example.net", "bob@example.net");
  CHECK(answer(ctx, iq_type::set, wanted) == wanted);

  ctx.receives("from bob");
  ctx.receives("from carol", "carol@example.net/desk");
  ctx.sends("to bob");
  CHECK(ctx.ids() == "2");
  archive_account later{ctx};
  CHECK(answer(later, iq_type::get, get) == wanted);
}

TEST_CASE("preferences that make no sense are refused") {
  archive_account ctx;
  CHECK(answer(ctx, iq_type::set, "<prefs xmlns='urn:xmpp:mam:2'/>")
        == "bad-request");
  CHECK(answer(ctx, iq_type::set, prefs("sometimes")) == "bad-request");
  CHECK(answer(ctx, iq_type::set, prefs("always", "@")) == "jid-malformed");
  ctx.fail_stores(persistence::store_errc::full);
  CHECK(answer(ctx, iq_type::set, prefs("never")) == "resource-constraint");
  ctx.receives("hello");
  CHECK(ctx.ids() == "1");
}

TEST_CASE("by the roster, messages of contacts are archived") {
  archive_account ctx;
  ctx.config.archive.otherwise = "roster";
  ctx.iq(phone, iq_type::set,
         ctx.read("<query xmlns='jabber:iq:roster'>"
                  "<item jid='bob@example.net'/></query>"));

  ctx.receives("from a contact");
  ctx.receives("from a stranger", "carol@example.net/desk");

  CHECK(ctx.ids() == "1");
}

} // namespace archive_preferences_test
