// SPDX-License-Identifier: Apache-2.0
#include "tests/session/session_fixture.hpp"
#include "tests/session/told_decisions.hpp"
#include "tests/support/moved.hpp"

namespace timers_test {

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::session::test;
using std::chrono::seconds;

namespace {

struct timed : session_fixture {
  timed() {
    config.limits.login_timeout = seconds{30};
    config.limits.idle_timeout = seconds{100};
    config.limits.ping_timeout = seconds{20};
  }

  std::string after(seconds how_long) {
    advance(how_long);
    return peer->take();
  }
};

bool is_ping(const std::string& text) {
  return text.starts_with("<iq ") && text.find("'get'") != std::string::npos
         && text.find("<ping xmlns='urn:xmpp:ping'/>") != std::string::npos;
}

/// The peer's answer to a ping of the server.
std::string answer_to(const std::string& ping, const std::string& type) {
  auto at = ping.find("id='");
  auto id = ping.substr(at, ping.find('\'', at + 4) - at + 1);
  return "<iq type='" + type + "' to='localhost' " + id + "/>";
}

} // namespace

TEST_CASE_METHOD(timed, "who does not log in within the time is closed") {
  support::moved moved{observe::limit::login_timeout};
  connect();
  CHECK(after(seconds{29}).empty());

  CHECK(ends_with_error(after(seconds{2}), "connection-timeout"));
  CHECK(is_gone());
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(timed, "half a login does not stop the clock") {
  net::memory_settings settings;
  settings.direct_tls = true;
  connect(settings);
  advance(seconds{20});
  say(std::string{header} + plain_auth() + std::string{header});

  CHECK(ends_with_error(after(seconds{11}), "connection-timeout"));
}

TEST_CASE_METHOD(timed, "who is logged in has no time limit") {
  log_in();

  CHECK(after(seconds{60}).empty());
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(timed, "who is silent is asked, and closed if silent then") {
  support::moved moved{observe::limit::idle_timeout};
  log_in();

  CHECK(after(seconds{199}).empty());
  const auto ping = after(seconds{2});
  CAPTURE(ping);
  CHECK(is_ping(ping));
  CHECK(after(seconds{18}).empty());
  CHECK(ends_with_error(after(seconds{2}), "connection-timeout"));
  CHECK(take_farewell().sessions == only_seven);
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(timed, "the answer to a ping is life, and stays here") {
  auto type = GENERATE(as<std::string>{}, "result", "error");
  log_in();
  const auto ping = after(seconds{201});
  REQUIRE(is_ping(ping));
  const told_decisions told;

  say(answer_to(ping, type));

  CHECK(told.texts()
        == std::vector<std::string>{
            "noted, answered: what this session has asked itself"});
  CHECK(after(seconds{90}).empty());
  CHECK(user.empty());
  CHECK(is_ping(after(seconds{40})));
}

TEST_CASE_METHOD(timed, "white space is life") {
  log_in();

  for (int i = 0; i < 10; ++i) {
    CHECK(say(" ").empty());
    CHECK(after(seconds{90}).empty());
  }

  CHECK(user.empty());
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(timed, "a stream that is not read is not taken for dead") {
  config.limits.session_credit = 1;
  log_in();
  say(message("1"));
  REQUIRE(is_paused());

  CHECK(after(seconds{1000}).empty());
  CHECK_FALSE(is_closed());
}

TEST_CASE_METHOD(timed, "without an idle timeout nobody is asked") {
  config.limits.idle_timeout = seconds{0};
  log_in();

  CHECK(after(seconds{1000}).empty());
}

TEST_CASE_METHOD(timed, "a stream that sends too fast is read later") {
  support::moved moved{observe::limit::bytes_per_second};
  config.limits.bytes_per_second = 1000;
  log_in();

  say(message("1", std::string(5000, 'x')));
  CHECK(user.size() == 1);
  CHECK(is_paused());
  say(message("2"));
  advance(seconds{3});
  CHECK(user.size() == 1);
  advance(seconds{2});

  CHECK(user.size() == 2);
  CHECK_FALSE(is_paused());
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(timed,
                 "a stream is not read while it lacks credit or is fast") {
  config.limits.bytes_per_second = 1000;
  config.limits.session_credit = 1;
  log_in();
  say(message("1", std::string(5000, 'x')) + message("2"));
  REQUIRE(is_paused());

  caf::anon_send(session, outbound_credit{1});
  run();
  CHECK(user.size() == 1);
  CHECK(is_paused());
  advance(seconds{5});
  CHECK(user.size() == 2);
  CHECK(is_paused());
  caf::anon_send(session, outbound_credit{1});
  run();

  CHECK_FALSE(is_paused());
}

TEST_CASE_METHOD(timed, "who sends at the rate is never paused") {
  config.limits.bytes_per_second = 1000;
  log_in();

  for (int i = 0; i < 20; ++i) {
    advance(seconds{1});
    say(message("m", std::string(900, 'x')));
    CHECK_FALSE(is_paused());
  }

  CHECK(user.size() == 20);
}

TEST_CASE_METHOD(timed, "who is quiet keeps no parser, and may go on") {
  log_in();
  say(message("1"));
  CHECK(describe().find("parser=live") != std::string::npos);
  CHECK(next_outbound().id() == "1");
  advance(seconds{11});
  CHECK(describe().find("parser=released") != std::string::npos);
  say(message("1"));
  CHECK(next_outbound().id() == "1");
  advance(seconds{4});
  say(message("2"));
  advance(seconds{4}); // it has spoken since the time began
  CHECK(describe().find("parser=live") != std::string::npos);
  advance(seconds{7});
  CHECK(describe().find("parser=released") != std::string::npos);
  CHECK(next_outbound().id() == "2");
}

TEST_CASE_METHOD(timed, "a stanza that takes its time is read as a whole") {
  log_in();
  const auto text = message("slow");
  say(text.substr(0, text.size() / 2));
  advance(seconds{30});
  CHECK(describe().find("parser=live") != std::string::npos);
  say(text.substr(text.size() / 2));
  CHECK(next_outbound().id() == "slow");
  advance(seconds{11});
  CHECK(describe().find("parser=released") != std::string::npos);
}

} // namespace timers_test
