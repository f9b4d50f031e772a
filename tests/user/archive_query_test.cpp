// SPDX-License-Identifier: Apache-2.0
// What an archive answers.
#include <catch2/catch.hpp>

#include "tests/user/archive_account.hpp"

namespace archive_query_test {

using namespace troupe;
using test::archive_account;
using xml::element;
using xml::iq_type;

namespace {

/// Entries 1 to 6, a second apart from …:21 on: from Bob, to Bob, from Carol,
/// to oneself, from Bob's phone, from Carol.
struct filled_account : archive_account {
  filled_account() {
    receives("The cat sat");
    sends("Which cat?");
    receives("A dog", "carol@example.net/desk");
    sends("Remember the Café", "alice@example.org");
    receives("Cats!", "bob@example.net/phone");
    receives("The dog sat", "carol@example.net/desk");
  }
};

constexpr auto phone = "alice@example.org/phone";

} // namespace

TEST_CASE("an archive is asked for a part of it") {
  filled_account ctx;
  struct row {
    std::string var, value, expected;
  };
  const row rows[] = {
      // XEP-0313 §4.1.1
      {"with", "bob@example.net", "1 2 5 | complete"},
      {"with", "BOB@example.net", "1 2 5 | complete"},
      {"with", "bob@example.net/phone", "5 | complete"},
      {"with", "bob@example.net/gone", "| complete"},
      {"with", "alice@example.org", "4 | complete"},
      {"with", "alice@example.org/phone", "4 | complete"},
      {"with", "nobody@example.net", "| complete"},
      {"with", "@", "jid-malformed"},
      // §4.1.2
      {"start", "2023-11-14T22:13:24Z", "4 5 6 | complete"},
      {"start", "2023-11-14T22:13:24.000001Z", "5 6 | complete"},
      {"start", "2023-11-15T00:13:24+02:00", "4 5 6 | complete"},
      {"end", "2023-11-14T22:13:22Z", "1 2 | complete"},
      {"end", "yesterday", "bad-request"},
      // §4.1.3
      {"after-id", ctx.id(4), "5 6 | complete"},
      {"before-id", ctx.id(3), "1 2 | complete"},
      {"ids", ctx.id(5), "5 | complete"},
      {"after-id", ctx.id(99), "item-not-found"},
      {"before-id", "x", "item-not-found"},
      {"ids", ctx.id(99), "item-not-found"},
      {"start", "", "1 2 3 4 5 6 | complete"},
      // §4.1.4 and §4.1.5
      {"include-groupchat", "true", "1 2 3 4 5 6 | complete"},
      {"colour", "red", "feature-not-implemented"},
      // XEP-0431
      {"{urn:xmpp:fulltext:0}fulltext", "CAT", "1 2 | complete"},
      {"{urn:xmpp:fulltext:0}fulltext", "sat the", "1 6 | complete"},
      {"{urn:xmpp:fulltext:0}fulltext", "cafe", "4 | complete"},
      {"{urn:xmpp:fulltext:0}fulltext", "cat OR dog", "| complete"},
      {"{urn:xmpp:fulltext:0}fulltext", "?!", "| complete"},
      {"{urn:xmpp:fulltext:0}fulltext", "", "1 2 3 4 5 6 | complete"},
      {"FORM_TYPE", "urn:other", "bad-request"},
  };
  for (const auto& [var, value, expected] : rows) {
    INFO(var << " = " << value);
    CHECK(ctx.asks(var, value) == expected);
  }
}

TEST_CASE("an archive is read page by page, in both directions") {
  filled_account ctx;
  struct row {
    std::string content, expected;
  };
  const row rows[] = {
      {"", "1 2 3 4 5 6 | complete"},
      {ctx.rsm("<max>2</max>"), "1 2 |"},
      {ctx.rsm("<max>2</max><after>" + ctx.id(2) + "</after>"), "3 4 |"},
      {ctx.rsm("<max>2</max><after>" + ctx.id(4) + "</after>"),
       "5 6 | complete"},
      {ctx.rsm("<max>2</max><before/>"), "5 6 |"},
      {ctx.rsm("<max>2</max><before>" + ctx.id(3) + "</before>"),
       "1 2 | complete"},
      {ctx.rsm("<max>2</max><before/>") + "<flip-page/>", "6 5 |"},
      {ctx.rsm("<max>2</max>") + "<flip-page/>", "2 1 |"},
      {ctx.rsm("<max>0</max>"), "|"},
      {ctx.rsm("<after>" + ctx.id(9) + "</after>"), "item-not-found"},
      {ctx.rsm("<before>x</before>"), "item-not-found"},
      {ctx.rsm("<max>many</max>"), "bad-request"},
      {ctx.rsm("<index>2</index>"), "feature-not-implemented"},
  };
  for (const auto& [content, expected] : rows) {
    INFO(content);
    CHECK(ctx.asks(content) == expected);
  }
}

TEST_CASE("a filter and a page hold together") {
  filled_account ctx;

  CHECK(ctx.asks("with", "bob@example.net", ctx.rsm("<max>2</max>"))
        == "1 2 |");
  CHECK(ctx.asks("with", "bob@example.net",
                 ctx.rsm("<max>2</max><after>" + ctx.id(2) + "</after>"))
        == "5 | complete");
  CHECK(
      ctx.asks("with", "bob@example.net/desk", ctx.rsm("<max>1</max><before/>"))
      == "1 | complete");
  CHECK(ctx.asks("with", "carol@example.net/desk",
                 ctx.rsm("<max>1</max><before/>"))
        == "6 |");
  CHECK(ctx.asks("with", "carol@example.net/desk", ctx.rsm("<max>1</max>"))
        == "3 |");
  CHECK(ctx.asks("after-id", ctx.id(2),
                 ctx.rsm("<max>2</max><before>" + ctx.id(5) + "</before>"))
        == "3 4 | complete");
  CHECK(
      ctx.asks("{urn:xmpp:fulltext:0}fulltext", "sat", ctx.rsm("<max>1</max>"))
      == "1 |");
}

TEST_CASE("one resource is found among many entries of its account") {
  archive_account ctx;
  for (int i = 0; i < 600; ++i)
    ctx.receives("hi", i % 300 == 7 ? "bob@example.net/rare"
                                    : "bob@example.net/desk");

  CHECK(ctx.asks("with", "bob@example.net/rare") == "8 308 | complete");
  CHECK(
      ctx.asks("with", "bob@example.net/rare", ctx.rsm("<max>1</max><before/>"))
      == "308 |");
}

TEST_CASE("a result is the message as it came, with its id and time") {
  filled_account ctx;

  ctx.asks(ctx.rsm("<max>1</max>"));

  CHECK(to_string(ctx.sent_to("phone").at(0))
        == "<message from='alice@example.org' to='alice@example.org/phone'>"
           "<result xmlns='urn:xmpp:mam:2' id='0000000000000001' queryid='q'>"
           "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay'"
           " stamp='2023-11-14T22:13:21.000000Z'/><message "
           "xmlns='jabber:client' from='bob@example.net/desk' "
           "to='alice@example.org' type='chat'><body>The cat sat</body>"
           "</message></forwarded></result></message>");
  const auto& fin = ctx.routed.back();
  CHECK_THAT(to_string(fin),
             Catch::Contains("<fin xmlns='urn:xmpp:mam:2' stable='true'>"
                             "<set xmlns='http://jabber.org/protocol/rsm'>"
                             "<first>0000000000000001</first>"
                             "<last>0000000000000001</last></set></fin>"));
}

TEST_CASE("the number of entries is told where nothing else is asked for") {
  filled_account ctx;

  ctx.asks(ctx.rsm("<max>0</max>"));

  CHECK_THAT(to_string(ctx.routed.back()), Catch::Contains("<count>6</count>"));
}

TEST_CASE("a page is cut before it is more than a stream takes at once") {
  archive_account ctx;
  for (int i = 0; i < 5; ++i)
    ctx.receives(std::string(200'000, 'x'));

  CHECK(ctx.asks("") == "1 2 3 |");
  CHECK(ctx.asks(ctx.rsm("<before/>")) == "3 4 5 |");
}

TEST_CASE("a session gets its next page when the last one is written") {
  filled_account ctx;
  ctx.hold_storage();
  ctx.forget();
  auto ask = [&](const std::string& id) {
    ctx.outgoing("phone",
                 support::stanza(xml::stanza_kind::iq, "set", "", "")
                     .with_id(id)
                     .with(ctx.read("<query xmlns='urn:xmpp:mam:2'/>")));
  };

  for (int i = 0; i < 17; ++i)
    ask("q" + std::to_string(i));

  CHECK(ctx.waiting() == 1);
  CHECK(test::condition_in(ctx.answer_to("q16")) == "resource-constraint");
  ctx.complete_storage();
  CHECK(test::condition_in(ctx.answer_to("q0")) == "result");
  CHECK(test::condition_in(ctx.answer_to("q15")) == "result");
  CHECK(ctx.sent_to("phone").size() == 16 * 6);
}

TEST_CASE("nobody is answered for a session that has gone") {
  filled_account ctx;
  ctx.hold_storage();
  ctx.forget();
  ctx.outgoing("phone", support::stanza(xml::stanza_kind::iq, "set", "", "")
                            .with_id("q")
                            .with(ctx.read("<query xmlns='urn:xmpp:mam:2'/>")));

  ctx.close_session("phone");
  ctx.complete_storage();

  CHECK(ctx.sent.empty());
}

TEST_CASE("a store that fails is an error answer") {
  filled_account ctx;
  ctx.fail_loads(persistence::store_errc::unavailable);

  CHECK(ctx.asks("") == "resource-constraint");
  CHECK(ctx.asks(ctx.rsm("<max>1</max>")) == "1 |");
}

TEST_CASE("nobody but its owner sees an archive") {
  filled_account ctx;
  for (auto* name : {"query", "metadata", "prefs"})
    for (auto type : {iq_type::get, iq_type::set}) {
      INFO(name);
      auto answer = ctx.iq("bob@example.net/desk", type,
                           element{name, "urn:xmpp:mam:2"});
      CHECK(test::condition_in(answer) == "service-unavailable");
    }
  CHECK(ctx.asks("<x xmlns='jabber:x:data'/>") == "1 2 3 4 5 6 | complete");
  auto node = ctx.iq(phone, iq_type::set,
                     element{"query", "urn:xmpp:mam:2"}.with("node", "n"));
  CHECK(test::condition_in(node) == "item-not-found");
}

TEST_CASE("the form has all fields, the one for texts where it is on") {
  archive_account ctx;
  auto form = [&] {
    return to_string(
        *ctx.iq(phone, iq_type::get, element{"query", "urn:xmpp:mam:2"}));
  };

  for (auto* var :
       {"FORM_TYPE", "with", "start", "end", "before-id", "after-id", "ids",
        "include-groupchat", "{urn:xmpp:fulltext:0}fulltext"})
    CHECK_THAT(form(), Catch::Contains("var='" + std::string{var} + "'"));
  ctx.config.archive.search = false;
  CHECK_THAT(form(), !Catch::Contains("fulltext"));
  CHECK(ctx.asks("{urn:xmpp:fulltext:0}fulltext", "cat")
        == "feature-not-implemented");
}

TEST_CASE("the fallback text of an encrypted message is not found") {
  archive_account ctx;
  ctx.incoming(
      ctx.next("secret words", "bob@example.net/desk", "alice@example.org")
          .with(element{"encrypted", "urn:xmpp:omemo:2"}));
  ctx.receives("plain words");

  CHECK(ctx.asks("{urn:xmpp:fulltext:0}fulltext", "words") == "2 | complete");
  CHECK(ctx.asks("") == "1 2 | complete");
}

TEST_CASE("each message is found by its own words, however many there were") {
  archive_account ctx;
  for (int i = 1; i <= 200; ++i)
    ctx.receives("number n" + std::to_string(i));
  ctx.receives("a long one " + std::string(2'000, ' ') + "far away");

  for (const std::string at : {"1", "65", "129", "200"})
    CHECK(ctx.asks("{urn:xmpp:fulltext:0}fulltext", "n" + at)
          == at + " | complete");
  CHECK(ctx.asks("{urn:xmpp:fulltext:0}fulltext", "far") == "201 | complete");
}

TEST_CASE("the ends of an archive are told, of an empty one none") {
  archive_account ctx;
  auto metadata = [&] {
    auto answer
        = ctx.iq(phone, iq_type::get, element{"metadata", "urn:xmpp:mam:2"});
    return part::to_stored(*answer->first_child());
  };
  CHECK(metadata() == "<metadata xmlns='urn:xmpp:mam:2'/>");

  ctx.receives("one");
  ctx.receives("two");

  CHECK(metadata()
        == "<metadata xmlns='urn:xmpp:mam:2'>"
           "<start id='0000000000000001' "
           "timestamp='2023-11-14T22:13:21.000000Z'/>"
           "<end id='0000000000000002' "
           "timestamp='2023-11-14T22:13:22.000000Z'/></metadata>");
}

} // namespace archive_query_test
