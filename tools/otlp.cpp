// SPDX-License-Identifier: Apache-2.0
#include "tools/otlp.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "tools/trace_shape.hpp"

namespace troupe::tools {

using nlohmann::json;

namespace {

enum span_kind { kind_internal = 1, kind_consumer = 5 };
constexpr int status_error = 2;

/// A list of attributes; those without a value are left out.
class attributes {
public:
  attributes& text(std::string_view key, const std::string& value) {
    return value.empty() ? *this : add(key, {{"stringValue", value}});
  }
  attributes& number(std::string_view key, std::uint64_t value) {
    return add(key, {{"intValue", std::to_string(value)}});
  }
  attributes& real(std::string_view key, double value) {
    return add(key, {{"doubleValue", value}});
  }
  attributes& texts(std::string_view key,
                    const std::vector<std::string>& values) {
    auto list = json::array();
    for (const auto& each : values)
      list.push_back({{"stringValue", each}});
    return values.empty()
               ? *this
               : add(key, {{"arrayValue", {{"values", std::move(list)}}}});
  }
  json taken() { return std::move(list_); }

private:
  attributes& add(std::string_view key, json value) {
    list_.push_back({{"key", key}, {"value", std::move(value)}});
    return *this;
  }

  json list_ = json::array();
};

/// 16 hex digits of a trace; any that is not hex is as good as 0.
std::string hex_of(std::string_view id) {
  std::string digits{id.substr(id.size() > 16 ? id.size() - 16 : 0)};
  for (auto& each : digits) {
    const auto byte = static_cast<unsigned char>(each);
    each = std::isxdigit(byte) != 0 ? static_cast<char>(std::tolower(byte))
                                    : '0';
  }
  digits.insert(0, 16 - digits.size(), '0');
  // All zeros is "no trace" (W3C trace context §3.2.2.3).
  return digits == std::string(16, '0') ? std::string(15, '0') + '1' : digits;
}

std::string span_id(std::uint64_t span) {
  return fmt::format("{:016x}", span);
}

/// Nanoseconds since the epoch: the microseconds of the beginning are whole.
std::string moment(const traced_stanza& trace, double at) {
  const auto begun = static_cast<std::int64_t>(trace.begun);
  return std::to_string(begun * 1000 + std::llround(at * 1000));
}

bool is_error(std::string_view outcome) {
  return outcome == "failed" || outcome == "refused";
}

json event_of(const traced_stanza& trace, const traced_decision& decision) {
  attributes list;
  list.text("troupe.outcome", decision.outcome)
      .text("troupe.reason", decision.reason)
      .text("troupe.actor.name", decision.name)
      .text("troupe.resource", decision.resource)
      .text("troupe.stanza.kind", decision.kind)
      .text("messaging.message.id", decision.id);
  return {{"timeUnixNano", moment(trace, decision.at)},
          {"name", decision.what.empty() ? decision.outcome : decision.what},
          {"attributes", list.taken()}};
}

/// Puts the decisions of a hop, or those of none, into its span.
void add_decisions(const traced_stanza& trace, std::uint64_t span, json& to) {
  for (const auto& each : trace.decisions) {
    const auto in = trace.hop(each.span) == nullptr ? 0 : each.span;
    if (in != span)
      continue;
    to["events"].push_back(event_of(trace, each));
    if (is_error(each.outcome))
      to["status"] = {{"code", status_error}, {"message", each.reason}};
  }
}

std::string stanza_name(const traced_stanza& trace) {
  return trace.kind + (trace.type.empty() ? "" : " " + trace.type);
}

json root_of(const traced_stanza& trace, const std::string& id) {
  attributes list;
  list.text("messaging.system", "xmpp")
      .text("messaging.operation.type", "process")
      .text("messaging.operation.name", trace.kind)
      .text("messaging.destination.name", trace.to)
      .text("messaging.client.id", trace.from)
      .text("messaging.message.id", trace.stanza_id)
      .number("messaging.message.envelope.size", trace.bytes)
      .text("troupe.stanza.kind", trace.kind)
      .text("troupe.stanza.type", trace.type)
      .texts("troupe.stanza.children", trace.children)
      .text("troupe.stanza.xml", trace.xml)
      .text("troupe.outcome", trace.outcome)
      .text("troupe.trace.why", trace.why)
      .text("troupe.trace.state", trace.state)
      .number("troupe.trace.dropped", trace.dropped);
  if (is_error(trace.outcome))
    list.text("error.type", trace.outcome);
  json span{{"traceId", otlp_trace_id(id)},
            {"spanId", id},
            {"name", "process " + stanza_name(trace)},
            {"kind", kind_consumer},
            {"startTimeUnixNano", moment(trace, 0)},
            {"endTimeUnixNano", moment(trace, trace.took)},
            {"attributes", list.taken()},
            {"events", json::array()}};
  add_decisions(trace, 0, span);
  if (is_error(trace.outcome)) {
    const auto cause = std::ranges::find(trace.decisions, trace.outcome,
                                         &traced_decision::outcome);
    const auto found = cause != trace.decisions.end();
    span["status"] = {{"code", status_error},
                      {"message", found ? cause->reason : trace.outcome}};
  }
  return span;
}

void add_actor(attributes& list, const traced_stanza& trace, std::uint64_t id,
               const std::string& prefix) {
  list.number(prefix + ".id", id);
  if (const auto* actor = trace.actor(id))
    list.text(prefix + ".kind", actor->kind)
        .text(prefix + ".name", actor->name);
}

json hop_span(const traced_stanza& trace, const traced_hop& hop,
              const std::string& id) {
  const auto* to = trace.actor(hop.to);
  attributes list;
  list.text("troupe.message", hop.message)
      .real("troupe.wait_us", hop.wait)
      .real("troupe.handling_us", hop.handling);
  if (hop.bytes != 0)
    list.number("troupe.message.bytes", hop.bytes);
  add_actor(list, trace, hop.to, "troupe.actor");
  add_actor(list, trace, hop.from, "troupe.sender");
  const auto parent
      = trace.hop(hop.parent) == nullptr ? id : span_id(hop.parent);
  json span{
      {"traceId", otlp_trace_id(id)},
      {"spanId", span_id(hop.span)},
      {"parentSpanId", parent},
      {"name", hop.message + (to == nullptr ? "" : " " + to->kind)},
      {"kind", kind_internal},
      {"startTimeUnixNano", moment(trace, hop.at)},
      {"endTimeUnixNano", moment(trace, hop.at + hop.wait + hop.handling)},
      {"attributes", list.taken()},
      {"events", json::array()}};
  if (hop.handled)
    span["events"].push_back(
        {{"timeUnixNano", moment(trace, hop.at + hop.wait)},
         {"name", "handling"}});
  else if (trace.is_complete())
    span["status"] = {{"code", status_error}, {"message", "nobody handled it"}};
  add_decisions(trace, hop.span, span);
  return span;
}

} // namespace

std::string otlp_trace_id(std::string_view id) {
  return std::string(16, '0') + hex_of(id);
}

json otlp_request(const std::vector<json>& traces) {
  auto spans = json::array();
  for (const auto& each : traces) {
    const auto trace = read_trace(each);
    const auto id = hex_of(trace.id);
    spans.push_back(root_of(trace, id));
    for (const auto& hop : trace.hops)
      if (hop.span != 0)
        spans.push_back(hop_span(trace, hop, id));
  }
  attributes resource;
  resource.text("service.name", "troupe")
      .text("service.version", TROUPE_VERSION);
  const json scope{{"name", "troupe.trace"}, {"version", TROUPE_VERSION}};
  const json scoped{{"scope", scope}, {"spans", std::move(spans)}};
  return {{"resourceSpans",
           json::array({{{"resource", {{"attributes", resource.taken()}}},
                         {"scopeSpans", json::array({scoped})}}})}};
}

} // namespace troupe::tools
