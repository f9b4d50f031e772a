// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <sstream>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/tools_output/traces.hpp"
#include "tools/trace_text.hpp"
#include "tools/trace_tree.hpp"

using namespace troupe::tools;
using nlohmann::json;
using test::delivered_trace;

namespace {

/// Times of day are the machine's; the tests' are UTC.
const bool in_utc = [] {
  setenv("TZ", "UTC", 1);
  return true;
}();

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a trace is a tree of hops with times and decisions") {
  const auto text = trace_tree(delivered_trace(), {150, false});

  CHECK(text
        == "13:20:34.567  message chat  alice@localhost/phone → bob@localhost"
           "  id m1  ✓ delivered  812 µs  312 B  trace 9f3c000000000401\n"
               + std::string(123, ' ')
               + "       at     wait      ran\n"
                 "session alice@localhost/phone\n"
                 "└─ user alice@localhost  outbound"
               + std::string(90, ' ')
               + "     0 µs  5.10 µs  20.3 µs\n"
                 "   ├ · archived\n"
                 "   ├─ storage shard 0  append"
               + std::string(94, ' ')
               + "  12.0 µs            ✗ lost\n"
                 "   └─ user bob@localhost  inbound"
               + std::string(90, ' ')
               + "  18.0 µs  1.25 ms  30.0 µs\n"
                 "      └ ✓ delivered → bob@localhost/phone: the resource with"
                 " the highest priority\n");
}

TEST_CASE("a wide terminal has room for sizes, where there are any") {
  auto trace = delivered_trace();
  CHECK_FALSE(has(trace_tree(trace, {150, false}), "size"));
  trace["hops"][0]["bytes"] = 312;
  trace["hops"][1]["bytes"] = 20480;

  const auto lines = lines_of(trace_tree(trace, {100, false}));

  REQUIRE(lines.size() > 7);
  CHECK(lines[2].ends_with("     at     wait      ran       size"));
  CHECK(lines[4].ends_with("     0 µs  5.10 µs  20.3 µs      312 B"));
  CHECK(lines[7].ends_with("  18.0 µs  1.25 ms  30.0 µs   20.0 KiB"));
  for (const auto& line : lines)
    CHECK(columns_of(line) <= 100);
  CHECK_FALSE(has(trace_tree(trace, {99, false}), "312 B\n"));
}

TEST_CASE("no line of a tree is wider than the terminal") {
  auto trace = delivered_trace();
  trace["stanza"]["from"] = std::string(300, 'a') + "@localhost/phone";
  trace["actors"][1]["name"] = std::string(300, 'b') + "@localhost";
  trace["decisions"][0]["reason"] = std::string(90, 'c') + " and more words";
  for (const std::size_t width : {40, 80, 120, 200})
    for (const auto& line : lines_of(trace_tree(trace, {width, false}))) {
      CAPTURE(width, line);
      CHECK(columns_of(line) <= width);
    }
}

TEST_CASE("deep trees stay within the terminal") {
  auto trace = delivered_trace();
  trace["hops"] = json::array();
  for (int i = 1; i < 60; ++i)
    trace["hops"].push_back({{"span", i},
                             {"parent", i - 1},
                             {"from", 13},
                             {"to", 14},
                             {"message", "inbound"}});
  for (const std::size_t width : {40, 80})
    for (const auto& line : lines_of(trace_tree(trace, {width, false})))
      CHECK(columns_of(line) <= width);
}

TEST_CASE("a head that does not fit goes on in further lines") {
  CHECK(has(trace_tree(delivered_trace(), {80, false}),
            "13:20:34.567  message chat  alice@localhost/phone → bob@localhost"
            "  id m1\n  ✓ delivered  812 µs  312 B  trace 9f3c000000000401\n"));
}

TEST_CASE("long names keep both ends") {
  auto trace = delivered_trace();
  trace["actors"][1]["name"] = "first" + std::string(100, 'b') + "@last";

  const auto text = trace_tree(trace, {80, false});

  CHECK(has(text, "user first"));
  CHECK(has(text, "…"));
  CHECK(has(text, "@last  outbound"));
}

TEST_CASE("a hop whose cause is missing, or that causes itself, is shown") {
  auto trace = delivered_trace();
  trace["hops"][1]["parent"] = 99;
  trace["hops"][2]["parent"] = 9;

  const auto text = trace_tree(trace, {100, false});

  CHECK(has(text, "user alice@localhost → user bob@localhost  inbound"));
  CHECK(has(text, "user alice@localhost → storage shard 0  append"));
}

TEST_CASE("what is not yet handled is not lost in an unfinished trace") {
  auto trace = delivered_trace();
  trace["state"] = "unfinished";

  const auto text = trace_tree(trace, {100, false});

  CHECK(has(text, "… waits"));
  CHECK_FALSE(has(text, "lost"));
  CHECK(has(text, "(unfinished)"));
}

