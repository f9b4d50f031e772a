// SPDX-License-Identifier: Apache-2.0
#include <future>

#include <catch2/catch.hpp>

#include "tests/net/http_stub.hpp"
#include "tests/tools_output/traces.hpp"
#include "tools/otlp_exporter.hpp"

using namespace troupe::tools;
using namespace std::chrono_literals;
using nlohmann::json;
using test::delivered_trace;
using troupe::net::test::http_stub;

namespace {

std::string url_of(const http_stub& server) {
  return "http://127.0.0.1:" + server.port();
}

/// Sends at once and tries again at once.
otlp_options quick() {
  otlp_options options;
  options.linger = 0ms;
  options.first_pause = 1ms;
  return options;
}

std::unique_ptr<otlp_exporter> exporter_to(const std::string& url,
                                           const otlp_options& options) {
  auto made = otlp_exporter::open(url, options);
  REQUIRE(made.has_value());
  return std::move(*made);
}

/// How many traces a request has: those spans that have no parent.
std::size_t traces_in(const http_stub::request& request) {
  const auto body = json::parse(request.body());
  std::size_t count = 0;
  for (const auto& each : body["resourceSpans"][0]["scopeSpans"][0]["spans"])
    count += each.contains("parentSpanId") ? 0U : 1U;
  return count;
}

} // namespace

TEST_CASE("traces are posted to the usual path as JSON") {
  http_stub server{[](std::size_t) { return http_stub::answered(200); }};
  auto exporter = exporter_to(url_of(server), quick());

  exporter->add(delivered_trace());
  const auto seen = server.requests(1);
  const auto summary = exporter->finish(5s);

  REQUIRE(seen.size() == 1);
  CHECK(seen[0].method_string() == "POST");
  CHECK(seen[0].target() == "/v1/traces");
  CHECK(seen[0]["Content-Type"] == "application/json");
  CHECK(traces_in(seen[0]) == 1);
  CHECK(summary.sent == 1);
  CHECK(summary.dropped == 0);
  CHECK(summary.last_error.empty());
}

TEST_CASE("a path of one's own is kept, and no URL is refused") {
  http_stub server{[](std::size_t) { return http_stub::answered(200); }};
  auto exporter = exporter_to(url_of(server) + "/otlp/x", quick());

  exporter->add(delivered_trace());

  CHECK(server.requests(1).at(0).target() == "/otlp/x");
  const auto wrong = otlp_exporter::open("localhost:4318");
  REQUIRE(wrong.has_error());
  CHECK(wrong.error().find("http://") != std::string::npos);
}

TEST_CASE("traces gather until a batch is full or time is up") {
  http_stub server{[](std::size_t) { return http_stub::answered(200); }};
  auto options = quick();
  options.linger = 1h; // only full batches, and what is left at the end
  options.batch = 3;
  auto exporter = exporter_to(url_of(server), options);

  for (int i = 0; i < 7; ++i)
    exporter->add(delivered_trace());
  const auto full = server.requests(2);
  const auto summary = exporter->finish(5s);
  const auto all = server.requests(3);

  REQUIRE(full.size() >= 2);
  CHECK(traces_in(full[0]) == 3);
  CHECK(traces_in(full[1]) == 3);
  REQUIRE(all.size() == 3);
  CHECK(traces_in(all[2]) == 1);
  CHECK(summary.sent == 7);
}

TEST_CASE("what is refused for a while is sent again") {
  http_stub server{[](std::size_t count) {
    auto made = http_stub::answered(count == 0 ? 503 : count == 1 ? 429 : 200);
    if (count == 1)
      made.set("Retry-After", "0");
    return made;
  }};
  auto exporter = exporter_to(url_of(server), quick());

  exporter->add(delivered_trace());
  const auto seen = server.requests(3);
  const auto summary = exporter->finish(5s);

  REQUIRE(seen.size() == 3);
  CHECK(seen[2].body() == seen[0].body());
  CHECK(summary.sent == 1);
  CHECK(summary.failed == 0);
}

TEST_CASE("what is refused for good is not sent again") {
  http_stub server{[](std::size_t) { return http_stub::answered(400); }};
  auto exporter = exporter_to(url_of(server), quick());

  exporter->add(delivered_trace());
  server.requests(1);
  const auto summary = exporter->finish(5s);

  CHECK(server.requests(1).size() == 1);
  CHECK(summary.failed == 1);
  CHECK(summary.last_error == "HTTP status 400");
}

TEST_CASE("a batch is given up after so many attempts") {
  http_stub server{[](std::size_t) { return http_stub::answered(503); }};
  auto options = quick();
  options.attempts = 3;
  auto exporter = exporter_to(url_of(server), options);

  exporter->add(delivered_trace());
  server.requests(3);
  const auto summary = exporter->finish(5s);

  CHECK(server.requests(3).size() == 3);
  CHECK(summary.failed == 1);
}

TEST_CASE("the oldest make room, and the end does not wait for a pause") {
  http_stub server{[](std::size_t) {
    auto made = http_stub::answered(429);
    made.set("Retry-After", "3600");
    return made;
  }};
  auto options = quick();
  options.queue = 5;
  options.batch = 1;
  options.longest_pause = 1h;
  auto exporter = exporter_to(url_of(server), options);

  exporter->add(delivered_trace());
  REQUIRE(server.requests(1).size() == 1); // it pauses for an hour now
  for (int i = 0; i < 8; ++i)
    exporter->add(delivered_trace());
  const auto summary = exporter->finish(1s);

  // Three found no room; the first, and the five that wait, are left.
  CHECK(summary.sent == 0);
  CHECK(summary.dropped == 9);
  CHECK(summary.last_error == "HTTP status 429");
}

TEST_CASE("what a receiver takes in part is told") {
  http_stub server{[](std::size_t) {
    return http_stub::answered(
        200, R"({"partialSuccess":{"rejectedSpans":"2","errorMessage":"no"}})");
  }};
  auto exporter = exporter_to(url_of(server), quick());

  exporter->add(delivered_trace());
  server.requests(1);
  const auto summary = exporter->finish(5s);

  CHECK(summary.sent == 1);
  CHECK(summary.rejected_spans == 2);
  CHECK(to_text(summary, "http://x")
        == "1 traces sent to http://x, 2 spans rejected (last error: no)");
}

TEST_CASE("adding never waits for the receiver") {
  std::promise<void> released;
  auto release = released.get_future().share();
  http_stub server{[release](std::size_t) {
    release.wait();
    return http_stub::answered(200);
  }};
  auto options = quick();
  options.queue = 10;
  options.batch = 1;
  auto exporter = exporter_to(url_of(server), options);

  for (int i = 0; i < 1000; ++i)
    exporter->add({{"id", std::to_string(i)}});
  released.set_value();
  const auto summary = exporter->finish(10s);

  CHECK(summary.sent + summary.dropped == 1000);
  CHECK(summary.sent >= 10);
  CHECK(summary.dropped >= 980);
}

TEST_CASE("a pause is what the server says, else it doubles; both bounded") {
  const otlp_options options;

  CHECK(pause_after(1, std::nullopt, options) == 500ms);
  CHECK(pause_after(2, std::nullopt, options) == 1s);
  CHECK(pause_after(4, std::nullopt, options) == 4s);
  CHECK(pause_after(60, std::nullopt, options) == 30s);
  CHECK(pause_after(1, 7s, options) == 7s);
  CHECK(pause_after(1, 0s, options) == 0s);
  CHECK(pause_after(1, std::chrono::seconds{1L << 60}, options) == 30s);
}
