// SPDX-License-Identifier: Apache-2.0
// What goes on, as one answer.
#include <catch2/catch.hpp>

#include "actors/admin/catalogue.hpp"
#include "actors/admin/gathering.hpp"

namespace gathering_test {

using namespace troupe::admin;
using nlohmann::json;

namespace {

struct gathered {
  explicit gathered(std::size_t most)
      : all(most, [this](const std::string& line) {
          answers.push_back(json::parse(line));
        }) {
    all.end_by([this] { ++ends; });
  }

  std::vector<json> answers;
  int ends = 0;
  gathering all;
};

} // namespace

TEST_CASE("what has happened is answered at the end, with its summary") {
  gathered g{3};
  g.all.take({{"n", 1}});
  g.all.take({{"n", 2}});
  CHECK(g.answers.empty());

  g.all.finish(success({{"ended", "for"}}));
  g.all.stop();

  REQUIRE(g.answers.size() == 1);
  CHECK(g.answers[0] == json::parse(R"({"result": {"ended": "for",
                                        "events": [{"n": 1}, {"n": 2}]}})"));
  CHECK(g.ends == 0);
}

TEST_CASE("it is ended by its last event, and by its time") {
  gathered full{2};
  CHECK(full.all.has_room());
  CHECK(full.all.has_room());
  CHECK_FALSE(full.all.has_room());
  for (int i = 0; i < 3; ++i)
    full.all.take(i);
  CHECK(full.ends == 1);
  REQUIRE(full.answers.size() == 1);
  CHECK(full.answers[0]["result"]["events"] == json{0, 1});

  gathered late{2};
  late.all.stop();
  late.all.take(1);
  CHECK(late.ends == 1);
  REQUIRE(late.answers.size() == 1);
  CHECK(late.answers[0]["result"]["events"] == json::array());
}

TEST_CASE("the only event is the answer itself") {
  gathered g{1};
  g.all.take({{"types", json::array()}});
  REQUIRE(g.answers.size() == 1);
  CHECK(g.answers[0]["result"] == json{{"types", json::array()}});
}

TEST_CASE("a failure is the answer, whatever came before it") {
  gathered g{3};
  g.all.take(1);
  g.all.finish(failure{failure_code::busy, "too many"});
  REQUIRE(g.answers.size() == 1);
  CHECK(g.answers[0]["error"]["code"] == "busy");
}

} // namespace gathering_test
