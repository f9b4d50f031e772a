// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/moderation.hpp"
#include "actors/part/stored_xml.hpp"
#include "tests/muc/room_fixture.hpp"
#include "tests/support/print_result.hpp"

namespace moderation_test {

using namespace troupe;
using xml::condition;

namespace {

xml::element read(const std::string& text) {
  auto x = part::stored_element(text);
  REQUIRE(x);
  return *x;
}

constexpr auto well = "<moderate xmlns='urn:xmpp:message-moderate:1' id='a'>"
                      "<retract xmlns='urn:xmpp:message-retract:1'/>"
                      "<reason>Spam</reason></moderate>";

struct fixture : support::room_fixture {
  fixture() {
    create("crone");
    enter("hag");
    enter("hecate");
  }
  /// The stanza-id of what he says.
  std::string says(const std::string& user, std::string_view body) {
    context.routed.clear();
    room.take(support::stanza(xml::stanza_kind::message, "groupchat",
                              real(user), address)
                  .with_trace(++last_trace)
                  .with(xml::element{"body", "jabber:client"}.with_text(body)));
    const auto got = one_to("crone");
    const auto* id = got.child("stanza-id", "urn:xmpp:sid:0");
    REQUIRE(id);
    return std::string{id->attr_or_empty("id")};
  }
  static xml::element moderate(const std::string& id) {
    auto x = read(well);
    x.set("id", id);
    return x;
  }

  /// One page more than is answered at once.
  void reads(const std::string& user) {
    for (const auto* id : {"one", "two"})
      room.take(
          support::stanza(xml::stanza_kind::iq, "set", real(user), address)
              .with_id(id)
              .with(xml::element{"query", "urn:xmpp:mam:2"}));
  }

