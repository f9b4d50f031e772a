// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/speech_limits.hpp"

namespace speech_limits_test {

using namespace troupe;
using namespace std::chrono_literals;
using muc::speech_limits;

namespace {

const speech_limits::time_point start{1'700'000'000s};

struct fixture {
  speech_limits limits;
  speech_limits::time_point now = start;

  /// How many of `count` go, at five a second.
  int sends(int count, std::string_view who = "hag@example.org") {
    int sent = 0;
    for (int i = 0; i < count; ++i)
      sent += limits.refusal(who, 5, now) ? 0 : 1;
    return sent;
  }
  std::optional<xml::stanza_error> slowly(std::string_view child = "body") {
    return limits.slow_refusal(
        "hag@example.org",
        xml::stanza{xml::stanza_kind::message, "groupchat"}.with(
            xml::element{child, "jabber:client"}),
        20, now);
  }
};

} // namespace

TEST_CASE_METHOD(fixture, "ten seconds' worth may be sent at once") {
  CHECK(sends(100) == 50);

  now += 2s;
  CHECK(sends(100) == 10);
  now += 1h;
  CHECK(sends(100) == 50);
}

TEST_CASE_METHOD(fixture, "what costs more is waited for afterwards") {
  const std::string_view hag = "hag@example.org";
  CHECK(sends(49) == 49);
  CHECK_FALSE(limits.refusal(hag, 5, now, 50)); // one may go

  now += 9s;
  CHECK(sends(1) == 0);
  now += 1s;
  CHECK(sends(100) == 1);
}

TEST_CASE_METHOD(fixture, "who owes something is not forgotten") {
  CHECK_FALSE(limits.refusal("hag@example.org", 1, now, 100));
  for (int i = 0; i < 80; ++i) {
    now += 1s;
    (void)limits.refusal(std::to_string(i) + "@example.org", 1, now);
  }

  CHECK(limits.refusal("hag@example.org", 1, now));
}

TEST_CASE_METHOD(fixture, "slow mode knows what was said before") {
  limits.recall("hag@example.org", now - 5s, 20, now);
  limits.recall("hag@example.org", now - 10s, 20, now);
  limits.recall("crone@example.org", now - 20s, 20, now);

  CHECK(slowly());
  CHECK(limits.size() == 1);
  now += 15s;
  CHECK_FALSE(slowly());
}

TEST_CASE_METHOD(fixture, "each is limited for himself") {
  CHECK(sends(50, "hag@example.org") == 50);
  CHECK(sends(50, "crone@example.org") == 50);
}

TEST_CASE_METHOD(fixture, "no limit is no limit") {
  for (int i = 0; i < 1'000; ++i)
    CHECK_FALSE(limits.refusal("hag@example.org", 0, now));
  CHECK(limits.size() == 0);
}

TEST_CASE_METHOD(fixture, "who sends too much is told for how long to wait") {
  sends(50);
  const auto error = limits.refusal("hag@example.org", 5, now);

  REQUIRE(error);
  CHECK(error->what == xml::condition::policy_violation);
  CHECK(error->type == xml::error_type::wait);
  CHECK(error->text.find("wait 1 second,") != error->text.npos);
}

TEST_CASE_METHOD(fixture, "in slow mode there is one message in a while") {
  CHECK_FALSE(slowly());
  now += 5s;
  const auto error = slowly();
  REQUIRE(error);
  CHECK(error->type == xml::error_type::wait);
  CHECK(error->text
        == "this room is in slow mode, one message in 20 seconds: send it "
           "again in 15 seconds");

  now += 15s;
  CHECK_FALSE(slowly());
}

TEST_CASE_METHOD(fixture, "what has no body is not slowed down") {
  CHECK_FALSE(slowly());
  CHECK_FALSE(slowly("active"));
  CHECK(slowly());
}

TEST_CASE_METHOD(fixture, "a clock that goes back silences nobody") {
  CHECK_FALSE(slowly());
  sends(50);
  now -= 24h;

  CHECK_FALSE(slowly());
  sends(1);
  now += 1s;
  CHECK(sends(10) == 5);
}

TEST_CASE_METHOD(fixture, "slow mode leaves the other limit as it is") {
  CHECK_FALSE(slowly());
  CHECK(sends(100) == 50);
}

TEST_CASE_METHOD(fixture, "those who are quiet are forgotten") {
  for (int i = 0; i < 10'000; ++i) {
    now += 1s;
    sends(1, std::to_string(i) + "@example.org");
  }
  CHECK(limits.size() < 200);
}

} // namespace speech_limits_test
