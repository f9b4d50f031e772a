// SPDX-License-Identifier: Apache-2.0
#include <future>

#include <catch2/catch.hpp>

#include "tools/top_feed.hpp"

using namespace troupe::tools;
using nlohmann::json;

namespace {

class mute_feed : public top_feed {
public:
  result<json> describe(const std::string&) override { return unknown(); }
  void look_at(const std::string&) override {}
  result<json> last_messages(const std::string&) override { return unknown(); }

private:
  static result<json> unknown() {
    return {boost::system::in_place_error, "unknown"};
  }
};

} // namespace

TEST_CASE("who waits for a census gets the newest") {
  mute_feed feed;
  feed.feed({{"at", 1}});
  feed.feed({{"at", 2}});

  CHECK(*feed.next() == json{{"at", 2}});
}

TEST_CASE("who waits is woken by a census from another thread") {
  mute_feed feed;
  auto waiting = std::async(std::launch::async, [&] { return feed.next(); });

  feed.feed({{"at", 3}});

  CHECK(*waiting.get() == json{{"at", 3}});
}

TEST_CASE("the last census comes before the end, and the first reason stays") {
  mute_feed feed;
  feed.feed({{"at", 1}});
  feed.end("the server has gone");
  feed.stop();

  CHECK(feed.next().has_value());
  for (int i = 0; i < 2; ++i) {
    const auto over = feed.next();
    REQUIRE(over.has_error());
    CHECK(over.error() == "the server has gone");
  }
}

TEST_CASE("who waits is woken by the stop") {
  mute_feed feed;
  auto waiting = std::async(std::launch::async, [&] { return feed.next(); });

  feed.stop();

  CHECK(waiting.get().has_error());
}
