// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/tools_output/censuses.hpp"
#include "tests/tools_output/traces.hpp"
#include "tools/top_model.hpp"

using namespace troupe::tools;
using nlohmann::json;
using test::census;

namespace {

std::string names_in(const top_model& model) {
  std::string all;
  for (const auto& each : model.actors())
    all += each.name.substr(0, each.name.find('@')) + " ";
  return all;
}

void type(top_model& model, std::string_view text) {
  for (const char each : text)
    model.press(each);
}

top_model with_census() {
  top_model model;
  model.take(census());
  return model;
}

} // namespace

TEST_CASE("actors are in the order that a key asks for") {
  auto model = with_census();
  CHECK(names_in(model) == "alice tea bob ");

  model.press('c');
  CHECK(names_in(model) == "bob tea alice ");
  model.press('w');
  CHECK(names_in(model) == "tea alice bob ");
  model.press('d');
  CHECK(names_in(model) == "bob alice tea ");
  model.press('a');
  CHECK(names_in(model) == "bob tea alice ");
  model.press('b');
  CHECK(names_in(model) == "bob alice tea ");
  model.press('n');
  CHECK(names_in(model) == "alice bob tea ");
  model.press('m');
  CHECK(names_in(model) == "alice tea bob ");
}

TEST_CASE("the same key again, or r, turns the order round") {
  auto model = with_census();

  model.press('c');
  model.press('c');
  CHECK(model.reversed());
  CHECK(names_in(model) == "alice tea bob ");
  model.press('r');
  CHECK(names_in(model) == "bob tea alice ");
  model.press('n'); // another order begins unreversed
  CHECK_FALSE(model.reversed());
}

TEST_CASE("kinds are in the same order") {
  auto model = with_census();
  CHECK(model.kinds().at(0).kind == "user");

  model.press('c');

  CHECK(model.kinds().at(0).kind == "session");
}

TEST_CASE("equal figures are in the order of names") {
  auto same = census();
  for (auto& each : same["actors"])
    each["messages"] = 1.0;
  top_model model;
  model.take(same);

  CHECK(names_in(model) == "alice bob tea ");
}

TEST_CASE("a filter is typed, corrected, kept and taken back") {
  auto model = with_census();

  type(model, "/TEA@q"); // q is text now
  CHECK(model.typing());
  CHECK(model.filter() == "TEA@q");
  CHECK(names_in(model).empty());
  model.press(key_backspace);
  CHECK(names_in(model) == "tea ");
  model.press(key_enter);
  CHECK_FALSE(model.typing());
  CHECK(names_in(model) == "tea ");
  model.press(key_escape);
  CHECK(names_in(model) == "alice tea bob ");
}

TEST_CASE("a filter may have any characters, removed as a whole") {
  auto model = with_census();
  model.press('/');
  for (const int each : {0xEB, 0x65E5, 0x1F44D})
    model.press(each);
  CHECK(model.filter() == "ë日👍");

  model.press(key_backspace);
  model.press(key_backspace);

  CHECK(model.filter() == "ë");
  model.press(key_escape);
  CHECK(model.filter().empty());
  CHECK_FALSE(model.typing());
}

TEST_CASE("a kind is found by the filter, too") {
  auto model = with_census();

  type(model, "/room");

  CHECK(names_in(model) == "tea ");
}

TEST_CASE("the chosen actor stays chosen where the order changes") {
  auto model = with_census();
  model.press(key_down);
  CHECK(model.actors()[model.chosen()].name == "tea@rooms.localhost");

  model.press('w');

  CHECK(model.chosen() == 0);
  CHECK(model.actors()[model.chosen()].name == "tea@rooms.localhost");
}

TEST_CASE("the choice does not leave the list") {
  auto model = with_census();
  model.set_page(2);

  model.press(key_up);
  CHECK(model.chosen() == 0);
  model.press(key_page_down);
  CHECK(model.chosen() == 2);
  model.press(key_page_down);
  CHECK(model.chosen() == 2);
  auto fewer = census();
  fewer["actors"].erase(2);
  fewer["actors"].erase(1);
  model.take(fewer);
  CHECK(model.chosen() == 0);
  model.press(key_end);
  model.press(key_home);
  CHECK(model.chosen() == 0);
}

TEST_CASE("an empty list can be walked through") {
  top_model model;
  for (const int key : {int{key_up}, int{key_down}, int{key_page_up},
                        int{key_page_down}, int{key_end}, int{key_enter}})
    CHECK(model.press(key) == top_wish::nothing);
  CHECK(model.view() == top_view::table);
}

TEST_CASE("a pause keeps what is shown, and shows the newest then") {
  auto model = with_census();
  model.press(' ');
  CHECK(model.paused());
  auto next = census();
  next["totals"]["sessions"] = 1;

  model.take(next);
  CHECK(model.census()["totals"]["sessions"] == 118);
  model.press(' ');

  CHECK(model.census()["totals"]["sessions"] == 1);
}

TEST_CASE("Enter asks for the chosen actor, Escape goes back") {
  auto model = with_census();
  model.press(key_down);

  CHECK(model.press(key_enter) == top_wish::describe);
  CHECK(model.view() == top_view::actor);
  CHECK(model.subject() == "tea@rooms.localhost");
  CHECK(model.details() == nullptr);
  model.take_details("alice@localhost", {{}, {}, "late"});
  CHECK(model.details() == nullptr);
  model.take_details("tea@rooms.localhost", {{}, {}, "in time"});
  REQUIRE(model.details() != nullptr);
  CHECK(model.details()->wrong == "in time");
  CHECK(model.press('r') == top_wish::describe);
  CHECK(model.press('q') == top_wish::nothing);
  CHECK(model.view() == top_view::table);
  CHECK(model.press('q') == top_wish::quit);
}

TEST_CASE("help goes away at any key") {
  auto model = with_census();

  model.press('?');
  CHECK(model.view() == top_view::help);
  CHECK(model.press('x') == top_wish::nothing);
  CHECK(model.view() == top_view::table);
}

TEST_CASE("details are a tree and the last messages") {
  const top_details details{
      json::parse(R"([{"name":"user","value":"alice@localhost","children":[
        {"name":"sessions","value":"2","children":[
          {"name":"phone"}]}]}])"),
      json::array({test::delivered_trace()}), ""};

  const auto lines = detail_lines(details, 100);

  REQUIRE(lines.size() == 6);
  CHECK(lines[0] == "user: alice@localhost");
  CHECK(lines[1] == "  sessions: 2");
  CHECK(lines[2] == "    phone");
  CHECK(lines[4] == "Its last messages:");
  CHECK(lines[5].ends_with("9f3c000000000401"));
}

TEST_CASE("details that are missing say why") {
  const auto lines
      = detail_lines({nullptr, json::array(), "cannot be described: gone"}, 80);

  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "cannot be described: gone");
  CHECK(lines[2] == "No message of it is kept.");
}

TEST_CASE("details are scrolled as far as they go") {
  auto model = with_census();
  model.press(key_enter);
  top_details details;
  details.described = json::array();
  for (int i = 0; i < 10; ++i)
    details.described.push_back({{"name", "line"}});
  model.take_details("alice@localhost", details);
  model.set_page(4);

  model.press(key_page_down);
  CHECK(model.scrolled() == 4);
  model.press(key_end);
  CHECK(model.scrolled() == 6);
  model.press(key_down);
  CHECK(model.scrolled() == 6);
  model.press(key_up);
  CHECK(model.scrolled() == 5);
  model.press(key_home);
  CHECK(model.scrolled() == 0);
}
