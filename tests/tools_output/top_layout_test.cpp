// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/tools_output/censuses.hpp"
#include "tools/top_layout.hpp"
#include "tools/trace_text.hpp"

using namespace troupe::tools;
using nlohmann::json;
using test::census;

namespace {

std::string text_of(const std::vector<top_line>& lines) {
  std::string all;
  for (const auto& each : lines)
    all += each.text + '\n';
  return all;
}

std::string screen(top_model& model, std::size_t width = 100,
                   std::size_t height = 30) {
  return text_of(top_layout(model, width, height));
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

top_model with_census(const json& what = census()) {
  top_model model;
  model.take(what);
  return model;
}

/// As many actors as a census may have, of names that are hard.
json crowded() {
  auto full = census();
  full["actors"] = json::array();
  for (int i = 0; i < 200; ++i)
    full["actors"].push_back(
        {{"id", 1000 + i},
         {"kind", "user"},
         {"name",
          std::string(static_cast<std::size_t>(i), 'x') + "日本\033@localhost"},
         {"messages", 200.0 - i}});
  full["workers"] = json::array();
  for (int i = 0; i < 128; ++i)
    full["workers"].push_back({{"index", i}, {"load", 0.5}});
  return full;
}

} // namespace

TEST_CASE("the screen has totals, workers and both tables") {
  auto model = with_census();

  const auto text = screen(model);

  CHECK(has(text, "sessions 118  accounts 100  rooms 2  memory 20.4 MiB"));
  CHECK(has(text, "in 900/s  out 950/s  storage waiting 7  sampled 1/16  "
                  "dropped 2"));
  CHECK(has(text, "  0[||||     ] 42%"));
  CHECK(has(text, "  1[|||||||||]100%"));
  CHECK(has(text, "KIND"));
  CHECK(has(text, "  5321   12.0   8.10 µs    411 µs     12     2.50 ms"
                  "          -\n"));
  CHECK(has(text, "    2.8 MiB\n"));
  CHECK(has(text, "elsewhere  example.net 12/s refused  example.com 0.5/s "
                  "refused\n"));
  CHECK(has(text, "user alice@localhost"));
  CHECK(has(text, "   300    1.0   8.10 µs   90.0 µs      3           -"
                  "   20.5 KiB\n"));
  CHECK(has(text, "q quit  ? help"));
}

TEST_CASE("a screen of any size is filled exactly") {
  for (const auto& what : {census(), crowded(), json::object()})
    for (const std::size_t width : {1, 39, 40, 79, 80, 81, 200, 1000})
      for (const std::size_t height : {1, 9, 10, 24, 60, 500})
        for (const int key : {int{' '}, int{'?'}, int{'/'}, int{key_enter}}) {
          auto model = with_census(what);
          model.press(key);
          const auto lines = top_layout(model, width, height);
          CAPTURE(width, height, key);
          CHECK(lines.size() == height);
          CHECK(std::ranges::all_of(lines, [&](const top_line& each) {
            return columns_of(each.text) <= width
                   && printable(each.text) == each.text;
          }));
        }
}

TEST_CASE("a screen that is too small says so") {
  auto model = with_census();

  CHECK(has(screen(model, 39, 24), "Too small: 40x10 at least"));
  CHECK(has(screen(model, 80, 9), "Too small: 40x10 at least"));
  CHECK(has(screen(model, 40, 10), "alice@localhost"));
}

TEST_CASE("narrow screens have fewer columns") {
  auto model = with_census();

  CHECK(has(screen(model, 80, 24), "DEPTH"));
  CHECK_FALSE(has(screen(model, 45, 24), "DEPTH"));
  CHECK(has(screen(model, 45, 24), "MSG/S"));
  CHECK(has(screen(model, 80, 24), "AGE"));
  CHECK_FALSE(has(screen(model, 80, 24), "MEM"));
}

TEST_CASE("the column by which the rows are in order is always there") {
  auto model = with_census();
  for (const auto& [key, heading] :
       {std::pair{'d', "DEPTH▼"}, std::pair{'w', "MAX▼"},
        std::pair{'a', "AGE▼"}, std::pair{'b', "MEM▼"}}) {
    model.press(key);
    CHECK(has(screen(model, 40, 10), heading));
  }
}

TEST_CASE("help fits into the smallest screen") {
  auto model = with_census();
  model.press('?');

  const auto text = screen(model, 40, 10);

  CHECK(has(text, "name; again:\n"));
  CHECK(has(text, "MEM: about."));
  CHECK(has(text, "any key: back"));
}

TEST_CASE("a domain of any name leaves room for its figures") {
  auto what = census();
  what["domains"][0]["name"] = std::string(250, 'x') + ".example";
  auto model = with_census(what);

  CHECK(has(screen(model, 40, 24), "12/s refused"));
  CHECK_FALSE(has(screen(model, 40, 11), "elsewhere"));
}

TEST_CASE("the heading shows by what the rows are in order") {
  auto model = with_census();
  CHECK(has(screen(model), "MSG/S▼"));

  model.press('w');
  CHECK(has(screen(model), "MAX▼"));
  model.press('r');
  CHECK(has(screen(model), "MAX▲"));
  model.press('n');
  CHECK(has(screen(model), "ACTOR▲"));
}

TEST_CASE("the chosen row is always on the screen") {
  auto model = with_census(crowded());
  screen(model, 80, 24);

  for (int i = 0; i < 150; ++i)
    model.press(key_down);
  const auto lines = top_layout(model, 80, 24);

  const auto chosen
      = std::ranges::find(lines, top_style::chosen, &top_line::style);
  REQUIRE(chosen != lines.end());
  CHECK(has(chosen->text, "    50")); // the 151st: 200 - 150 messages
}

TEST_CASE("a pause, a filter and the end are told") {
  auto model = with_census();
  model.press(' ');
  CHECK(has(screen(model), "PAUSED"));
  model.press('/');
  model.press('z');
  CHECK(has(screen(model), "/z_"));
  model.press(key_enter);
  CHECK(has(screen(model), "No actor with this text in its name."));
  CHECK(has(screen(model), "filter: z (Esc)"));
  model.end("the server has gone");
  CHECK(has(screen(model), "ended: the server has gone"));
}

TEST_CASE("before the first census it says what it waits for") {
  top_model model;

  CHECK(has(screen(model), "Waiting for the server …"));
}

TEST_CASE("one actor is shown when it is known") {
  auto model = with_census();
  model.press(key_enter);
  CHECK(has(screen(model), "Asking …"));

  model.take_details("alice@localhost",
                     {json::array({{{"name", "user"}, {"value", "alice"}}}),
                      json::array(), ""});

  CHECK(has(screen(model), "user: alice"));
  CHECK(has(screen(model), "No message of it is kept."));
}
