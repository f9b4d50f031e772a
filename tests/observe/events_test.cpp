// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include <catch2/catch.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "actors/observe/events.hpp"
#include "tests/support/core_fixture.hpp"

namespace events_test {

using namespace troupe;
using support::jid;

namespace {

/// What is logged while it lives, in place of the standard log.
class captured_log {
public:
  explicit captured_log(spdlog::level::level_enum level)
      : before_(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
    auto log = std::make_shared<spdlog::logger>("captured", sink);
    log->set_pattern("%l %v");
    log->set_level(level);
    spdlog::set_default_logger(std::move(log));
  }
  ~captured_log() { spdlog::set_default_logger(before_); }

  std::string text() const { return text_.str(); }

private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

xml::stanza secret() {
  return support::chat("bob@example.org/desk", "for your eyes only")
      .with_from(jid("alice@example.org/phone"))
      .with_id("m1")
      .with_trace(42);
}

} // namespace

TEST_CASE("a decision is one line: who, what and why, never the content") {
  captured_log log{spdlog::level::debug};

  observe::decided(
      jid("bob@example.org"), secret(),
      part::decision{part::outcome::stored, "nobody is there"}.called(
          "stored offline"));

  CHECK(log.text()
        == "debug stanza.decided trace=000000000000002a at=bob@example.org "
           "kind=message "
           "id=m1 from=alice@example.org/phone to=bob@example.org/desk "
           "what=\"stored offline\" reason=\"nobody is there\"\n");
}

TEST_CASE("decisions are for those who look for them") {
  captured_log log{spdlog::level::info};

  observe::decided(jid("bob@example.org"), secret(),
                   {part::outcome::delivered, "there"});

  CHECK(log.text().empty());
}

TEST_CASE("addresses that a stanza does not have are empty") {
  captured_log log{spdlog::level::debug};

  observe::decided(jid("example.org"), xml::stanza{xml::stanza_kind::presence},
                   {part::outcome::dropped, "why"});

  CHECK(log.text().find("kind=presence id= from= to= what=\"dropped\"")
        != std::string::npos);
}

TEST_CASE_METHOD(support::core_fixture,
                 "what becomes of a message is told where it is decided") {
  captured_log log{spdlog::level::debug};
  add_account("alice@example.org");
  add_account("bob@example.org");
  start();
  auto& alice = log_in("alice@example.org", "desk");

  say(alice, support::chat("bob@example.org", "hello"));
  run();

  CHECK(log.text().find("at=bob@example.org kind=message")
        != std::string::npos);
  CHECK(log.text().find("what=\"stored offline\"") != std::string::npos);
  CHECK(log.text().find("hello") == std::string::npos);
}

} // namespace events_test
