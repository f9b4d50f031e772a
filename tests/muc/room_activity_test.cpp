// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/room_activity.hpp"
#include "actors/part/stored_xml.hpp"

namespace room_activity_test {

using namespace troupe;
using namespace std::chrono_literals;
using muc::room_activity;

namespace {

/// The start of an hour.
const room_activity::time_point start{472'222h};

bool counts(const std::string& content) {
  auto x = part::stored_stanza("<message type='groupchat'>" + content
                               + "</message>");
  REQUIRE(x);
  return room_activity::counts(*x);
}

} // namespace

TEST_CASE("messages with a body count, corrections do not") {
  CHECK(counts("<body>one</body>"));
  CHECK_FALSE(counts("<subject>one</subject>"));
  CHECK_FALSE(counts("<body>one</body>"
                     "<replace xmlns='urn:xmpp:message-correct:0' id='a'/>"));
}

TEST_CASE("activity is what was said in the last day, by the hour") {
  room_activity activity;
  CHECK(activity.per_hour(start) == 0);

  for (int i = 0; i < 48; ++i)
    activity.add(start);
  CHECK(activity.per_hour(start) == Approx(2));
  CHECK(activity.per_hour(start + 24h) == Approx(2));
  CHECK(activity.per_hour(start + 25h) == 0);

  activity.add(start + 10h);
  CHECK(activity.per_hour(start + 10h) == Approx(49.0 / 24));
  CHECK(activity.per_hour(start + 25h) == Approx(1.0 / 24));
  activity.add(start + 1'000h);
  CHECK(activity.per_hour(start + 1'000h) == Approx(1.0 / 24));
}

TEST_CASE("a clock that goes back does no harm") {
  room_activity activity;
  activity.add(start);
  activity.add(start - 2h);
  activity.add(start - 1'000h);

  CHECK(activity.per_hour(start) == Approx(2.0 / 24));
}

TEST_CASE("activity outlives a restart") {
  room_activity before;
  for (int i = 0; i < 10; ++i)
    CHECK_FALSE(before.add(start));
  const auto document = before.add(start + 1h);
  REQUIRE(document);
  before.add(start + 1h);

  room_activity after;
  after.load(*document);
  after.recall(start); // is in the document
  after.recall(start + 1h);
  after.recall(start + 1h);

  CHECK(after.per_hour(start + 1h) == Approx(before.per_hour(start + 1h)));
}

TEST_CASE("a document that cannot be read is none") {
  for (const auto* text : {"", "x", "-1 2", "99999999999999999999 1", "3 x"}) {
    INFO(text);
    room_activity activity;
    activity.load(text);
    CHECK(activity.per_hour(start) == 0);
  }
}

TEST_CASE("activity is told with two decimals") {
  CHECK(muc::activity_text(0) == "0.00");
  CHECK(muc::activity_text(23.416) == "23.42");
}

} // namespace room_activity_test
