// SPDX-License-Identifier: Apache-2.0
// The parts of a host that answer one question each.
#include <catch2/catch.hpp>

#include "actors/host/last_activity.hpp"
#include "actors/host/parts.hpp"
#include "actors/host/ping.hpp"
#include "actors/host/time.hpp"
#include "actors/host/version.hpp"
#include "tests/support/fake_host_context.hpp"

namespace answers_test {

using namespace troupe;
using namespace std::chrono_literals;
using support::fake_host_context;
using xml::iq_type;

namespace {

constexpr auto asker = "bob@example.net/desk";

} // namespace

TEST_CASE("The server answers a ping with an empty result") {
  fake_host_context ctx;
  ctx.use<host::ping>();

  auto answer
      = ctx.iq(asker, iq_type::get, xml::element{"ping", "urn:xmpp:ping"});

  REQUIRE(answer);
  CHECK(answer->type() == "result");
  CHECK_FALSE(answer->first_child());
}

TEST_CASE("The server tells its name and version, not its system") {
  constexpr auto ns = "jabber:iq:version";
  fake_host_context ctx;
  ctx.use<host::version>();

  auto answer = ctx.iq(asker, iq_type::get, xml::element{"query", ns});

  REQUIRE(answer);
  const auto* query = answer->first_child();
  REQUIRE(query);
  CHECK(query->child("name", ns)->text() == "Troupe");
  CHECK_FALSE(query->child("version", ns)->text().empty());
  CHECK_FALSE(query->child("os", ns));
}

TEST_CASE("The server tells its time in UTC") {
  constexpr auto ns = "urn:xmpp:time";
  fake_host_context ctx;
  ctx.use<host::time>();

  auto answer = ctx.iq(asker, iq_type::get, xml::element{"time", ns});

  REQUIRE(answer);
  const auto* time = answer->first_child();
  REQUIRE(time);
  CHECK(time->child("utc", ns)->text() == "2023-11-14T22:13:20Z");
  CHECK(time->child("tzo", ns)->text() == "+00:00");
}

TEST_CASE("The server tells how long it has been running") {
  constexpr auto ns = "jabber:iq:last";
  fake_host_context ctx;
  ctx.use<host::last_activity>();
  ctx.advance(903s);

  auto answer = ctx.iq(asker, iq_type::get, xml::element{"query", ns});

  REQUIRE(answer);
  CHECK(answer->first_child()->attr_or_empty("seconds") == "903");
}

TEST_CASE("No two parts of a host claim the same IQ") {
  CHECK(host::host_parts().conflicts().empty());
}

TEST_CASE("What no part of a host claims is service-unavailable") {
  fake_host_context ctx;
  ctx.use<host::ping>();

  auto answer = ctx.iq(asker, iq_type::set, xml::element{"ping", "urn:x"});

  REQUIRE(answer);
  CHECK(read_error(*answer).what == xml::condition::service_unavailable);
}

} // namespace answers_test
