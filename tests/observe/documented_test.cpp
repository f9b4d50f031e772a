// SPDX-License-Identifier: Apache-2.0
// The page, the alerts and the dashboard name the metrics that there are.
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "actors/observe/metrics.hpp"

namespace documented_test {

using namespace troupe::observe;
using prometheus::MetricType;

namespace {

using names = std::set<std::string>;

std::string text_of(const std::string& file) {
  std::ifstream in{TROUPE_SOURCE_DIR "/docs/operations/" + file};
  REQUIRE(in);
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// All that `pattern` finds; its first group.
names found_in(const std::string& text, const std::string& pattern) {
  const std::regex all{pattern};
  names found;
  for (std::sregex_iterator at{text.begin(), text.end(), all}, end; at != end;
       ++at)
    found.insert((*at)[1]);
  return found;
}

std::vector<prometheus::MetricFamily> families() {
  metric_sources s;
  s.version = "1";
  s.loops.resize(1);
  s.certificates.emplace_back("example.org",
                              std::chrono::system_clock::time_point{});
  return metric_families(s, totals::now());
}

/// As the page names them.
names exported() {
  names all;
  for (const auto& f : families())
    all.insert(f.name + (f.type == MetricType::Counter ? "_total" : ""));
  return all;
}

/// As queries name them.
names samples() {
  auto all = exported();
  for (const auto& f : families())
    if (f.type == MetricType::Histogram) {
      all.erase(f.name);
      for (auto end : {"_bucket", "_count", "_sum"})
        all.insert(f.name + end);
    }
  return all;
}

/// What is in `some` and not in `others`.
names missing(const names& some, const names& others) {
  names left;
  std::ranges::set_difference(some, others, std::inserter(left, left.end()));
  return left;
}

constexpr auto any_metric = "\\b(troupe_[a-z0-9_]+)";

} // namespace

TEST_CASE("the page of metrics has all that there are, and no other") {
  const auto rows
      = found_in(text_of("metrics.md"), "\\| `(troupe_[a-z_]+)` \\|");
  CHECK(missing(exported(), rows) == names{});
  CHECK(missing(rows, exported()) == names{});
}

TEST_CASE("the page of metrics explains each limit, and no other") {
  const auto page = text_of("metrics.md");
  const auto at = page.find("\n## Limits");
  REQUIRE(at != std::string::npos);
  const names known{limit_names.begin(), limit_names.end()};
  const auto rows = found_in(page.substr(at), "\n\\| `([a-z_]+)` \\|");
  CHECK(missing(known, rows) == names{});
  CHECK(missing(rows, known) == names{});
}

TEST_CASE("the page of metrics explains the ends of streams") {
  const auto page = text_of("metrics.md");
  for (auto reason : stream_end_names)
    CHECK(page.find('`' + std::string{reason} + '`') != std::string::npos);
}

TEST_CASE("alerts ask for metrics that there are") {
  const auto asked = found_in(text_of("alerts.yml"), any_metric);
  CHECK(asked.size() > 10);
  CHECK(missing(asked, samples()) == names{});
}

TEST_CASE(
    "the dashboard asks for metrics that there are, and leaves out none") {
  const auto text = text_of("grafana-dashboard.json");
  const auto asked = found_in(text, any_metric);
  CHECK(missing(asked, samples()) == names{});
  names wanted; // of a histogram one of the three is enough
  for (const auto& f : families())
    wanted.insert(f.type == MetricType::Counter     ? f.name + "_total"
                  : f.type == MetricType::Histogram ? f.name + "_bucket"
                                                    : f.name);
  CHECK(missing(wanted, asked) == names{});
}

TEST_CASE("limits that alerts and the dashboard name are limits") {
  const names known{limit_names.begin(), limit_names.end()};
  for (auto file : {"alerts.yml", "grafana-dashboard.json"})
    for (const auto& list :
         found_in(text_of(file), "limit!?=~?\\\\?\"([a-z_|]+)"))
      CHECK(missing(found_in(list, "([a-z_]+)"), known) == names{});
}

TEST_CASE("the dashboard is one that Grafana can read") {
  const auto board = nlohmann::json::parse(text_of("grafana-dashboard.json"));
  CHECK(board.at("schemaVersion") >= 36);
  std::set<int> ids;
  names rows;
  for (const auto& panel : board.at("panels")) {
    CHECK(ids.insert(panel.at("id").get<int>()).second);
    const auto& place = panel.at("gridPos");
    CHECK(place.at("x").get<int>() + place.at("w").get<int>() <= 24);
    if (panel.at("type") == "row")
      rows.insert(panel.at("title"));
    else
      for (const auto& target : panel.at("targets"))
        CHECK_FALSE(target.at("expr").get<std::string>().empty());
  }
  CHECK(rows
        == names{"Overview", "Stanzas", "Latency", "Storage", "Limits",
                 "TLS and logins", "Memory and process"});
}

} // namespace documented_test
