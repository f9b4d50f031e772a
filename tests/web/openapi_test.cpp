// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <fstream>
#include <functional>
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "actors/web/api.hpp"

namespace openapi_test {

using namespace troupe;
using nlohmann::json;

namespace {

json document() {
  std::ifstream in{TROUPE_SOURCE_DIR "/docs/openapi.json"};
  return json::parse(in, nullptr, false);
}

std::string lower(std::string_view text) {
  std::string made{text};
  std::ranges::transform(made, made.begin(),
                         [](unsigned char c) { return std::tolower(c); });
  return made;
}

/// Calls `f` for every "$ref".
void each_reference(const json& at,
                    const std::function<void(const std::string&)>& f) {
  for (const auto& [key, value] : at.items())
    if (key == "$ref")
      f(value.get<std::string>());
    else if (value.is_structured())
      each_reference(value, f);
}

} // namespace

TEST_CASE("the OpenAPI file has each route of the API, and no other") {
  const auto all = document();
  REQUIRE(all.is_object());
  CHECK(all["openapi"] == "3.1.0");

  std::set<std::string> told;
  for (const auto& [path, methods] : all["paths"].items())
    for (const auto& [method, facts] : methods.items())
      if (method != "parameters") {
        CHECK(facts.contains("responses"));
        told.insert(method + ' ' + path);
      }
  std::set<std::string> known;
  for (const auto& each : web::api::routes())
    known.insert(lower(each.method) + ' ' + std::string{each.path});
  CHECK(told == known);
}

TEST_CASE("the OpenAPI file refers to nothing that it has not") {
  const auto all = document();
  REQUIRE(all.is_object());
  std::size_t count = 0;

  each_reference(all, [&](const std::string& to) {
    INFO(to);
    REQUIRE(to.starts_with("#/"));
    CHECK(all.contains(json::json_pointer{to.substr(1)}));
    ++count;
  });

  CHECK(count > 0);
}

} // namespace openapi_test
