// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <prometheus/check_names.h>

#include <catch2/catch.hpp>

#include "actors/observe/metrics.hpp"

namespace metrics_test {

using namespace troupe;
using namespace troupe::observe;
using namespace std::chrono_literals;
using prometheus::MetricType;

namespace {

metric_sources example() {
  metric_sources s;
  s.version = "1.2.3";
  s.started = std::chrono::system_clock::time_point{1'000s};
  s.resident = 4'096;
  s.loops = {{2s, 10, 4}, {500ms, 20, 5}};
  s.certificates
      = {{"example.org", std::chrono::system_clock::time_point{86'400s}}};
  s.loops_silent = 1'500ms;
  return s;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

/// The value of a sample as it is written; NaN where there is none.
double value_of(const std::string& text, const std::string& sample) {
  for (const auto& line : lines_of(text))
    if (line.starts_with(sample + " "))
      return std::stod(line.substr(sample.size() + 1));
  return std::nan("");
}

} // namespace

TEST_CASE("the text follows the rules of OpenMetrics") {
  const std::regex meta{"# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)"};
  const std::regex sample{
      R"(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_]\w*="(?:[^"\\]|\\.)*")"
      R"((?:,[a-zA-Z_]\w*="(?:[^"\\]|\\.)*")*\})? ([-+0-9.eINan]+))"};
  const std::map<std::string, std::set<std::string>> suffixes{
      {"counter", {"_total"}},
      {"gauge", {""}},
      {"histogram", {"_bucket", "_count", "_sum"}}};
  const auto text = metrics_text(example());
  auto lines = lines_of(text);

  REQUIRE(text.ends_with("\n"));
  REQUIRE(lines.back() == "# EOF");
  lines.pop_back();
  std::set<std::string> families, samples;
  std::string family, type;
  for (const auto& line : lines) {
    CAPTURE(line);
    std::smatch found;
    if (std::regex_match(line, found, meta)) {
      if (found[1] == "TYPE") { // the first line of a family that is new
        family = found[2];
        type = found[3];
        REQUIRE(families.insert(family).second);
        REQUIRE(suffixes.contains(type));
      }
      REQUIRE(found[2] == family);
      if (found[1] == "UNIT")
        REQUIRE(family.ends_with("_" + found[3].str()));
      continue;
    }
    REQUIRE(std::regex_match(line, found, sample));
    const auto name = found[1].str();
    REQUIRE(name.starts_with(family));
    REQUIRE(suffixes.at(type).contains(name.substr(family.size())));
    REQUIRE(samples.insert(name + found[2].str()).second);
    if (type != "gauge")
      REQUIRE(std::stod(found[3]) >= 0);
  }
  CHECK(families.size() > 30);
}

TEST_CASE("names are the server's own, valid, and have base units") {
  for (const auto& family : metric_families(example(), totals::now())) {
    CAPTURE(family.name);
    CHECK(family.name.starts_with("troupe_"));
    CHECK(prometheus::CheckMetricName(family.name));
    CHECK_FALSE(family.help.empty());
    CHECK_FALSE(family.metric.empty());
    for (auto wrong : {"_total", "_ms", "_milliseconds", "_kib", "_count"})
      CHECK_FALSE(family.name.ends_with(wrong));
    for (const auto& metric : family.metric)
      for (const auto& label : metric.label)
        CHECK(prometheus::CheckLabelName(label.name));
  }
}

TEST_CASE("histograms never fall, and end with their count") {
  observe::observe(histogram::commit, 3'000'000);
  for (const auto& family : metric_families(example(), totals::now())) {
    if (family.type != MetricType::Histogram)
      continue;
    for (const auto& metric : family.metric) {
      const auto& h = metric.histogram;
      for (std::size_t i = 1; i < h.bucket.size(); ++i) {
        CHECK(h.bucket[i - 1].upper_bound < h.bucket[i].upper_bound);
        CHECK(h.bucket[i - 1].cumulative_count <= h.bucket[i].cumulative_count);
      }
      CHECK(h.bucket.back().cumulative_count <= h.sample_count);
    }
  }
}

TEST_CASE("how many series there are does not depend on who is there") {
  auto count = [] { return lines_of(metrics_text(example())).size(); };
  const auto before = count();

  for (int i = 0; i < 1'000; ++i) {
    count_stanza(direction::in, xml::stanza_kind::iq);
    observe_hop(actor_kind::user, i * 1'000'000, i, std::uint32_t(i));
    observe::count(limit::stanza);
  }

  CHECK(count() == before);
  CHECK(before < 1'000);
}

TEST_CASE("what is counted is exported") {
  const std::string stanzas
      = R"(troupe_stanzas_total{direction="out",kind="presence"})";
  const std::string decisions
      = R"(troupe_decisions_total{outcome="held",kind="message"})";
  const std::string sasl = "troupe_sasl_exchanges_total{mechanism=\"PLAIN\","
                           "result=\"not-authorized\"}";
  const std::string hit = R"(troupe_limits_hit_total{limit="lockout"})";
  const auto commits = "troupe_storage_commit_seconds_count";
  const auto before = metrics_text(example());

  count_stanza(direction::out, xml::stanza_kind::presence);
  count_decision(part::outcome{4}, xml::stanza_kind::message);
  count_sasl(mechanism::plain, 10);
  observe::count(limit::lockout);
  observe::observe(histogram::commit, 1'000);

  const auto after = metrics_text(example());
  for (const auto& each : {stanzas, decisions, sasl, hit, std::string{commits}})
    CHECK(value_of(after, each) == value_of(before, each) + 1);
}

TEST_CASE("how deep mailboxes are is exported, by the kind of actor") {
  const auto bucket = [](const char* most) {
    return std::string{R"(troupe_mailbox_depth_bucket{kind="rooms",le=")"}
           + most + "\"}";
  };
  const auto before = metrics_text(example());

  observe_hop(actor_kind::rooms, 1'000, 1'000, 3);
  observe_hop(actor_kind::rooms, 1'000, 1'000, 5'000);

  const auto after = metrics_text(example());
  const auto grown = [&](const std::string& sample) {
    return value_of(after, sample) - value_of(before, sample);
  };
  CHECK(grown(bucket("0.0")) == 0);
  CHECK(grown(bucket("1.0")) == 0);
  CHECK(grown(bucket("4.0")) == 1);
  CHECK(grown(bucket("4096.0")) == 1);
  CHECK(grown(bucket("+Inf")) == 2);
  CHECK(grown(R"(troupe_mailbox_depth_sum{kind="rooms"})") == 5'003);
}

TEST_CASE("sessions are those that came and have not left") {
  const auto before = value_of(metrics_text({}), "troupe_sessions");

  observe::count(counter::sessions_bound, 2);
  observe::count(counter::sessions_resumed);
  observe::count(counter::sessions_left);

  CHECK(value_of(metrics_text({}), "troupe_sessions") == before + 2);
}

TEST_CASE("what the process and its loops say is exported") {
  const auto text = metrics_text(example());

  CHECK(has_line(text, R"(troupe_build_info{version="1.2.3"} 1.0)"));
  CHECK(has_line(text, "troupe_process_start_time_seconds 1000.0"));
  CHECK(has_line(text, "troupe_process_resident_memory_bytes 4096.0"));
  CHECK(has_line(text, R"(troupe_worker_busy_seconds_total{worker="1"} 0.5)"));
  CHECK(has_line(text, R"(troupe_worker_turns_total{worker="0"} 10.0)"));
  CHECK(has_line(text, R"(troupe_silent_seconds{part="loops"} 1.5)"));
  CHECK(has_line(text, "troupe_certificate_expiry_timestamp_seconds"
                       "{host=\"example.org\"} 86400.0"));
}

} // namespace metrics_test
