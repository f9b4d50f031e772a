// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <prometheus/metric_family.h>

namespace troupe::observe {

/// The `Content-Type` of what `to_open_metrics` writes.
inline constexpr std::string_view open_metrics_type
    = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Writes families as OpenMetrics 1.0 text. (The serializer of prometheus-cpp
/// writes the older format of Prometheus.) A counter's family is named without
/// `_total`; the unit of a family is the end of its name.
std::string
to_open_metrics(const std::vector<prometheus::MetricFamily>& families);

/// As OpenMetrics writes numbers: "1.0", "0.25", "1.024e-06", "+Inf", "NaN".
std::string number_text(double value);

} // namespace troupe::observe