  std::uint64_t last_trace = 0;
};

} // namespace

TEST_CASE("what is to be moderated is named by its stanza-id") {
  const auto x = muc::read_moderation(read(well));
  REQUIRE(x);
  CHECK(x->id == "a");
  CHECK(x->reason == "Spam");

  auto refusal = [](const std::string& text) {
    const auto y = muc::read_moderation(read(text));
    REQUIRE_FALSE(y);
    return y.error().what;
  };
  CHECK(refusal("<moderate xmlns='urn:xmpp:message-moderate:1'>"
                "<retract xmlns='urn:xmpp:message-retract:1'/></moderate>")
        == condition::bad_request);
  CHECK(refusal("<moderate xmlns='urn:xmpp:message-moderate:1' id='a'>"
                "<edit xmlns='urn:example:edit'/></moderate>")
        == condition::feature_not_implemented);
}

TEST_CASE("a long reason is cut between characters") {
  auto x = read(well);
  std::string long_reason(1023, 'a');
  for (int i = 0; i < 10; ++i)
    long_reason += "ö";
  x.remove("reason", muc::ns::moderation);
  x.add(xml::element{"reason", muc::ns::moderation}.with_text(long_reason));

  const auto read = muc::read_moderation(x);
  REQUIRE(read);
  CHECK(read->reason == std::string(1023, 'a'));
}

TEST_CASE("a client that claims to be the room is known") {
  auto claims = [](const std::string& content) {
    const auto x = part::stored_stanza("<message>" + content + "</message>");
    REQUIRE(x);
    return muc::claims_moderation(*x);
  };
  CHECK(claims("<retract xmlns='urn:xmpp:message-retract:1' id='a'>"
               "<moderated xmlns='urn:xmpp:message-moderate:1'/></retract>"));
  CHECK(claims("<apply-to xmlns='urn:xmpp:fasten:0' id='a'>"
               "<moderated xmlns='urn:xmpp:message-moderate:0'/></apply-to>"));
  CHECK(claims("<moderated xmlns='urn:xmpp:message-moderate:1'/>"));
  CHECK_FALSE(claims("<retract xmlns='urn:xmpp:message-retract:1' id='a'/>"));
  CHECK_FALSE(claims("<body>moderated</body>"));
}

TEST_CASE_METHOD(fixture, "what was moderated is not in the history") {
  const auto id = says("hag", "one");
  says("hag", "two");

  result("crone", xml::iq_type::set, moderate(id));

  const auto told = one_to("hag");
  const auto* retract = told.child("retract", muc::ns::retraction);
  REQUIRE(retract);
  CHECK(retract->attr_or_empty("id") == id);
  CHECK(told.from().str() == address);
  CHECK_FALSE(told.id().empty());
  CHECK(context.store().entries(address, "retracted")->size() == 1);

  leave("hecate");
  room.take(support::stanza(xml::stanza_kind::presence, {}, real("hecate"),
                            std::string{address} + "/hecate")
                .with(xml::element{"x", muc::ns::muc}));
  std::string bodies;
  for (const auto& x : to("hecate"))
    if (const auto* body = x.child("body", "jabber:client"))
      bodies += body->text();
  CHECK(bodies == "two");
}

TEST_CASE_METHOD(fixture, "what is moderated twice is told once") {
  const auto id = says("hag", "one");
  result("crone", xml::iq_type::set, moderate(id));
  result("crone", xml::iq_type::set, moderate(id));

  CHECK(to("hag").empty());
}

TEST_CASE_METHOD(fixture, "without an archive the history is moderated") {
  context.config.archive.enabled = false;
  const auto id = says("hag", "one");

  result("crone", xml::iq_type::set, moderate(id));
  CHECK(to("hag").size() == 1);
  CHECK(context.store().entries(address, "retracted")->empty());
  CHECK(refusal("crone", xml::iq_type::set, moderate("0123456789abcdef"))
        == condition::item_not_found);
}

TEST_CASE_METHOD(fixture, "who is banned reads on no more") {
  says("hag", "one");
  reads("hecate");
  result("crone", xml::iq_type::set,
         support::query({support::item(
             {{"nick", "hecate"}, {"affiliation", "outcast"}})}));
  context.routed.clear();

  context.advance(std::chrono::seconds{1});

  const auto answer = one_to("hecate");
  CHECK(answer.id() == "two");
  CHECK(xml::read_error(answer).what == condition::forbidden);
}

TEST_CASE_METHOD(fixture, "nobody reads on in a room that is no more") {
  says("hag", "one");
  reads("hecate");
  result("crone", xml::iq_type::set,
         xml::element{"query", muc::ns::owner}.with(
             xml::element{"destroy", muc::ns::owner}));
  create("hag");
  context.routed.clear();

  context.advance(std::chrono::seconds{1});

  CHECK(context.routed.empty());
}

TEST_CASE_METHOD(fixture, "slow mode outlives the memory of a room") {
  result("crone", xml::iq_type::set,
         support::settings(
             support::wanted({{"muc#roomconfig_slow_mode_duration", "20"}})));
  says("hag", "one");
  muc::room again{context};
  again.start();
  auto say = [&] {
    context.routed.clear();
    again.take(support::stanza(xml::stanza_kind::message, "groupchat",
                               real("hag"), address)
                   .with_trace(++last_trace)
                   .with(xml::element{"body", "jabber:client"}));
    return to("hag").back().is_error();
  };

  CHECK(say());
  context.advance(std::chrono::seconds{20});
  CHECK_FALSE(say());
}

TEST_CASE_METHOD(fixture, "moderators moderate, and the server's admins") {
  const auto id = says("crone", "one");

  CHECK(refusal("hag", xml::iq_type::set, moderate(id))
        == condition::forbidden);
  CHECK(refusal("crone", xml::iq_type::set, moderate("x"))
        == condition::item_not_found);
  result(std::string{console}, xml::iq_type::set, moderate(id));
  const auto told = one_to("hag");
  const auto* moderated = told.child("retract", muc::ns::retraction)
                              ->child("moderated", muc::ns::moderation);
  REQUIRE(moderated);
  CHECK_FALSE(moderated->attr("by"));
}

} // namespace moderation_test
