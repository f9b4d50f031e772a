// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/base/trace.hpp"
#include "actors/session/message_trace.hpp"
#include "tests/support/core_fixture.hpp"

namespace message_trace_test {

using namespace troupe;
using session::trace_by_number;
using session::trace_by_origin;
using support::chat;
using support::jid;

namespace {

const auto alice = "alice@example.org";
const auto bob = "bob@example.org";

xml::stanza with_origin(std::string_view id, std::string_view body) {
  return chat(bob, body).with(
      xml::element{"origin-id", "urn:xmpp:sid:0"}.with("id", id));
}

} // namespace

TEST_CASE("a message that a client sends once more has the same trace") {
  const auto x = with_origin("1", "hello");
  const auto trace = trace_by_origin(x, jid(alice));
  REQUIRE(trace);
  CHECK(*trace != 0);
  CHECK_FALSE(base::trace::is_new(*trace));
  CHECK(trace_by_origin(x.with_from(jid("alice@example.org/new")), jid(alice))
        == trace);
  const auto number = trace_by_number("token", 7, chat(bob, "hello"));
  CHECK_FALSE(base::trace::is_new(number));
  CHECK(trace_by_number("token", 7, chat(bob, "hello")) == number);
}

TEST_CASE("whatever differs makes another trace") {
  const auto trace = trace_by_origin(with_origin("1", "hello"), jid(alice));
  CHECK(trace_by_origin(with_origin("2", "hello"), jid(alice)) != trace);
  CHECK(trace_by_origin(with_origin("1", "hullo"), jid(alice)) != trace);
  CHECK(trace_by_origin(with_origin("1", "hello"), jid(bob)) != trace);
  const auto number = trace_by_number("token", 7, chat(bob, "hello"));
  CHECK(trace_by_number("token", 8, chat(bob, "hello")) != number);
  CHECK(trace_by_number("other", 7, chat(bob, "hello")) != number);
  CHECK(trace_by_number("token", 7, chat(bob, "hullo")) != number);
}

TEST_CASE("what has no origin-id cannot be known again by it") {
  CHECK_FALSE(trace_by_origin(chat(bob, "hello"), jid(alice)));
  CHECK_FALSE(trace_by_origin(with_origin("", "hello"), jid(alice)));
  CHECK_FALSE(
      trace_by_origin(xml::stanza{xml::stanza_kind::presence}, jid(alice)));
}

} // namespace message_trace_test
