// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/passed_queries.hpp"

namespace passed_queries_test {

using namespace troupe;

namespace {

xml::jid jid(std::string_view text) {
  return *xml::jid::parse(text);
}

muc::passed_query query(std::string id) {
  return {jid("hag@x/pda"), jid("coven@y/first"), jid("crone@x/desk"),
          std::move(id)};
}

} // namespace

TEST_CASE("an answer goes back to who has asked, once") {
  muc::passed_queries all;
  const auto id = all.add(query("v1"));
  auto found = all.take(id, jid("crone@x/desk"));
  REQUIRE(found);
  CHECK(found->asker == jid("hag@x/pda"));
  CHECK(found->id == "v1");
  CHECK_FALSE(all.take(id, jid("crone@x/desk")));
}

TEST_CASE("only who was asked can answer") {
  muc::passed_queries all;
  const auto id = all.add(query("v1"));
  CHECK_FALSE(all.take(id, jid("mallory@x/desk")));
  CHECK_FALSE(all.take("q99", jid("crone@x/desk")));
  CHECK(all.take(id, jid("crone@x/desk")));
}

TEST_CASE("one asker waits for so many answers, and not for ever") {
  using namespace std::chrono_literals;
  const std::chrono::system_clock::time_point now{1'700'000'000s};
  muc::passed_queries all;
  for (std::size_t i = 0; i < muc::passed_queries::bound_each; ++i) {
    CHECK_FALSE(all.is_full_for(jid("hag@x/pda"), now));
    auto x = query("v");
    x.at = now;
    all.add(std::move(x));
  }

  CHECK(all.is_full_for(jid("hag@x/desk"), now));
  CHECK_FALSE(all.is_full_for(jid("crone@x/desk"), now));
  CHECK_FALSE(
      all.is_full_for(jid("hag@x/pda"), now + muc::passed_queries::patience));
}

TEST_CASE("of requests without an answer the oldest give way") {
  muc::passed_queries all;
  const auto first = all.add(query("v0"));
  for (std::size_t i = 0; i < muc::passed_queries::bound; ++i)
    all.add(query("v"));
  CHECK(all.size() == muc::passed_queries::bound);
  CHECK_FALSE(all.take(first, jid("crone@x/desk")));
}

} // namespace passed_queries_test
