// SPDX-License-Identifier: Apache-2.0
// What is said once more, and what is there again after the room has been away.
#include <algorithm>

#include <catch2/catch.hpp>

#include "actors/part/stanza_id.hpp"
#include "tests/muc/room_fixture.hpp"
#include "xml/namespaces.hpp"

namespace room_repeating_test {

using namespace troupe;
using support::item;
using support::query;
using support::settings;
using support::wanted;
using xml::condition;
using xml::iq_type;

namespace {

struct fixture : support::room_fixture {
  fixture() {
    create("crone", wanted({{"muc#roomconfig_persistentroom", "1"},
                            {"muc#roomconfig_changesubject", "1"}}));
    for (const auto* name : {"hag", "hecate"})
      enter(name);
  }

  /// To all, in a room; what was routed before is forgotten.
  void says(muc::room& in, const std::string& user, std::uint64_t trace,
            const char* what = "body") {
    context.routed.clear();
    in.take(support::stanza(xml::stanza_kind::message, "groupchat", real(user),
                            address)
                .with_id("m")
                .with_trace(trace)
                .with(xml::element{what, xml::ns::client}.with_text(
                    std::to_string(trace))));
  }
  void configure(const std::string& var, const std::string& value) {
    result("crone", iq_type::set, settings(wanted({{var, value}})));
  }
  /// The subject that who enters gets.
  std::string subject(muc::room& of) {
    context.routed.clear();
    of.take(support::stanza(xml::stanza_kind::presence, {}, real("nurse"),
                            std::string{address} + "/nurse")
                .with(xml::element{"x", muc::ns::muc}));
    return to("nurse").back().child("subject", xml::ns::client)->text();
  }
};

} // namespace

TEST_CASE_METHOD(fixture, "what all have got they do not get again") {
  says(room, "hag", 1);
  CHECK(to("hecate").size() == 1);
  says(room, "hag", 1);
  CHECK(context.routed.empty());
  says(room, "hag", 2);
  CHECK(to("hecate").size() == 1);
}

TEST_CASE_METHOD(fixture, "what was refused may be said again") {
  configure("muc#roomconfig_slow_mode_duration", "20");
  says(room, "hag", 1);
  says(room, "hag", 2);
  REQUIRE(one_to("hag").is_error());
  context.advance(std::chrono::seconds{20});
  says(room, "hag", 2);
  CHECK(to("hecate").size() == 1);
}

TEST_CASE_METHOD(fixture, "what somebody may lack after a crash goes to all"
                          " once more, whatever the pace") {
  configure("muc#roomconfig_slow_mode_duration", "20");
  says(room, "hag", 1);
  muc::room again{context};
  again.start();

  says(again, "hag", 1);

  REQUIRE(to("hecate").size() == 1);
  CHECK_FALSE(to("hecate").front().is_error());
  CHECK(context.store()
            .page(address, "archive", persistence::log_query{.limit = 10})
            ->entries.size()
        == 1);
}

TEST_CASE_METHOD(fixture, "an old subject does not come back") {
  says(room, "hag", 1, "subject");
  says(room, "hecate", 2, "subject");
  muc::room again{context};
  again.start();

  says(again, "hag", 1, "subject");

  CHECK(context.routed.empty());
  CHECK(subject(again) == "2");
}

TEST_CASE_METHOD(fixture, "what was retracted does not come back") {
  says(room, "hag", 1);
  result("crone", iq_type::set,
         xml::element{"moderate", "urn:xmpp:message-moderate:1"}
             .with("id", part::archive_id(1))
             .with(xml::element{"retract", "urn:xmpp:message-retract:1"}));
  muc::room again{context};
  again.start();

  for (auto* each : {&room, &again}) {
    says(*each, "hag", 1);
    CHECK(context.routed.empty());
  }
}

TEST_CASE_METHOD(fixture, "who was the server's admin is a moderator no more") {
  context.admins = {"nurse@example.org"};
  enter("nurse");
  context.admins.clear();
  context.routed.clear();
  muc::room again{context};
  again.start();

  const auto told = to("hecate");
  REQUIRE(told.size() == 1);
  const auto* x = told.front().child("x", muc::ns::user);
  REQUIRE(x != nullptr);
  const auto* now = x->child("item", muc::ns::user);
  CHECK(now->attr_or_empty("affiliation") == "none");
  CHECK(now->attr_or_empty("role") == "participant");
}

TEST_CASE_METHOD(fixture, "an empty room without an archive may be forgotten") {
  configure("muc#roomconfig_enablearchiving", "0");
  says(room, "hag", 1);
  CHECK_FALSE(room.is_stored());
  for (const auto* name : {"hag", "hecate", "crone"})
    leave(name);
  CHECK(room.is_stored());
}

TEST_CASE_METHOD(fixture, "an answer is passed on for one who has left") {
  context.routed.clear();
  room.take(support::stanza(xml::stanza_kind::iq, "get", real("hag"),
                            std::string{address} + "/hecate")
                .with_id("v")
                .with(xml::element{"query", "jabber:iq:version"}));
  const auto asked = one_to("hecate");
  leave("hecate");

  room.take(support::stanza(xml::stanza_kind::iq, "error", real("hecate"),
                            asked.from().str())
                .with_id(std::string{asked.id()}));

  const auto answer = one_to("hag");
  CHECK(answer.id() == "v");
  CHECK(answer.type() == "error");
}

TEST_CASE_METHOD(fixture, "who invites by the list of members is slow, too") {
  configure("muc#roomconfig_membersonly", "1");
  auto change = [this](const char* to) {
    std::vector<xml::element> all;
    for (int i = 0; i < 200; ++i)
      all.push_back(item({{"affiliation", to},
                          {"jid", "u" + std::to_string(i) + "@example.org"}}));
    return ask("crone", iq_type::set, query(std::move(all)))->type();
  };

  CHECK(change("member") == "result");
  CHECK(change("none") == "result");
  CHECK(change("member") == "error");
  context.advance(std::chrono::minutes{2});
  CHECK(change("member") == "result");
}

TEST_CASE_METHOD(fixture, "rooms of other hosts are nothing to it either") {
  context.config.hosts.emplace_back().name = "example.net";
  for (const auto* jid :
       {"heath@conference.example.net", "conference.example.net"})
    CHECK(refusal("crone", iq_type::set,
                  query({item({{"affiliation", "member"}, {"jid", jid}})}))
          == condition::not_acceptable);
  result("crone", iq_type::set,
         query({item({{"affiliation", "member"},
                      {"jid", "nurse@meeting.example.net"}})}));
}

TEST_CASE_METHOD(fixture, "who is shown no more is gone for the others") {
  context.routed.clear();
  configure("muc#roomconfig_presencebroadcast", "moderator");

  const auto told = to("hecate");
  const auto gone = std::ranges::count_if(told, [](const auto& x) {
    return x.is_presence() && x.type() == "unavailable";
  });
  CHECK(gone == 1); // hag
  configure("muc#roomconfig_presencebroadcast", "participant");
  const auto shown = std::ranges::count_if(to("hecate"), [](const auto& x) {
    return x.is_presence() && x.type().empty() && x.from().resource() == "hag";
  });
  CHECK(shown == 1);
}

TEST_CASE_METHOD(support::room_fixture,
                 "to make rooms again and again is slow") {
  auto is_let_in = [this] {
    context.routed.clear();
    room.take(support::stanza(xml::stanza_kind::presence, {}, real("hag"),
                              std::string{address} + "/hag")
                  .with(xml::element{"x", muc::ns::muc}));
    const bool is_in = !to("hag").back().is_error();
    leave("hag");
    return is_in;
  };
  int times = 0;
  while (times < 1'000 && is_let_in())
    ++times;
  CHECK(times < 100);
}

TEST_CASE_METHOD(fixture, "who enters again gets again what was said") {
  says(room, "hag", 1);
  says(room, "hag", 2, "subject");
  auto traces = [this] {
    context.routed.clear();
    room.take(support::stanza(xml::stanza_kind::presence, {}, real("nurse"),
                              std::string{address} + "/nurse")
                  .with(xml::element{"x", muc::ns::muc}));
    std::vector<std::uint64_t> all;
    for (const auto& x : to("nurse"))
      if (x.is_message())
        all.push_back(x.trace());
    leave("nurse");
    return all;
  };

  const auto first = traces();
  const auto second = traces();

  REQUIRE(first.size() == 2);
  REQUIRE(second.size() == 2);
  for (const auto trace : first) { // none that an account has had
    CHECK(trace > 2);
    CHECK(std::ranges::count(second, trace) == 0);
  }
}

TEST_CASE_METHOD(fixture, "a vCard is the account's, not the client's") {
  context.routed.clear();
  room.take(support::stanza(xml::stanza_kind::iq, "get", real("hag"),
                            std::string{address} + "/hecate")
                .with_id("v")
                .with(xml::element{"vCard", "vcard-temp"}));
  const auto asked = one_to("hecate");
  CHECK(asked.to().str() == "hecate@example.org");
  context.routed.clear();
  room.take(support::stanza(xml::stanza_kind::iq, "result",
                            "hecate@example.org", asked.from().str())
                .with_id(std::string{asked.id()}));

  const auto answer = one_to("hag");
  CHECK(answer.id() == "v");
  CHECK(answer.from().resource() == "hecate");
}

} // namespace room_repeating_test
