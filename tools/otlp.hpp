// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace troupe::tools {

/// Traces as the body of one OTLP/HTTP export request in JSON (OpenTelemetry
/// protocol 1.x: identifiers in hex, 64-bit numbers as texts, enumerations as
/// numbers). A trace is a span of its own with its hops below it; decisions
/// are events of the span in which they fell.
nlohmann::json otlp_request(const std::vector<nlohmann::json>& traces);

/// The 32 digits of a trace: the 16 that Troupe shows, after 16 zeros, so that
/// the id that one knows is found by its end.
std::string otlp_trace_id(std::string_view id);

} // namespace troupe::tools
