// SPDX-License-Identifier: Apache-2.0
// Invitations, requests for voice, registrations.
#include <catch2/catch.hpp>

#include "tests/muc/room_fixture.hpp"
#include "tests/support/print_result.hpp"

namespace room_asking_test {

using namespace troupe;
using support::item;
using support::query;
using support::wanted;
using xml::condition;
using xml::iq_type;

namespace {

constexpr auto set = iq_type::set;

struct fixture : support::room_fixture {
  void changes(xml::element x) { result("crone", set, query({std::move(x)})); }
  /// Why a message that was sent to the room is refused.
  condition refused(const std::string& user) {
    const auto answer = one_to(user);
    REQUIRE(answer.is_error());
    return xml::read_error(answer).what;
  }
};

xml::element of_user(std::string_view name, std::string_view to) {
  return xml::element{name, muc::ns::user}.with("to", to);
}

xml::element user_x(std::vector<xml::element> content) {
  xml::element x{"x", muc::ns::user};
  for (auto& each : content)
    x.add(std::move(each));
  return x;
}

xml::element
voice_form(const std::vector<std::pair<std::string, std::string>>& fields) {
  part::data_form form{part::form_type::submit,
                       "http://jabber.org/protocol/muc#request"};
  form.add({.var = "muc#role", .values = {"participant"}});
  for (const auto& [var, value] : fields)
    form.add({.var = var, .values = {value}});
  return to_element(form);
}

xml::element registration(const std::string& nick) {
  part::data_form form{part::form_type::submit,
                       "http://jabber.org/protocol/muc#register"};
  form.add({.var = "muc#register_roomnick", .values = {nick}});
  return xml::element{"query", muc::ns::registering}.with(to_element(form));
}

constexpr auto members_only = "muc#roomconfig_membersonly";
constexpr auto moderated = "muc#roomconfig_moderatedroom";

} // namespace

TEST_CASE_METHOD(fixture, "one message invites so many, and none too many") {
  create("crone");
  std::vector<xml::element> invites;
  for (int i = 0; i < 50; ++i)
    invites.push_back(of_user("invite", std::to_string(i) + "@example.org"));
  tell("crone", user_x(invites));
  CHECK(context.routed.size() == 50);

  invites.push_back(of_user("invite", "hag@example.org"));
  tell("crone", user_x(invites));
  CHECK(refused("crone") == condition::policy_violation);
  CHECK(context.routed.size() == 1);
}

TEST_CASE_METHOD(fixture, "an invitation that cannot be keeps others back") {
  create("crone");
  changes(item({{"affiliation", "outcast"}, {"jid", "nurse@example.org"}}));
  for (const auto& [to, why] :
       {std::pair{"@", condition::jid_malformed},
        std::pair{"", condition::jid_malformed},
        std::pair{"nurse@example.org", condition::not_allowed}}) {
    tell("crone",
         user_x({of_user("invite", "hag@example.org"), of_user("invite", to)}));
    CHECK(refused("crone") == why);
    CHECK(context.routed.size() == 1);
  }
}

TEST_CASE_METHOD(fixture, "nobody invites from outside") {
  create("crone");

  tell("hag", user_x({of_user("invite", "nurse@example.org")}));

  CHECK(refused("hag") == condition::not_acceptable);
}

TEST_CASE_METHOD(fixture, "who is invited twice at once becomes one member") {
  create("crone", wanted({{members_only, "1"}}));

  tell("crone", user_x({of_user("invite", "hag@example.org/one"),
                        of_user("invite", "hag@example.org/two")}));

  CHECK(to("hag@example.org/one").size() == 1);
  CHECK(to("hag@example.org/two").size() == 1);
  CHECK(list("member") == "hag@example.org");
}

TEST_CASE_METHOD(fixture, "a refusal reaches those who could have invited") {
  create("crone");
  changes(item({{"affiliation", "admin"}, {"jid", "nurse@example.org"}}));
  changes(item({{"affiliation", "member"}, {"jid", "hecate@example.org"}}));

  tell("hag", user_x({of_user("decline", std::string{address} + "/crone")}));
  CHECK(one_to("crone").id() == "m");
  tell("hag", user_x({of_user("decline", "nurse@example.org")}));
  CHECK(one_to("nurse").id() == "m");
  for (const auto* who : {"stranger@example.org", "hecate@example.org"}) {
    tell("hag", user_x({of_user("decline", who)}));
    CHECK(context.routed.empty());
  }
  tell("hag", user_x({of_user("decline", "")}));
  CHECK(refused("hag") == condition::jid_malformed);
}

TEST_CASE_METHOD(fixture, "a refusal is no way round a room's privacy") {
  create("crone", wanted({{"muc#roomconfig_allowpm", "none"}}));
  enter("hecate");

  tell("hag", user_x({of_user("decline", std::string{address} + "/hecate")}));
  CHECK(context.routed.empty());
  tell("hag", user_x({of_user("decline", "hecate@example.org")}));
  CHECK(context.routed.empty());
  tell("hag", user_x({of_user("decline", "crone@example.org")}));
  CHECK(one_to("crone").id() == "m");
}

TEST_CASE_METHOD(fixture, "who invites many waits before he invites more") {
  create("crone");
  std::vector<xml::element> invites;
  for (int i = 0; i < 50; ++i)
    invites.push_back(of_user("invite", std::to_string(i) + "@example.org"));
  tell("crone", user_x(invites));

  const auto more = user_x({of_user("invite", "hag@example.org")});
  tell("crone", more);
  CHECK(refused("crone") == condition::policy_violation);
  context.advance(std::chrono::seconds{2});
  tell("crone", more);
  CHECK(to("hag").size() == 1);
}

TEST_CASE_METHOD(fixture, "rooms are not invited") {
  create("crone");

  tell("crone", user_x({of_user("invite", "heath@conference.example.org")}));

  CHECK(refused("crone") == condition::not_acceptable);
}

TEST_CASE_METHOD(fixture, "who may not ban is not told who is banned") {
  create("crone");
  changes(item({{"affiliation", "outcast"}, {"jid", "nurse@example.org"}}));
  enter("hag");

  tell("hag", user_x({of_user("invite", "nurse@example.org")}));

  CHECK(refused("hag") == condition::forbidden);
  CHECK(xml::read_error(one_to("hag")).text.empty());
}

TEST_CASE_METHOD(fixture, "who enters again and again is told to wait") {
  create("crone");
  const auto again = support::stanza(xml::stanza_kind::presence, {},
                                     real("hag"), std::string{address} + "/hag")
                         .with(xml::element{"x", muc::ns::muc});
  for (int i = 0; i < 50; ++i)
    room.take(again);
  CHECK_FALSE(to("hag").back().is_error());
  context.routed.clear();
  room.take(again);
  CHECK(refused("hag") == condition::policy_violation);

  leave("hag");
  context.routed.clear();
  room.take(again);
  CHECK(refused("hag") == condition::policy_violation);
}

TEST_CASE_METHOD(fixture, "the server has its own bound of occupants") {
  context.config.rooms.occupants = 2;
  create("crone", wanted({{"muc#roomconfig_maxusers", "2"}}));
  enter("hag");
  room.take(support::stanza(xml::stanza_kind::presence, {}, real("nurse"),
                            std::string{address} + "/nurse")
                .with(xml::element{"x", muc::ns::muc}));
  CHECK(refused("nurse") == condition::service_unavailable);

  // One more client of hers takes no place.
  enter("hag@example.org/desk", "hag");
}

TEST_CASE_METHOD(fixture, "who updates too often is shown as he is at last") {
  create("crone");
  enter("hag");
  for (int i = 0; i < 60; ++i)
    room.take(support::stanza(xml::stanza_kind::presence, {}, real("hag"),
                              std::string{address} + "/hag")
                  .with(xml::element{"status", "jabber:client"}.with_text(
                      std::to_string(i))));
  CHECK(to("crone").size() < 60);
  context.routed.clear();

  context.advance(std::chrono::seconds{2});

  const auto* status = one_to("crone").child("status", "jabber:client");
  REQUIRE(status);
  CHECK(status->text() == "59");
}

TEST_CASE_METHOD(fixture, "a whisper says nothing in the room's name") {
  create("crone");
  enter("hag");
  room.take(support::stanza(xml::stanza_kind::message, "chat", real("hag"),
                            std::string{address} + "/crone")
                .with(xml::element{"body", "jabber:client"})
                .with(xml::element{"delay", "urn:xmpp:delay"}.with(
                    "stamp", "2004-09-29T01:54:37Z"))
                .with(xml::element{"stanza-id", "urn:xmpp:sid:0"}
                          .with("by", address)
                          .with("id", "x")));

  const auto got = one_to("crone");
  CHECK(got.child("body", "jabber:client") != nullptr);
  CHECK(got.child("delay", "urn:xmpp:delay") == nullptr);
  CHECK(got.child("stanza-id", "urn:xmpp:sid:0") == nullptr);
}

TEST_CASE_METHOD(fixture, "who has voice need not ask for it") {
  create("crone");
  enter("hag");

  tell("hag", voice_form({}));

  CHECK(refused("hag") == condition::unexpected_request);
}

TEST_CASE_METHOD(fixture, "who asks for voice is told if nobody can give it") {
  create("crone", wanted({{moderated, "1"}}));
  enter("hag");
  leave("crone");

  tell("hag", voice_form({}));

  CHECK(refused("hag") == condition::recipient_unavailable);
}

TEST_CASE_METHOD(fixture, "nobody gives himself voice") {
  create("crone", wanted({{moderated, "1"}}));
  enter("hag");

  tell("hag",
       voice_form({{"muc#roomnick", "hag"}, {"muc#request_allow", "1"}}));

  CHECK(refused("hag") == condition::forbidden);
}

TEST_CASE_METHOD(fixture, "voice is for who asked, not for who has his nick") {
  create("crone", wanted({{moderated, "1"}}));
  enter("hag", "witch");
  leave("hag");
  enter("nurse", "witch");

  tell("crone", voice_form({{"muc#jid", "hag@example.org/pda"},
                            {"muc#roomnick", "witch"},
                            {"muc#request_allow", "1"}}));

  CHECK(refused("crone") == condition::item_not_found);
  CHECK(to("nurse").empty());
}

TEST_CASE_METHOD(fixture, "nobody reserves the nick that another uses") {
  create("crone");
  enter("hag");

  CHECK(refusal("nurse", set, registration("hag")) == condition::conflict);
  CHECK(refusal("nurse", set, registration("   ")) == condition::not_allowed);
  CHECK(refusal("nurse", set, registration(std::string(2'000, 'x')))
        == condition::not_acceptable);
  CHECK(list("member").empty());
}

TEST_CASE_METHOD(fixture, "a registration is taken back") {
  create("crone");
  const auto remove = xml::element{"query", muc::ns::registering}.with(
      xml::element{"remove", muc::ns::registering});
  result("hag", set, registration("hag"));
  result("crone", set, registration("crone"));
  CHECK(list("member") == "hag@example.org(hag)");
  CHECK(list("owner") == "crone@example.org(crone)");

  result("hag", set, remove);
  result("crone", set, remove);
  result("nurse", set, remove);

  CHECK(list("member").empty());
  CHECK(list("owner") == "crone@example.org");
}

TEST_CASE_METHOD(fixture, "nobody comes to more by registering") {
  create("crone", wanted({{moderated, "1"}}));
  CHECK(refusal("hag", set, registration("hag")) == condition::not_allowed);
  changes(item({{"affiliation", "member"}, {"jid", "hag@example.org"}}));
  result("hag", set, registration("hag"));

  result("crone", set,
         support::settings(
             wanted({{moderated, "0"},
                     {"muc#roomconfig_passwordprotectedroom", "1"},
                     {"muc#roomconfig_roomsecret", "cauldronburn"}})));
  CHECK(refusal("nurse", set, registration("nurse")) == condition::not_allowed);
}

TEST_CASE_METHOD(fixture, "a voice that was taken is not registered back") {
  create("crone");
  enter("hag");
  changes(item({{"nick", "hag"}, {"role", "visitor"}}));
  auto visitors = [this] {
    return result("crone", iq_type::get, query({item({{"role", "visitor"}})}))
        .children()
        .size();
  };

  result("hag", set, registration("hag"));
  CHECK(visitors() == 1);
  result("hag", set,
         xml::element{"query", muc::ns::registering}.with(
             xml::element{"remove", muc::ns::registering}));
  CHECK(visitors() == 1);
}

TEST_CASE_METHOD(fixture, "who may not be seen is gone for the others") {
  create("crone", wanted({{"muc#roomconfig_presencebroadcast", "moderator"}}));
  enter("hag");
  changes(item({{"nick", "hag"}, {"role", "moderator"}}));
  CHECK(to("crone").size() == 2); // the answer, and that hag is there

  changes(item({{"nick", "hag"}, {"role", "participant"}}));

  CHECK(to("crone").back().type() == "unavailable");
  CHECK(one_to("hag").type().empty());
}

} // namespace room_asking_test
