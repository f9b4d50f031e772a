// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include "tools/load/client/options.hpp"

using namespace troupe::load;

namespace {

common_options parsed(const std::string& words) {
  common_options options;
  CLI::App app;
  describe(app, options);
  app.parse(words);
  return options;
}

} // namespace

TEST_CASE("the number takes the place of the braces") {
  CHECK(name_template{}.of(7) == "u7");
  CHECK(name_template::parse("load-{}-x")->of(12) == "load-12-x");
  CHECK(name_template::parse("{}")->of(0) == "0");
}

TEST_CASE("a template without a number, or with two, is refused") {
  CHECK(name_template::parse("alice").has_error());
  CHECK(name_template::parse("{}{}").has_error());
  CHECK(name_template::parse("").has_error());
}

TEST_CASE("a template that is no localpart is refused") {
  CHECK(name_template::parse("u{}@example.org").has_error());
  CHECK(name_template::parse("it's{}").has_error());
  CHECK(name_template::parse("a b{}").has_error());
}

TEST_CASE("a place has a host and a port") {
  CHECK(parse_place("example.org:5223")->host == "example.org");
  CHECK(parse_place("example.org:5223")->port == "5223");
  CHECK(parse_place("example.org")->port == "5222");
  CHECK(parse_place("[::1]:5223")->host == "::1");
  CHECK(parse_place("[::1]:5223")->port == "5223");
  CHECK(parse_place("[::1]")->host == "::1");
}

TEST_CASE("a place without host or with a wrong port is refused") {
  for (const auto* text :
       {"", ":5222", "a:", "a:0", "a:65536", "a:xmpp", "a:123456", "a:-1"})
    CHECK(parse_place(text).has_error());
}

TEST_CASE("options are read") {
  const auto o = parsed("--to a:1 --domain b --tls direct --auth scram-sha-1"
                        " --user x{} --first 5 --pid 77 --seconds 1.5 --json");

  CHECK(o.to == "a:1");
  CHECK(o.domain == "b");
  CHECK(o.tls == tls_mode::direct);
  CHECK(o.auth == auth_choice::scram_sha_1);
  CHECK(o.user.of(o.first) == "x5");
  CHECK(o.pid == 77);
  CHECK(o.seconds == 1.5);
  CHECK(o.json);
}

TEST_CASE("without options the stream is encrypted and checked") {
  const auto o = parsed("");

  CHECK(o.tls == tls_mode::starttls);
  CHECK_FALSE(o.insecure);
  CHECK(o.auth == auth_choice::best);
  CHECK(o.pid == 0);
}

TEST_CASE("wrong options are refused") {
  for (const auto* words :
       {"--tls maybe", "--auth digest", "--user alice", "--pid 0",
        "--seconds -1", "--source-addresses 251", "--logins-at-once 0"})
    CHECK_THROWS_AS(parsed(words), CLI::ParseError);
}
