// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <catch2/catch.hpp>

#include "actors/observe/open_metrics.hpp"

namespace open_metrics_test {

using namespace troupe::observe;
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {

ClientMetric with_value(double value,
                        std::vector<ClientMetric::Label> labels = {}) {
  ClientMetric m;
  m.label = std::move(labels);
  m.counter.value = m.gauge.value = m.untyped.value = value;
  return m;
}

} // namespace

TEST_CASE("nothing is an end") {
  CHECK(to_open_metrics({}) == "# EOF\n");
}

TEST_CASE("a counter's samples have the suffix, its family has not") {
  MetricFamily f{"stanzas",
                 "Stanzas",
                 MetricType::Counter,
                 {with_value(3, {{"kind", "iq"}, {"way", "in"}})}};

  CHECK(to_open_metrics({f})
        == "# TYPE stanzas counter\n"
           "# HELP stanzas Stanzas\n"
           "stanzas_total{kind=\"iq\",way=\"in\"} 3.0\n"
           "# EOF\n");
}

TEST_CASE("a gauge is written as it is, with the unit that its name has") {
  MetricFamily f{"heap_bytes", {}, MetricType::Gauge, {with_value(2.5)}};

  CHECK(to_open_metrics({f})
        == "# TYPE heap_bytes gauge\n"
           "# UNIT heap_bytes bytes\n"
           "heap_bytes 2.5\n"
           "# EOF\n");
}

TEST_CASE("an untyped family is of unknown type") {
  MetricFamily f{"x", {}, MetricType::Untyped, {with_value(1)}};
  CHECK(to_open_metrics({f}) == "# TYPE x unknown\nx 1.0\n# EOF\n");
}

TEST_CASE("a histogram ends with all, its count and its sum") {
  MetricFamily f{"wait_seconds", {}, MetricType::Histogram, {}};
  auto& h = f.metric.emplace_back(with_value(0, {{"kind", "user"}})).histogram;
  h.bucket = {{1, 0.5}, {3, 1}};
  h.sample_count = 4;
  h.sample_sum = 7.25;

  CHECK(to_open_metrics({f})
        == "# TYPE wait_seconds histogram\n"
           "# UNIT wait_seconds seconds\n"
           "wait_seconds_bucket{kind=\"user\",le=\"0.5\"} 1\n"
           "wait_seconds_bucket{kind=\"user\",le=\"1.0\"} 3\n"
           "wait_seconds_bucket{kind=\"user\",le=\"+Inf\"} 4\n"
           "wait_seconds_count{kind=\"user\"} 4\n"
           "wait_seconds_sum{kind=\"user\"} 7.25\n"
           "# EOF\n");
}

TEST_CASE("a summary has quantiles, its count and its sum") {
  MetricFamily f{"s", {}, MetricType::Summary, {}};
  auto& s = f.metric.emplace_back().summary;
  s.quantile = {{0.99, 2}};
  s.sample_count = 5;
  s.sample_sum = 6;

  CHECK(to_open_metrics({f})
        == "# TYPE s summary\n"
           "s{quantile=\"0.99\"} 2.0\n"
           "s_count 5\n"
           "s_sum 6.0\n"
           "# EOF\n");
}

TEST_CASE("quotes, backslashes and line breaks are escaped") {
  MetricFamily f{"x",
                 "one \"two\"\nC:\\",
                 MetricType::Gauge,
                 {with_value(1, {{"host", "a\"b\\c\nd"}})}};

  CHECK(to_open_metrics({f})
        == "# TYPE x gauge\n"
           "# HELP x one \\\"two\\\"\\nC:\\\\\n"
           "x{host=\"a\\\"b\\\\c\\nd\"} 1.0\n"
           "# EOF\n");
}

TEST_CASE("numbers are exact and have a point or an exponent") {
  CHECK(number_text(0) == "0.0");
  CHECK(number_text(123'456) == "123456.0");
  CHECK(number_text(1'000'000) == "1e+06");
  CHECK(number_text(-2) == "-2.0");
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(1.024e-06) == "1.024e-06");
  CHECK(number_text(1e22) == "1e+22");
  CHECK(number_text(std::numeric_limits<double>::infinity()) == "+Inf");
  CHECK(number_text(-std::numeric_limits<double>::infinity()) == "-Inf");
  CHECK(number_text(std::numeric_limits<double>::quiet_NaN()) == "NaN");
}

} // namespace open_metrics_test
