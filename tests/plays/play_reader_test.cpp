// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/play.hpp"

namespace play_reader_test {

using namespace troupe::support;

namespace {

constexpr auto head = "account romeo@localhost\n"
                      "client romeo = romeo@localhost/orchard\n";

play read(const std::string& text) {
  return read_play("test.play", head + text).value();
}

} // namespace

TEST_CASE("a play has its accounts, clients and configuration") {
  auto p = read("config limits.stanza_depth = 4\n"
                "account juliet@localhost password o romeo\n");

  REQUIRE(p.accounts.size() == 2);
  CHECK(p.accounts[0].password == "secret");
  CHECK(p.accounts[1].password == "o romeo");
  CHECK(p.config == std::vector<std::string>{"limits.stanza_depth = 4"});
  REQUIRE(p.clients.size() == 1);
  CHECK(p.clients[0].jid.resource() == "orchard");
  CHECK(p.account_of(p.clients[0].jid) == &p.accounts[0]);
}

TEST_CASE("an account may be disabled") {
  auto p = read("account juliet@localhost disabled\n"
                "account nurse@localhost disabled password o romeo\n");

  REQUIRE(p.accounts.size() == 3);
  CHECK_FALSE(p.accounts[0].disabled);
  CHECK(p.accounts[1].disabled);
  CHECK(p.accounts[1].password == "secret");
  CHECK(p.accounts[2].disabled);
  CHECK(p.accounts[2].password == "o romeo");
}

TEST_CASE("what is indented belongs to the line above") {
  auto p = read("# a comment\n"
                "romeo sends:\n"
                "  <message>\n"
                "    <body>Hi</body>\n"
                "  </message>\n"
                "\n"
                "romeo receives: <presence/>\n");

  REQUIRE(p.steps.size() == 2);
  CHECK(p.steps[0].what == verb::sends);
  CHECK(p.steps[0].line == 4);
  CHECK(p.steps[0].body == "<message>\n    <body>Hi</body>\n  </message>");
  CHECK(p.steps[1].what == verb::receives);
  CHECK(p.steps[1].body == "<presence/>");
}

TEST_CASE("the longest phrase that fits is meant") {
  auto p = read("romeo receives nothing\n"
                "romeo sends raw: \"<a/>\"\n"
                "romeo fails to log in with PLAIN and password x: aborted\n");

  REQUIRE(p.steps.size() == 3);
  CHECK(p.steps[0].what == verb::receives_nothing);
  CHECK(p.steps[1].what == verb::sends_raw);
  CHECK(p.steps[2].argument == "with PLAIN and password x");
  CHECK(p.steps[2].body == "aborted");
}

TEST_CASE("a block without order holds what is received") {
  auto p = read("unordered {\n"
                "  romeo receives: <a/>\n"
                "  romeo receives:\n"
                "    <b/>\n"
                "}\n"
                "romeo is disconnected\n");

  REQUIRE(p.steps.size() == 2);
  REQUIRE(p.steps[0].inner.size() == 2);
  CHECK(p.steps[0].inner[1].body == "<b/>");
}

TEST_CASE("a play may be for one stage only, with a reason") {
  auto p = read("memory only: time passes\ntime passes 30s\n");

  CHECK(p.in_memory);
  CHECK_FALSE(p.for_real);
  REQUIRE(p.steps.size() == 1);
  CHECK(p.steps[0].argument == "30s");
}

TEST_CASE("what cannot be read is told with its line") {
  struct row {
    const char* text;
    const char* what;
  };
  auto [text, what] = GENERATE(
      row{"juliet sends: <a/>\n", "unknown word or client: juliet"},
      row{"romeo sings: <a/>\n", "a client cannot do this: sings: <a/>"},
      row{"romeo sends <a/>\n", "a colon is missing"},
      row{"client x = @\n", "this is no JID"},
      row{"real only:\n", "memory only: REASON, or: real only: REASON"},
      row{"}\n", "nothing is open here"},
      row{"unordered {\n", "this block is not closed by }"});

  auto read = read_play("test.play", std::string{head} + text);

  REQUIRE(!read);
  CHECK(read.error().line == 3);
  CHECK(read.error().what == what);
}

} // namespace play_reader_test
