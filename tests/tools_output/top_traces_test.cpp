// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tools/top_traces.hpp"

using namespace troupe::tools;
using nlohmann::json;

namespace {

json trace_of(const std::string& id, double begun, const char* why) {
  return {{"id", id}, {"begun", begun}, {"why", why}};
}

std::string ids_in(const json& list) {
  std::string all;
  for (const auto& each : list)
    all += each["id"].get<std::string>() + " ";
  return all;
}

} // namespace

TEST_CASE("what came and what is kept are one list, the newest first") {
  top_traces traces;
  traces.look_at("alice@localhost");
  traces.add("alice@localhost", trace_of("b", 20, "followed"));
  traces.add("alice@localhost", trace_of("d", 40, "followed"));

  const auto all = traces.with(
      json::array({trace_of("c", 30, "error"), trace_of("a", 10, "error")}));

  CHECK(ids_in(all) == "d c b a ");
}

TEST_CASE("a trace that came and is kept, too, is there once, as it came") {
  top_traces traces;
  traces.look_at("alice@localhost");
  traces.add("alice@localhost", trace_of("a", 10, "followed"));

  const auto all = traces.with(json::array({trace_of("a", 10, "error")}));

  REQUIRE(all.size() == 1);
  CHECK(all[0]["why"] == "followed");
}

TEST_CASE("who looks at another sees nothing of the one before") {
  top_traces traces;
  traces.look_at("alice@localhost");
  traces.add("alice@localhost", trace_of("a", 10, "followed"));

  traces.look_at("bob@localhost");
  traces.add("alice@localhost", trace_of("b", 20, "followed")); // too late

  CHECK(traces.with(json::array()).empty());
  traces.add("bob@localhost", trace_of("c", 30, "followed"));
  CHECK(ids_in(traces.with(json::array())) == "c ");
}

TEST_CASE("only the last traces are there") {
  top_traces traces;
  traces.look_at("alice@localhost");
  for (std::size_t i = 0; i < top_traces::most + 5; ++i)
    traces.add("alice@localhost",
               trace_of(std::to_string(i), double(i), "followed"));

  const auto all = traces.with(json::array({trace_of("old", 0.5, "error")}));

  REQUIRE(all.size() == top_traces::most);
  CHECK(all.front()["id"] == std::to_string(top_traces::most + 4));
  CHECK(all.back()["id"] == "5");
}

TEST_CASE("what is no list of traces is none") {
  top_traces traces;

  CHECK(traces.with(nullptr).empty());
  CHECK(traces.with(json::array({1, json::object()})).size() == 1);
}
