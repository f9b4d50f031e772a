// SPDX-License-Identifier: Apache-2.0
// What an account's archive keeps.
#include <catch2/catch.hpp>

#include "tests/user/archive_account.hpp"

namespace archive_test {

using namespace troupe;
using test::archive_account;
using xml::element;

namespace {

const auto alice = support::jid("alice@example.org");

std::string last_note(const archive_account& account) {
  for (auto n = account.notes.rbegin(); n != account.notes.rend(); ++n)
    if (n->decision.what.ends_with("archived"))
      return std::string{n->decision.what} + ": "
             + std::string{n->decision.reason};
  return "";
}

} // namespace

TEST_CASE("what comes is archived, and delivered with its id") {
  archive_account ctx;

  ctx.receives("hello");

  auto entry = ctx.entries().at(0);
  CHECK(entry.id == "0000000000000001");
  CHECK(entry.peer == "bob@example.net");
  CHECK(entry.time == 1'700'000'001'000'000);
  CHECK(entry.blob
        == "<message from='bob@example.net/desk' to='alice@example.org' "
           "type='chat'><body>hello</body></message>");
  auto got = ctx.sent_to("phone").back();
  CHECK(got.child("stanza-id", "urn:xmpp:sid:0")->attr_or_empty("id")
        == entry.id);
  CHECK(last_note(ctx) == "archived: it is stored");
}

TEST_CASE("what is sent is archived, and goes out without an id of ours") {
  archive_account ctx;
  auto forged = ctx.next("hello", {}, "bob@example.net")
                    .with(element{"stanza-id", "urn:xmpp:sid:0"}
                              .with("by", "alice@example.org")
                              .with("id", "forged"));

  ctx.outgoing("phone", forged);

  auto entry = ctx.entries().at(0);
  CHECK(entry.peer == "bob@example.net");
  CHECK_THAT(entry.blob, Catch::Contains("from='alice@example.org/phone'"));
  CHECK_THAT(entry.blob, !Catch::Contains("forged"));
  CHECK_FALSE(part::has_stanza_id(ctx.routed.back(), alice));
}

TEST_CASE("an id that somebody else made up is taken out") {
  archive_account ctx;
  auto forged = element{"stanza-id", "urn:xmpp:sid:0"}
                    .with("by", "alice@example.org")
                    .with("id", "forged");

  ctx.incoming(ctx.next("hello", "bob@example.net/desk", "alice@example.org")
                   .with(forged)
                   .with(element{"no-store", "urn:xmpp:hints"}));

  CHECK(ctx.entries().empty());
  CHECK_FALSE(part::has_stanza_id(ctx.sent_to("phone").back(), alice));
}

TEST_CASE("a message is in the archive once, however often it comes") {
  archive_account ctx;
  auto x = ctx.next("hello", "bob@example.net/desk", "alice@example.org");

  ctx.incoming(x);
  ctx.incoming(x);

  CHECK(ctx.ids() == "1");
  CHECK(ctx.bodies("phone") == std::vector<std::string>{"hello", "hello"});
  CHECK(last_note(ctx) == "archived: it was there already");
}

TEST_CASE("a message to oneself is in the archive once") {
  archive_account ctx;

  ctx.sends("note", "alice@example.org");
  ctx.incoming(ctx.routed.back());

  CHECK(ctx.ids() == "1");
  CHECK(ctx.entries().at(0).peer == "alice@example.org");
  CHECK(part::has_stanza_id(ctx.sent_to("phone").back(), alice));
}

TEST_CASE("a message that came back from a stream keeps its id") {
  archive_account ctx;
  auto x = part::with_stanza_id(
      ctx.next("hello", "bob@example.net/desk", "alice@example.org"), alice);
  part::passage p{.stanza = x, .returned = true};

  ctx.part<user::archive>().incoming(p);

  CHECK(p.archived);
  CHECK(p.stanza == x);
  CHECK(ctx.entries().empty());
}

TEST_CASE("what is refused is not in the archive") {
  archive_account ctx;

  SECTION("because no such resource can take it") {
    ctx.incoming(
        ctx.next("hello", "bob@example.net/desk", "alice@example.org/gone")
            .with_type("normal"));
    CHECK(ctx.routed.back().is_error());
  }
  SECTION("because its sender is blocked") {
    ctx.iq("alice@example.org/phone", xml::iq_type::set,
           ctx.read("<block xmlns='urn:xmpp:blocking'>"
                    "<item jid='bob@example.net'/></block>"));
    ctx.receives("hello");
    CHECK(ctx.routed.back().is_error());
  }
  SECTION("because the offline queue is full") {
    ctx.config.limits.offline_messages = 1;
    ctx.close_session("phone");
    ctx.receives("kept");
    ctx.receives("refused");
    CHECK(ctx.routed.back().is_error());
    CHECK(ctx.ids() == "1");
    return;
  }
  SECTION("because there is no account") {
    ctx.exists = false;
    ctx.receives("hello");
  }
  CHECK(ctx.ids().empty());
}

TEST_CASE("what is refused while it is being stored leaves the archive") {
  archive_account ctx;
  ctx.config.limits.offline_messages = 1;
  ctx.close_session("phone");
  ctx.receives("kept");
  ctx.hold_storage();

  ctx.receives("refused");
  ctx.complete_storage();

  CHECK(ctx.ids() == "1");
}

TEST_CASE("what was accepted before stays where its second coming is refused") {
  archive_account ctx;
  ctx.config.limits.offline_messages = 1;
  ctx.close_session("phone");
  auto x = ctx.next("kept", "bob@example.net/desk", "alice@example.org");
  ctx.incoming(x);
  ctx.hold_storage();

  ctx.incoming(x);
  ctx.complete_storage();

  CHECK(ctx.routed.back().is_error());
  CHECK(ctx.ids() == "1");
}

TEST_CASE("live delivery does not wait for a store, nor fail with it") {
  archive_account ctx;
  ctx.hold_storage();
  ctx.fail_stores(persistence::store_errc::full);

  ctx.receives("hello");
  CHECK(ctx.bodies("phone") == std::vector<std::string>{"hello"});
  ctx.complete_storage();

  CHECK(ctx.entries().empty());
  CHECK(ctx.routed_to("bob@example.net/desk").empty());
}

TEST_CASE("nothing is archived where the archive is off") {
  archive_account ctx;
  ctx.config.archive.enabled = false;

  ctx.receives("hello");

  CHECK(ctx.entries().empty());
  CHECK_FALSE(part::has_stanza_id(ctx.sent_to("phone").back(), alice));
  CHECK(ctx.asks("") == "service-unavailable");
  auto info = ctx.iq("alice@example.org/phone", xml::iq_type::get,
                     element{"query", "http://jabber.org/protocol/disco#info"});
  CHECK_THAT(to_string(*info), !Catch::Contains("urn:xmpp:mam:2"));
}

TEST_CASE("the account shows what its archive can do") {
  archive_account ctx;
  auto features = [&] {
    return to_string(
        *ctx.iq("alice@example.org/phone", xml::iq_type::get,
                element{"query", "http://jabber.org/protocol/disco#info"}));
  };

  for (auto* var : {"'urn:xmpp:mam:2'", "'urn:xmpp:mam:2#extended'",
                    "'urn:xmpp:mam:2#groupchat-field'", "'urn:xmpp:sid:0'",
                    "'urn:xmpp:fulltext:0'"})
    CHECK_THAT(features(), Catch::Contains(var));
  ctx.config.archive.search = false;
  CHECK_THAT(features(), !Catch::Contains("fulltext"));
}

} // namespace archive_test
