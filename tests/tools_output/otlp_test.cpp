// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/tools_output/traces.hpp"
#include "tools/otlp.hpp"

using namespace troupe::tools;
using nlohmann::json;
using test::delivered_trace;

namespace {

json spans_of(const json& request) {
  return request["resourceSpans"][0]["scopeSpans"][0]["spans"];
}

/// The value of an attribute, as {"stringValue": …} or the like; null if it is
/// not there.
json attribute(const json& of, const std::string& key) {
  for (const auto& each : of["attributes"])
    if (each["key"] == key)
      return each["value"];
  return {};
}

} // namespace

TEST_CASE("a trace is a span for the stanza with one for each hop below it") {
  const auto request = otlp_request({delivered_trace()});
  const auto spans = spans_of(request);

  REQUIRE(spans.size() == 4);
  CHECK(attribute(request["resourceSpans"][0]["resource"], "service.name")
        == json{{"stringValue", "troupe"}});
  for (const auto& span : spans)
    CHECK(span["traceId"] == "00000000000000009f3c000000000401");
  const auto& root = spans[0];
  CHECK(root["spanId"] == "9f3c000000000401");
  CHECK_FALSE(root.contains("parentSpanId"));
  CHECK_FALSE(root.contains("status"));
  CHECK(root["name"] == "process message chat");
  CHECK(root["kind"] == 5);
  CHECK(root["startTimeUnixNano"] == "1763731234567890000");
  CHECK(root["endTimeUnixNano"] == "1763731234568702400");
  CHECK(spans[1]["parentSpanId"] == "9f3c000000000401");
  CHECK(spans[1]["spanId"] == "0000000000000007");
  CHECK(spans[2]["parentSpanId"] == "0000000000000007");
  CHECK(spans[2]["name"] == "inbound user");
  CHECK(spans[2]["startTimeUnixNano"] == "1763731234567908000");
  CHECK(spans[2]["endTimeUnixNano"] == "1763731234569188000");
}

TEST_CASE("attributes have the names of the conventions where there are any") {
  const auto root = spans_of(otlp_request({delivered_trace()}))[0];

  CHECK(attribute(root, "messaging.system") == json{{"stringValue", "xmpp"}});
  CHECK(attribute(root, "messaging.operation.type")
        == json{{"stringValue", "process"}});
  CHECK(attribute(root, "messaging.destination.name")
        == json{{"stringValue", "bob@localhost"}});
  CHECK(attribute(root, "messaging.message.id") == json{{"stringValue", "m1"}});
  CHECK(attribute(root, "messaging.message.envelope.size")
        == json{{"intValue", "312"}}); // 64 bits are a text
  CHECK(attribute(root, "troupe.outcome")
        == json{{"stringValue", "delivered"}});
  CHECK(attribute(root, "troupe.stanza.xml").is_null());
}

TEST_CASE("a hop has the size of what it carries, where that is known") {
  auto trace = delivered_trace();
  trace["hops"][0]["bytes"] = 312;
  const auto spans = spans_of(otlp_request({trace}));

  CHECK(attribute(spans[1], "troupe.message.bytes")
        == json{{"intValue", "312"}});
  CHECK(attribute(spans[2], "troupe.message.bytes").is_null());
}

TEST_CASE("decisions are events of the span in which they fell") {
  const auto inbound = spans_of(otlp_request({delivered_trace()}))[2];

  REQUIRE(inbound["events"].size() == 2);
  CHECK(inbound["events"][0]["name"] == "handling");
  CHECK(inbound["events"][0]["timeUnixNano"] == "1763731234569158000");
  const auto& event = inbound["events"][1];
  CHECK(event["name"] == "delivered");
  CHECK(event["timeUnixNano"] == "1763731234569170000");
  CHECK(attribute(event, "troupe.reason")
        == json{{"stringValue", "the resource with the highest priority"}});
  CHECK(attribute(event, "troupe.resource")
        == json{{"stringValue", "bob@localhost/phone"}});
}

TEST_CASE("what failed or was refused is an error, of its hop and in all") {
  auto trace = delivered_trace();
  trace["outcome"] = "refused";
  trace["decisions"][0]["outcome"] = "refused";
  trace["decisions"][0]["reason"] = "no such user";
  const json error{{"code", 2}, {"message", "no such user"}};

  const auto spans = spans_of(otlp_request({trace}));

  CHECK(spans[0]["status"] == error);
  CHECK(attribute(spans[0], "error.type") == json{{"stringValue", "refused"}});
  CHECK(spans[2]["status"] == error);
  CHECK_FALSE(spans[1].contains("status"));
}

TEST_CASE("a hop that nobody handled is an error in a complete trace only") {
  auto trace = delivered_trace();
  CHECK(spans_of(otlp_request({trace}))[3]["status"]["code"] == 2);
  trace["state"] = "unfinished";
  CHECK_FALSE(spans_of(otlp_request({trace}))[3].contains("status"));
}

TEST_CASE("identifiers are always hex and never all zeros") {
  CHECK(otlp_trace_id("9F3C") == "00000000000000000000000000009f3c");
  CHECK(otlp_trace_id("").back() == '1');
  CHECK(otlp_trace_id("not hex; at all, and too long").size() == 32);
  CHECK(otlp_trace_id("zz").find_first_not_of("0123456789abcdef")
        == std::string::npos);
}

TEST_CASE("traces of any shape can be sent together") {
  CHECK(
      spans_of(otlp_request({delivered_trace(), json{}, json::array()})).size()
      == 6);
  CHECK(spans_of(otlp_request({})).empty());
}
