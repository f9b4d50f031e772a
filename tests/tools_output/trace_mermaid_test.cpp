// SPDX-License-Identifier: Apache-2.0
#include <regex>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/tools_output/traces.hpp"
#include "tools/trace_mermaid.hpp"

using namespace troupe::tools;
using test::delivered_trace;

TEST_CASE("a trace is a sequence diagram, in the order of time") {
  CHECK(trace_mermaid(delivered_trace())
        == "sequenceDiagram\n"
           "  %% trace 9f3c000000000401\n"
           "  participant a12 as session alice@localhost/phone\n"
           "  participant a13 as user alice@localhost\n"
           "  participant a15 as storage shard 0\n"
           "  participant a14 as user bob@localhost\n"
           "  a12->>a13: outbound (waited 5.10 µs, ran 20.3 µs)\n"
           "  Note over a13: · archived\n"
           "  a13-xa15: append (lost)\n"
           "  a13->>a14: inbound (waited 1.25 ms, ran 30.0 µs)\n"
           "  Note over a14: ✓ delivered → bob@localhost/phone#58; the resource"
           "<br/>with the highest priority\n");
}

TEST_CASE("an arrow has the size of what it carries, where that is known") {
  auto trace = delivered_trace();
  trace["hops"][0]["bytes"] = 312;

  CHECK(trace_mermaid(trace).find(
            "outbound (waited 5.10 µs, ran 20.3 µs, 312 B)\n")
        != std::string::npos);
}

TEST_CASE("no name breaks the syntax of a diagram") {
  const std::string evil = "x;\nend\nNote over a1: %%{init: {}}%% <b>#35; "
                           "a-->>b participant \"q\" style:c#d; END\\n";
  auto trace = delivered_trace();
  trace["id"] = evil;
  for (auto& each : trace["actors"]) {
    each["name"] = evil;
    each["kind"] = evil;
  }
  for (auto& each : trace["hops"])
    each["message"] = evil;
  for (auto& each : trace["decisions"])
    each["reason"] = each["what"] = each["resource"] = evil;

  std::istringstream lines{trace_mermaid(trace)};

  // Every line is one of these, and its text has none of Mermaid's signs but
  // in entity codes.
  const std::string text = R"(((#[0-9]+;)|[^#;:%<>{}"\\\-])*)";
  const std::regex known{"sequenceDiagram|  %% trace [0-9A-Za-z]*"
                         "|  participant a[0-9]+ as "
                         + text + "|  a[0-9]+(->>|-x)a[0-9]+: " + text
                         + "|  Note over a[0-9]+: " + text + "(<br/>" + text
                         + ")*"};
  const std::regex end{R"((^|[^0-9A-Za-z])[eE][nN][dD]([^0-9A-Za-z]|$))"};
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CAPTURE(line);
    CHECK(std::regex_match(line, known));
    CHECK_FALSE(std::regex_search(line, end));
  }
  CHECK(count == 11);
}

TEST_CASE("signs of the syntax are entity codes, words with end are not") {
  CHECK(mermaid_text("a;b") == "a#59;b");
  CHECK(mermaid_text("#x") == "#35;x");
  CHECK(mermaid_text("the end") == "the #101;nd");
  CHECK(mermaid_text("End/x") == "#69;nd/x");
  CHECK(mermaid_text("sender ending") == "sender ending");
  CHECK(mermaid_text("Zoë") == "Zoë");
}

TEST_CASE("actors that a trace does not list have a name all the same") {
  auto trace = delivered_trace();
  trace["actors"] = nlohmann::json::array();
  trace["hops"][0]["from"] = 0;

  const auto text = trace_mermaid(trace);

  CHECK(text.find("participant a0 as outside\n") != std::string::npos);
  CHECK(text.find("participant a13 as actor 13\n") != std::string::npos);
}
