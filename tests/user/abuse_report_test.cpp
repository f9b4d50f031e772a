// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/stored_xml.hpp"
#include "tests/user/block_account.hpp"

namespace abuse_report_test {

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;
using persistence::store_errc;
using user::ns::reporting;
using xml::element;

namespace {

constexpr auto me = "alice@example.org/phone";
constexpr auto spam = "urn:xmpp:reporting:spam";
constexpr auto abuse = "urn:xmpp:reporting:abuse";

struct reporting_account : block_account {
  std::string report(const std::vector<element>& items) {
    element block{"block", user::ns::blocking};
    for (const auto& item : items)
      block.add(item);
    return condition_in(iq(me, xml::iq_type::set, block));
  }
  std::vector<persistence::log_entry> reports() {
    return store()
        .page("example.org", user::reports_log, {.limit = 20'000})
        ->entries;
  }
};

element text(std::string_view words) {
  return element{"text", reporting}.with_text(words);
}

element stanza_id(std::string_view id) {
  return element{"stanza-id", "urn:xmpp:sid:0"}
      .with("by", "alice@example.org")
      .with("id", id);
}

} // namespace

TEST_CASE("a report is kept for the domain, and its JID is blocked") {
  reporting_account a;

  CHECK(a.report({reported_item("bob@example.net", spam,
                                {stanza_id("28482"),
                                 stanza_id("38383"),
                                 text("Never came trouble like this."),
                                 {"report-origin", reporting},
                                 {"unknown", "urn:x"}})})
        == "result");

  CHECK(a.list() == std::vector<std::string>{"bob@example.net"});
  auto kept = a.reports();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].peer == "alice@example.org");
  CHECK(kept[0].time == 1'700'000'000'000'000);
  CHECK(part::stored_element(kept[0].blob).value()
        == element{"report", reporting}
               .with("jid", "bob@example.net")
               .with("reason", spam)
               .with(stanza_id("28482"))
               .with(stanza_id("38383"))
               .with(text("Never came trouble like this."))
               .with(element{"report-origin", reporting}));
}

TEST_CASE("each item has its own report, and some have none") {
  reporting_account a;
  auto plain = element{"item", user::ns::blocking}.with("jid", "c@example.net");

  a.report({reported_item("a@example.net", spam, {}), plain,
            reported_item("b@example.net", abuse, {})});

  auto kept = a.reports();
  REQUIRE(kept.size() == 2);
  CHECK(part::stored_element(kept[0].blob)->attr_or_empty("jid")
        == "a@example.net");
  CHECK(part::stored_element(kept[1].blob)->attr_or_empty("reason") == abuse);
  CHECK(a.list().size() == 3);
}

TEST_CASE("who is blocked already can be reported still") {
  reporting_account a;
  a.block({"bob@example.net"});
  CHECK(a.report({reported_item("bob@example.net", abuse, {})}) == "result");
  CHECK(a.reports().size() == 1);
}

TEST_CASE("a report that is none is no reason not to block") {
  const element items[] = {
      reported_item("bob@example.net", "", {text("no reason")}),
      reported_item("bob@example.net", std::string(300, 'x'), {}),
      reported_item("bob@example.net", "spam\nand more", {}),
      element{"item", user::ns::blocking}
          .with("jid", "bob@example.net")
          .with(element{"report", "urn:xmpp:reporting:0"}),
  };
  for (const auto& item : items) {
    reporting_account a;
    CHECK(a.report({item}) == "result");
    CHECK(a.list().size() == 1);
    CHECK(a.reports().empty());
  }
}

TEST_CASE("of a report that is too long the beginning is kept") {
  reporting_account a;
  a.report({reported_item("bob@example.net", spam,
                          {stanza_id("1"), text(std::string(20'000, 'x'))})});
  REQUIRE(a.reports().size() == 1);
  CHECK(part::stored_element(a.reports()[0].blob)->children().size() == 1);
}

TEST_CASE("an account can report so many JIDs in an hour") {
  reporting_account a;
  std::vector<element> items;
  for (std::size_t i = 0; i <= user::reports_per_hour; ++i)
    items.push_back(
        reported_item("u" + std::to_string(i) + "@example.net", spam, {}));

  CHECK(a.report(items) == "result");

  CHECK(a.list().size() == user::reports_per_hour + 1);
  CHECK(a.reports().size() == user::reports_per_hour);
  a.advance(1h);
  a.report({reported_item("late@example.net", spam, {})});
  CHECK(a.reports().size() == user::reports_per_hour + 1);
}

TEST_CASE("a domain keeps the newest reports") {
  reporting_account a;
  for (std::uint64_t i = 0; i < user::reports_kept; ++i)
    REQUIRE(a.store()
                .append("example.org", user::reports_log,
                        {std::to_string(i), 1, "x", ""})
                .has_value());

  a.report({reported_item("bob@example.net", spam, {})});

  auto kept = a.reports();
  CHECK(kept.size() == user::reports_kept);
  CHECK(kept.front().id == "1");
  CHECK(kept.back().peer == "alice@example.org");
}

TEST_CASE("a report is kept with the block or not at all") {
  reporting_account a;
  a.fail_stores(store_errc::full);
  CHECK(a.report({reported_item("bob@example.net", spam, {})})
        == "resource-constraint");
  CHECK(a.reports().empty());
  CHECK(a.list().empty());
}

} // namespace abuse_report_test
