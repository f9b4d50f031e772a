// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/part/dispatch.hpp"
#include "tests/user/accounts.hpp"

namespace dispatch_test {

using namespace troupe;
using namespace troupe::test;

namespace {

constexpr std::string_view ns = "urn:example:test";

xml::element payload(std::string_view name) {
  return {name, ns};
}

/// Answers two IQs, and ends or bounces messages that say so.
class sample : public part::user_part {
public:
  explicit sample(part::user_context& context) : context_(context) {}

  static part::card about() { return {.name = "sample"}; }
  static void declare(part::user_declaration<sample>& d) {
    using part::direction;
    using part::stage;
    using xml::stanza_kind;
    d.iq<&sample::answer>(xml::iq_type::get, "mine", ns);
    d.iq<&sample::answer>(xml::iq_type::get, "open", ns, part::who::anyone);
    for (auto kind : {stanza_kind::message, stanza_kind::iq})
      for (auto way : {direction::outgoing, direction::incoming})
        d.join<&sample::check>(way, kind, stage::check);
    d.join<&sample::bounce>(direction::incoming, stanza_kind::message,
                            stage::deliver);
  }

  void answer(const part::iq_request& request) {
    context_.reply(request.iq, payload("answer"));
  }
  part::verdict check(part::passage& p) {
    return p.stanza.id() == "stop" ? part::verdict::done
                                   : part::verdict::proceed;
  }
  part::verdict bounce(part::passage& p) {
    p.bounce = xml::condition::recipient_unavailable;
    return part::verdict::proceed;
  }

private:
  part::user_context& context_;
};

struct sample_account : support::fake_user_context {
  sample_account() {
    use<sample>();
    add_session("phone");
  }
};

constexpr auto own = "alice@example.org/phone";
constexpr auto stranger = "eve@example.org/x";

xml::stanza iq(std::string_view type, std::string_view from,
               std::vector<xml::element> children) {
  auto x
      = support::stanza(xml::stanza_kind::iq, type, from, "alice@example.org")
            .with_id("q");
  for (auto& child : children)
    x = x.with(std::move(child));
  return x;
}

} // namespace

TEST_CASE("an IQ is answered by its part or by the right error") {
  struct row {
    const char* what;
    xml::stanza request;
    const char* condition;
  };
  auto two = std::vector{payload("mine"), payload("mine")};
  auto row_of = GENERATE_COPY(values<row>({
      {"owner", iq("get", own, {payload("mine")}), "no error"},
      {"anyone", iq("get", stranger, {payload("open")}), "no error"},
      {"not the owner", iq("get", stranger, {payload("mine")}),
       "service-unavailable"},
      {"no route", iq("get", own, {payload("other")}), "service-unavailable"},
      {"other type", iq("set", own, {payload("mine")}), "service-unavailable"},
      {"no payload", iq("get", own, {}), "bad-request"},
      {"two payloads", iq("get", own, two), "bad-request"},
      {"unknown type", iq("put", own, {payload("mine")}), "bad-request"},
  }));
  sample_account a;

  INFO(row_of.what);
  auto answer = a.iq(row_of.request);

  REQUIRE(answer);
  CHECK(a.routed.size() == 1);
  CHECK(condition_of(*answer) == row_of.condition);
}

TEST_CASE("results and errors are not answered") {
  sample_account a;

  CHECK(!a.iq(iq("result", own, {})));
  CHECK(!a.iq(iq("error", stranger, {})));
}

TEST_CASE("an IQ without address is for the own account") {
  sample_account a;

  a.outgoing("phone", xml::stanza{xml::stanza_kind::iq, "get", "q"}.with(
                          payload("mine")));

  REQUIRE(a.routed.size() == 1);
  CHECK(a.routed[0].type() == "result");
}

TEST_CASE("where there is no account nothing is answered but the error") {
  sample_account a;
  a.exists = false;

  auto answer = a.iq(iq("get", stranger, {payload("open")}));

  CHECK(condition_of(*answer) == "service-unavailable");
}

TEST_CASE("the check stage comes before an IQ is answered") {
  sample_account a;

  CHECK(!a.iq(iq("get", own, {payload("mine")}).with_id("stop")));
  CHECK(!a.iq(iq("get", stranger, {payload("open")}).with_id("stop")));
}

TEST_CASE("outgoing stanzas are routed unless a stage ends them") {
  sample_account a;
  auto message = xml::stanza{xml::stanza_kind::message, "chat", "m"};

  a.outgoing("phone", message.with_to(jid("bob@example.org")));
  a.outgoing("phone", message.with_id("stop").with_to(jid("bob@example.org")));
  a.outgoing("phone", message); // RFC 6120 §10.3.1

  REQUIRE(a.routed.size() == 2);
  CHECK(a.routed[0].from().str() == own);
  CHECK(a.routed[1].to() == a.self());
}

TEST_CASE("what incoming stages leave with a bounce is bounced") {
  sample_account a;
  auto message = support::stanza(xml::stanza_kind::message, "chat", stranger,
                                 "alice@example.org");

  a.incoming(message);
  a.incoming(message.with_type("error"));

  REQUIRE(a.routed.size() == 1);
  CHECK(condition_of(a.routed[0]) == "recipient-unavailable");
  CHECK(a.routed[0].to().str() == stranger);
}

} // namespace dispatch_test