TEST_CASE("a decision tells of which stanza and actor it is if not the same") {
  auto trace = delivered_trace();
  trace["decisions"][0]["kind"] = "iq";
  trace["decisions"][0]["id"] = "push1";
  trace["decisions"][0]["actor"] = 77;
  trace["decisions"][0]["outcome"] = "failed";

  CHECK(has(trace_tree(trace, {200, false}),
            "✗ delivered → bob@localhost/phone: the resource with the highest "
            "priority (iq push1) [bob@localhost]"));
}

TEST_CASE("each outcome has its sign") {
  CHECK(mark_of("delivered") == "✓");
  CHECK(mark_of("copied") == "⇉");
  CHECK(mark_of("stored") == "▤");
  CHECK(mark_of("held") == "⏸");
  CHECK(mark_of("filtered") == "⊘");
  CHECK(mark_of("dropped") == "✗");
  CHECK(mark_of("refused") == "✗");
  CHECK(mark_of("failed") == "✗");
  CHECK(mark_of("noted") == "·");
}

TEST_CASE("colours are there if they are wanted and change no text") {
  const auto plain = trace_tree(delivered_trace(), {100, false});
  auto coloured = trace_tree(delivered_trace(), {100, true});

  CHECK(has(coloured, "\033[32m✓ delivered"));
  CHECK(has(coloured, "\033[31m"));
  for (std::size_t at = 0; (at = coloured.find('\033')) != std::string::npos;)
    coloured.erase(at, coloured.find('m', at) - at + 1);
  CHECK(coloured == plain);
}

TEST_CASE("nothing of a stranger reaches the terminal as a control") {
  auto trace = delivered_trace();
  trace["stanza"]["id"] = "\033[2J\u202Ex\u0007";
  trace["stanza"]["xml"] = "<message>\n\033]0;owned\007</message>";

  const auto text = trace_tree(trace, {100, false});

  CHECK(has(text, "id ?[2J?x?"));
  CHECK(has(text, "  <message> ?]0;owned?</message>\n"));
  CHECK_FALSE(has(text, "\033"));
}

TEST_CASE("what found no room in a trace is told") {
  auto trace = delivered_trace();
  trace["dropped"] = 3;

  CHECK(has(trace_tree(trace, {100, false}),
            "✗ 3 more hops or decisions found no room in the trace\n"));
}

TEST_CASE("JSON of another shape is shown as far as it goes") {
  for (const auto& each :
       {json{}, json::array({1}), json{{"hops", 7}, {"stanza", "x"}},
        json{{"hops", {{{"span", "x"}, {"wait", nullptr}}, 5}}},
        json{{"decisions", {{{"at", -1}}}}, {"took", -5}}}) {
    CAPTURE(each.dump());
    CHECK(has(trace_tree(each, {80, false}), "no decision"));
  }
}

TEST_CASE("an explanation says that nothing was sent") {
  CHECK(explained_tree(delivered_trace(), {100, false})
        == "A dry run: nothing was sent or stored.\n"
               + trace_tree(delivered_trace(), {100, false}));
}

TEST_CASE("a list has a line for each trace") {
  auto slow = delivered_trace();
  slow["why"] = "slow";
  slow["id"] = "1";

  const auto lines = lines_of(
      trace_list(json::array({delivered_trace(), slow}), {120, false}));

  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("13:20:34.567  message   alice@localhost/phone"));
  CHECK(lines[0].ends_with("✓ delivered   812 µs  followed  9f3c000000000401"));
  CHECK(lines[1].ends_with("slow      1"));
  CHECK(columns_of(lines[0]) <= 120);
  CHECK(has(trace_line(delivered_trace(), 40), "13:20:34  message"));
  CHECK(has(trace_line(delivered_trace(), 40), "✓ 9f3c000000000401"));
  CHECK(columns_of(trace_line(delivered_trace(), 40)) <= 40);
  CHECK(trace_line(delivered_trace(), 80)
        == "13:20:34  message   alice@l…/phone → bob@localhost   "
           "✓  812 µs  9f3c000000000401");
}

TEST_CASE("what is no terminal gets no colours and 80 columns or COLUMNS") {
  unsetenv("COLUMNS");
  CHECK(appearance_of(-1).width == 80);
  CHECK_FALSE(appearance_of(-1).colours);
  setenv("COLUMNS", "132", 1);
  CHECK(appearance_of(-1).width == 132);
  setenv("COLUMNS", "3", 1);
  CHECK(appearance_of(-1).width == 40);
  unsetenv("COLUMNS");
}
