// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/hat_commands.hpp"
#include "actors/part/stored_xml.hpp"
#include "tests/muc/room_fixture.hpp"

namespace hats_test {

using namespace troupe;
using muc::hats;
using xml::condition;
using xml::iq_type;

namespace {

constexpr auto queen = "urn:example:queen";

/// A `<command/>`, with a form where there are fields.
xml::element
command(const std::string& name,
        const std::vector<std::pair<std::string, std::string>>& fields = {}) {
  auto x = xml::element{"command", muc::ns::commands}.with(
      "node", "urn:xmpp:hats:commands:" + name);
  if (fields.empty())
    return x;
  part::data_form form{part::form_type::submit, muc::ns::hat_commands};
  for (const auto& [var, value] : fields)
    form.add({.var = var, .values = {value}});
  return std::move(x).with(part::to_element(form));
}

struct fixture : support::room_fixture {
  fixture() {
    create("crone");
    enter("hag");
  }
  void make(const std::string& uri, const std::string& title = "Queen") {
    result("crone", iq_type::set,
           command("create", {{"hats#uri", uri}, {"hats#title", title}}));
  }
  xml::element wearing(const std::string& uri,
                       const std::string& who = "hag@example.org",
                       const std::string& what = "assign") {
    return command(what, {{"hats#jid", who}, {"hats#uri", uri}});
  }
  condition refused(const xml::element& x) {
    return refusal("crone", iq_type::set, x);
  }
  /// The titles of the hats in the presence that hag's client got last.
  std::string shown() {
    std::string titles;
    for (const auto& x : to("hag"))
      if (x.is_presence()) {
        titles.clear();
        if (const auto* worn = x.child("hats", muc::ns::hats))
          for (const auto* each : worn->children())
            titles += std::string{each->attr_or_empty("title")} + ' ';
      }
    return titles;
  }
};

} // namespace

TEST_CASE("a hat has a URI and a title, and a hue from 0 to 360") {
  hats all;
  CHECK(all.put({"", "Queen", ""}));
  CHECK(all.put({queen, "", ""}));
  CHECK(all.put({queen, std::string(257, 'a'), ""}));
  CHECK(all.put({std::string(1025, 'a'), "Queen", ""}));
  for (const auto* hue : {"x", "-1", "361", "nan", "inf", "1 ", " 1"})
    CHECK(all.put({queen, "Queen", hue}));
  for (const auto* hue : {"", "0", "360", "327.255249"})
    CHECK_FALSE(all.put({queen, "Queen", hue}));
  CHECK(all.all().size() == 1);
}

TEST_CASE("a room has a bounded number of hats, and so has a head") {
  hats all;
  for (std::size_t i = 0; i < hats::most_hats; ++i)
    REQUIRE_FALSE(all.put({std::to_string(i), "A", ""}));
  CHECK(all.put({"one more", "A", ""})->what == condition::resource_constraint);
  CHECK_FALSE(all.put({"0", "B", ""}));

  for (std::size_t i = 0; i < hats::most_on_one; ++i)
    REQUIRE_FALSE(all.give("hag@example.org", std::to_string(i)));
  CHECK(all.give("hag@example.org", "99")->what
        == condition::resource_constraint);
  CHECK_FALSE(all.give("hag@example.org", "0"));
}

TEST_CASE("hats are stored and loaded again") {
  hats all;
  all.put({queen, "Queen <&>", "12"});
  all.give("hag@example.org", queen);
  hats again;
  again.load({{queen, all.stored_hat(queen)}},
             {{"hag@example.org", all.stored_wearer("hag@example.org")}});

  CHECK(again.all() == all.all());
  CHECK(again.worn() == all.worn());
  CHECK(again.hash() == all.hash());
  CHECK(all.stored_hat("urn:other").empty());
  CHECK(all.stored_wearer("crone@example.org").empty());
}

TEST_CASE("another list of hats has another hash") {
  hats all;
  const auto first = all.hash();
  all.put({queen, "Queen", ""});
  const auto second = all.hash();
  all.put({queen, "King", ""});

  CHECK(first != second);
  CHECK(second != all.hash());
}

TEST_CASE_METHOD(fixture, "who was given a hat is seen with it") {
  make(queen);
  result("crone", iq_type::set, wearing(queen, "hag@example.org/pda"));
  CHECK(shown() == "Queen ");

  // Who changes it changes what is seen.
  make(queen, "Empress");
  CHECK(shown() == "Empress ");

  leave("hag");
  room.take(support::stanza(xml::stanza_kind::presence, {}, real("hag"),
                            std::string{address} + "/hag")
                .with(xml::element{"x", muc::ns::muc}));
  CHECK(shown() == "Empress ");

  result("crone", iq_type::set, command("destroy", {{"hats#uri", queen}}));
  CHECK(shown().empty());
  CHECK(context.store().entries(address, "hats")->empty());
  CHECK(context.store().entries(address, "hat-wearers")->empty());
}

TEST_CASE_METHOD(fixture, "a hat that is not there is given to nobody") {
  CHECK(refused(wearing(queen)) == condition::item_not_found);
  make(queen);
  CHECK(refused(wearing(queen, "@")) == condition::not_acceptable);
  CHECK(refused(wearing(queen, "hag@example.org", "unassign"))
        == condition::item_not_found);
  CHECK(refused(command("destroy", {{"hats#uri", "urn:other"}}))
        == condition::item_not_found);
  CHECK(refused(command("dance")) == condition::item_not_found);
}

TEST_CASE_METHOD(fixture, "a form for something else makes no hat") {
  part::data_form form{part::form_type::submit, "urn:example:form"};
  form.add({.var = "hats#uri", .values = {queen}});

  CHECK(refused(command("create").with(part::to_element(form)))
        == condition::bad_request);
}

TEST_CASE_METHOD(fixture, "who is no admin commands nothing") {
  for (const auto* name :
       {"create", "destroy", "list", "assign", "unassign", "list-assigned"})
    CHECK(refusal("hag", iq_type::set, command(name)) == condition::forbidden);
}

TEST_CASE_METHOD(fixture, "a command is cancelled") {
  auto x = command("create");
  x.set("action", "cancel");
  x.set("sessionid", "s");
  const auto answer = result("crone", iq_type::set, x);

  CHECK(answer.attr_or_empty("status") == "canceled");
  CHECK(answer.attr_or_empty("sessionid") == "s");
}

TEST_CASE("a room tells which commands it has") {
  const auto items = muc::hat_command_items(support::jid("a@b"));

  CHECK(items.children().size() == 6);
  for (const auto* each : items.children())
    CHECK(muc::is_hat_command(each->attr_or_empty("node")));
}

} // namespace hats_test
