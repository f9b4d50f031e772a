// SPDX-License-Identifier: Apache-2.0
// Who sends what is rehearsed, and what is refused before.
#include <catch2/catch.hpp>

#include "tests/rehearsal/rehearsing.hpp"

namespace casting_test {

using namespace troupe;
using namespace troupe::rehearsal::test;
using admin::failure_code;

namespace {

constexpr auto hello
    = "<message to='bob@example.org' type='chat'><body>hello</body></message>";

admin::rehearsal_wish from_desk() {
  return {hello, jid("alice@example.org/desk"), false};
}

std::string sender_of(const json& said) {
  return said.at("trace").at("stanza").at("from");
}

} // namespace

TEST_CASE_METHOD(rehearsing, "a session that is there sends without a note") {
  begin();

  auto said = explain(hello, "alice@example.org/desk");

  CHECK(sender_of(said) == "alice@example.org/desk");
  CHECK(said.at("notes").empty());
}

TEST_CASE_METHOD(rehearsing, "for a bare JID the highest priority sends") {
  begin();
  log_in("alice@example.org", "phone", 9);
  log_in("alice@example.org", "tablet", 3);

  auto said = explain(hello, "alice@example.org");

  CHECK(sender_of(said) == "alice@example.org/phone");
  CHECK(said.at("notes") == json{"sent as alice@example.org/phone"});
}

TEST_CASE_METHOD(rehearsing, "for a bare JID the stanza may name the session") {
  begin();
  log_in("alice@example.org", "phone", 9);

  auto said = explain("<message from='alice@example.org/desk' "
                      "to='bob@example.org'><body>x</body></message>",
                      "alice@example.org");

  CHECK(sender_of(said) == "alice@example.org/desk");
}

TEST_CASE_METHOD(rehearsing, "a session that is not there is made up") {
  begin();

  auto said = explain(hello, "alice@example.org/ghost");
  CHECK(sender_of(said) == "alice@example.org/ghost");
  CHECK(said.at("notes").dump().find("is not there") != std::string::npos);

  // Whose account nobody has in memory.
  said = explain("<message to='alice@example.org'><body>x</body></message>",
                 "bob@example.org");
  CHECK(said.at("notes").size() == 2);
  CHECK(said.at("trace").at("outcome") == "delivered");
}

TEST_CASE_METHOD(rehearsing, "there must be an account to send") {
  begin();

  auto came = try_out(hello, "nobody@example.org");

  REQUIRE_FALSE(came);
  CHECK(came.error().code == failure_code::not_found);
}

TEST_CASE_METHOD(rehearsing, "nobody sends in the name of another") {
  begin();

  auto came
      = try_out("<message from='bob@example.org' to='carol@example.org'/>",
                "alice@example.org/desk");

  REQUIRE_FALSE(came);
  CHECK(came.error().code == failure_code::usage);
  CHECK(came.error().message.find("invalid-from") != std::string::npos);
}

TEST_CASE_METHOD(rehearsing, "what is no stanza is a usage error") {
  begin();
  const auto text = GENERATE(
      as<std::string>{}, "", "hello", "<message", "<message>", "<hello/>",
      "<message xmlns='jabber:server'/>", "<message/><message/>",
      "<r xmlns='urn:xmpp:sm:3'/>", "<message/></stream:stream>",
      "<message to='@'/>", "<!-- x --><message/>");
  INFO(text);

  auto came = try_out(text, "alice@example.org/desk");

  REQUIRE_FALSE(came);
  CHECK(came.error().code == failure_code::usage);
}

TEST_CASE_METHOD(rehearsing, "the limits of streams hold") {
  config.limits.stanza_bytes = 1'000;
  begin();

  auto came = try_out("<message><body>" + std::string(2'000, 'x')
                          + "</body></message>",
                      "alice@example.org/desk");

  REQUIRE_FALSE(came);
  CHECK(came.error().message.find("policy-violation") != std::string::npos);
}

TEST_CASE_METHOD(rehearsing, "what a session refuses is explained, too") {
  begin();

  auto said = explain("<iq type='get' id='1' to='bob@example.org'/>");

  CHECK(has_reason(said.at("trace"), "refused", "bad-request"));
}

TEST_CASE_METHOD(rehearsing, "payload is shown where it is asked for") {
  begin();
  const auto shown = [this](bool payload) {
    return try_out(hello, "alice@example.org/desk", payload)
        ->at("trace")
        .at("stanza")
        .value("xml", "");
  };

  const auto bare = shown(false);
  const auto whole = shown(true);

  CHECK(bare.empty());
  CHECK(whole.find("<body>hello</body>") != std::string::npos);
}

TEST_CASE_METHOD(rehearsing, "a store that does not answer explains nothing") {
  begin();
  engine->fail(
      persistence::store_error{persistence::store_errc::full, "no space"});

  auto came = try_out(hello, "alice@example.org/desk");
  engine->fail({});

  REQUIRE_FALSE(came);
  CHECK(came.error().message.find("no space") != std::string::npos);
}

TEST_CASE_METHOD(rehearsing, "what takes too long is cut off and says so") {
  begin();
  auto s = in_time();
  s.until = std::chrono::steady_clock::now();
  live asked{*this};

  auto came = rehearsal::rehearse(from_desk(), s, asked);

  REQUIRE(came);
  CHECK(came->at("trace").at("state") == "unfinished");
  CHECK(came->at("notes").dump().find("cut off") != std::string::npos);
}

TEST_CASE_METHOD(rehearsing, "what was not answered is not told as cut off") {
  begin();
  const auto which
      = GENERATE(as<std::string>{}, "sessions of bob@example.org",
                 "read of bob@example.org", "sessions of alice@example.org");
  INFO(which);
  auto s = in_time();
  live asked{*this};
  asked.on_question = [&](const std::string& question) {
    if (question != which)
      return true;
    s.until = std::chrono::steady_clock::now(); // so long did it take
    return false;
  };

  auto came = rehearsal::rehearse(from_desk(), s, asked);

  REQUIRE_FALSE(came);
  CHECK(came.error().code == failure_code::busy);
  CHECK(came.error().message.find("answer") != std::string::npos);
  CHECK(asked.asked.back() == which); // nothing more is asked
}

TEST_CASE_METHOD(rehearsing, "a server that stops is asked nothing more") {
  begin();
  const auto last = GENERATE(1U, 2U, 3U, 4U);
  INFO(last);
  live asked{*this};
  asked.on_question = [&](const std::string&) {
    asked.stopping = asked.asked.size() == last;
    return true;
  };

  auto came = rehearsal::rehearse(from_desk(), in_time(), asked);

  REQUIRE_FALSE(came);
  CHECK(came.error().code == failure_code::busy);
  CHECK(came.error().message.find("stopping") != std::string::npos);
  CHECK(asked.asked.size() == last);
}

} // namespace casting_test
