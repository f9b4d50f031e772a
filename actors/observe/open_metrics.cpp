// SPDX-License-Identifier: Apache-2.0
#include "actors/observe/open_metrics.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace troupe::observe {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr auto units
    = std::to_array<std::string_view>({"seconds", "bytes", "ratio"});

std::string_view type_name(MetricType type) {
  switch (type) {
  case MetricType::Counter:
    return "counter";
  case MetricType::Gauge:
    return "gauge";
  case MetricType::Histogram:
    return "histogram";
  case MetricType::Summary:
    return "summary";
  case MetricType::Untyped:
    break;
  }
  return "unknown";
}

/// Within a help text or between the quotes of a label's value.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n')
      result += "\\n";
    else if (c == '\\' || c == '"')
      (result += '\\') += c;
    else
      result += c;
  }
  return result;
}

void write_meta(std::string& to, std::string_view what, std::string_view name,
                std::string_view text) {
  if (!text.empty())
    ((((to += "# ") += what) += ' ') += name) += ' ', (to += text) += '\n';
}

/// `more`: a label besides the metric's own, as it is written; or none.
void write_sample(std::string& to, const std::string& name,
                  const ClientMetric& metric, std::string_view more,
                  std::string_view value) {
  to += name;
  char next = '{';
  for (const auto& [key, text] : metric.label) {
    ((((to += next) += key) += "=\"") += escaped(text)) += '"';
    next = ',';
  }
  if (!more.empty()) {
    (to += next) += more;
    next = ',';
  }
  if (next == ',')
    to += '}';
  ((to += ' ') += value) += '\n';
}

std::string label(std::string_view key, double value) {
  return std::string{key} + "=\"" + number_text(value) + '"';
}

void write_histogram(std::string& to, const std::string& name,
                     const ClientMetric& metric) {
  const auto& h = metric.histogram;
  for (const auto& b : h.bucket)
    write_sample(to, name + "_bucket", metric, label("le", b.upper_bound),
                 std::to_string(b.cumulative_count));
  if (h.bucket.empty() || !std::isinf(h.bucket.back().upper_bound))
    write_sample(to, name + "_bucket", metric, "le=\"+Inf\"",
                 std::to_string(h.sample_count));
  write_sample(to, name + "_count", metric, {}, std::to_string(h.sample_count));
  write_sample(to, name + "_sum", metric, {}, number_text(h.sample_sum));
}

void write_summary(std::string& to, const std::string& name,
                   const ClientMetric& metric) {
  for (const auto& q : metric.summary.quantile)
    write_sample(to, name, metric, label("quantile", q.quantile),
                 number_text(q.value));
  write_sample(to, name + "_count", metric, {},
               std::to_string(metric.summary.sample_count));
  write_sample(to, name + "_sum", metric, {},
               number_text(metric.summary.sample_sum));
}

void write_metric(std::string& to, const MetricFamily& family,
                  const ClientMetric& metric) {
  switch (family.type) {
  case MetricType::Counter:
    return write_sample(to, family.name + "_total", metric, {},
                        number_text(metric.counter.value));
  case MetricType::Gauge:
    return write_sample(to, family.name, metric, {},
                        number_text(metric.gauge.value));
  case MetricType::Histogram:
    return write_histogram(to, family.name, metric);
  case MetricType::Summary:
    return write_summary(to, family.name, metric);
  case MetricType::Untyped:
    return write_sample(to, family.name, metric, {},
                        number_text(metric.untyped.value));
  }
}

std::string_view unit_of(std::string_view name) {
  for (auto unit : units)
    if (name.size() > unit.size() && name.ends_with(unit)
        && name[name.size() - unit.size() - 1] == '_')
      return unit;
  return {};
}

} // namespace

std::string number_text(double value) {
  if (std::isnan(value))
    return "NaN";
  if (std::isinf(value))
    return value > 0 ? "+Inf" : "-Inf";
  std::array<char, 32> digits;
  const auto end
      = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  std::string text{digits.data(), end};
  if (text.find_first_of(".e") == std::string::npos)
    text += ".0";
  return text;
}

std::string to_open_metrics(const std::vector<MetricFamily>& families) {
  std::string text;
  for (const auto& family : families) {
    write_meta(text, "TYPE", family.name, type_name(family.type));
    write_meta(text, "UNIT", family.name, unit_of(family.name));
    write_meta(text, "HELP", family.name, escaped(family.help));
    for (const auto& metric : family.metric)
      write_metric(text, family, metric);
  }
  return text += "# EOF\n";
}

} // namespace troupe::observe
