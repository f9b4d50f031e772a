// SPDX-License-Identifier: Apache-2.0
// What a room states of each stanza, and to which trace belongs what it says.
#include <algorithm>

#include <catch2/catch.hpp>

#include "actors/base/trace.hpp"
#include "actors/muc/service.hpp"
#include "tests/muc/room_fixture.hpp"
#include "tests/support/situation.hpp"
#include "xml/namespaces.hpp"

namespace room_tracing_test {

using namespace troupe;
using support::item;
using support::query;
using support::wanted;
using xml::element;
using xml::iq_type;
using xml::stanza_kind;
namespace trace = troupe::base::trace;
using strings = std::vector<std::string>;

namespace {

constexpr std::uint32_t long_ago = 5;
constexpr std::uint32_t just_now = 7;

/// `x` as ingress marks it if somebody follows it.
xml::stanza followed(const xml::stanza& x, std::uint64_t id,
                     std::uint32_t arrived = long_ago) {
  return x.with_trace(id).with_arrival(arrived, true);
}

strings texts_of(const std::vector<support::fake_room_context::noted>& all) {
  strings texts;
  for (const auto& n : all)
    texts.push_back(std::string{part::name_of(n.decision.how)} + ": "
                    + std::string{n.decision.reason});
  return texts;
}

struct fixture : support::room_fixture {
  static std::string place(std::string_view nick) {
    return std::string{address} + '/' + std::string{nick};
  }
  static xml::stanza presence(const std::string& user, std::string_view nick,
                              std::string_view type = {}) {
    return support::stanza(stanza_kind::presence, type, real(user),
                           place(nick));
  }
  static xml::stanza entering(const std::string& user,
                              std::string_view nick = {}) {
    return presence(user, nick.empty() ? user : nick)
        .with(element{"x", muc::ns::muc});
  }
  static xml::stanza to_all(const std::string& user, const char* what) {
    return support::stanza(stanza_kind::message, "groupchat", real(user),
                           address)
        .with(element{what, xml::ns::client}.with_text("hello"));
  }
  /// All that the room does with it belongs to its trace.
  void take(const xml::stanza& x) {
    const trace::scope within{x};
    context.routed.clear();
    room.take(x);
  }
  /// What is stated when the room takes it.
  strings stated_of(const xml::stanza& x) {
    context.notes.clear();
    take(x);
    return texts_of(context.notes);
  }

  trace::diversion away{[](const trace::record&) {}};
};

/// A room in which all that a newcomer gets was said and followed long ago.
struct old_room : fixture {
  old_room() {
    create("crone");
    take(followed(entering("hag"), 1));
    take(followed(to_all("hag", "body"), 2));
    take(followed(to_all("crone", "subject"), 3));
  }
  std::vector<xml::stanza> to_nurse(stanza_kind kind) const {
    auto all = to("nurse");
    std::erase_if(all, [kind](const auto& x) { return x.kind() != kind; });
    return all;
  }
};

element voice_form(const std::string& nick, const std::string& allow) {
  part::data_form form{part::form_type::submit,
                       "http://jabber.org/protocol/muc#request"};
  form.add({.var = "muc#role", .values = {"participant"}});
  form.add({.var = "muc#roomnick", .values = {nick}});
  form.add({.var = "muc#request_allow", .values = {allow}});
  return to_element(form);
}

} // namespace

TEST_CASE_METHOD(old_room, "what a newcomer is told has not come in late") {
  take(entering("nurse").with_trace(4));

  CHECK(to_nurse(stanza_kind::presence).size() == 3);
  CHECK(to_nurse(stanza_kind::message).size() == 2);
  for (const auto& x : to("nurse")) {
    CHECK(x.arrived() == 0);
    CHECK_FALSE(x.is_followed());
  }
}

TEST_CASE_METHOD(old_room, "who is in is told of within the trace of who"
                           " enters") {
  take(followed(entering("nurse"), 4, just_now));

  for (const auto& x : to_nurse(stanza_kind::presence)) {
    CHECK(x.trace() == 4);
    CHECK(x.is_followed());
    const bool is_own = x.from().resource() == "nurse";
    CHECK(x.arrived() == (is_own ? just_now : 0));
  }
  for (const auto& x : to_nurse(stanza_kind::message)) {
    CHECK(x.trace() > 4); // one of its own
    CHECK(x.arrived() == 0);
    CHECK_FALSE(x.is_followed());
  }
  const auto seen = one_to("hag");
  CHECK(seen.trace() == 4);
  CHECK(seen.is_followed());
  CHECK(seen.arrived() == just_now);
}

TEST_CASE_METHOD(old_room, "another role is told of within the trace of who"
                           " gives it") {
  take(
      followed(support::stanza(stanza_kind::iq, "set", real("crone"), address)
                   .with_id("q")
                   .with(query({item({{"nick", "hag"}, {"role", "visitor"}})})),
               5, just_now));

  const auto seen = one_to("hag");
  CHECK(seen.trace() == 5);
  CHECK(seen.is_followed());
  CHECK(seen.arrived() == 0);
}

TEST_CASE_METHOD(fixture, "presence that comes too soon is shown in its own"
                          " trace") {
  create("crone");
  enter("hag");
  std::uint64_t id = 0;
  auto show = [&] { return stated_of(followed(presence("hag", "hag"), ++id)); };
  while (show() != strings{"held: it is shown later: too many came"})
    REQUIRE(id < 1'000);
  CHECK(context.routed.empty());
  take(presence("crone", "crone")); // nobody follows it
  context.notes.clear();

  context.advance(std::chrono::seconds{5});

  CHECK(texts_of(context.notes)
        == strings{"delivered: to all who are in the room"});
  CHECK(context.notes.front().stanza.trace() == id);
  CHECK(to("crone").back().trace() == id);
  CHECK(to("crone").back().is_followed());
}

TEST_CASE_METHOD(fixture, "why somebody may not enter is stated") {
  constexpr auto locked = "muc#roomconfig_passwordprotectedroom";
  auto refusal = [this](const std::string& user, std::string_view nick) {
    const auto all = stated_of(entering(user, nick));
    CHECK(one_to(user).is_error());
    REQUIRE(all.size() == 1);
    return all.front();
  };
  SECTION("a ban, and a nick that another has") {
    create("crone");
    result("crone", iq_type::set,
           query({item(
               {{"affiliation", "outcast"}, {"jid", "nurse@example.org"}})}));
    CHECK(refusal("nurse", "nurse") == "refused: forbidden");
    CHECK(refusal("hag", "crone") == "refused: conflict");
  }
  SECTION("a password") {
    create("crone",
           wanted({{locked, "1"}, {"muc#roomconfig_roomsecret", "cauldron"}}));
    CHECK(refusal("hag", "hag") == "refused: not-authorized");
  }
  SECTION("members only") {
    create("crone", wanted({{"muc#roomconfig_membersonly", "1"}}));
    CHECK(refusal("hag", "hag") == "refused: registration-required");
  }
}

TEST_CASE_METHOD(fixture, "presence that reaches the others is stated") {
  const strings to_all_in{"delivered: to all who are in the room"};
  context.config.rooms.messages_per_second = 0; // as many as there are
  create("crone");
  CHECK(stated_of(entering("hag")) == to_all_in);
  CHECK(stated_of(presence("hag", "hag")) == to_all_in);
  CHECK(stated_of(presence("hag", "witch")) == to_all_in);
  CHECK(stated_of(to_all("crone", "subject")) == to_all_in);
  CHECK(stated_of(entering("hag@example.org/desk", "witch")) == to_all_in);
  CHECK(stated_of(presence("hag@example.org/desk", "witch", "unavailable"))
        == strings{"delivered: to himself: another client of his stays"});
  CHECK(stated_of(presence("hag", "witch", "unavailable")) == to_all_in);
}

TEST_CASE_METHOD(fixture, "presence that others are not shown is stated so") {
  create("crone", wanted({{"muc#roomconfig_presencebroadcast", "moderator"}}));

  CHECK(stated_of(entering("hag"))
        == strings{"delivered: to himself: others are not shown his role"});
  CHECK(to("crone").empty());
}

TEST_CASE_METHOD(fixture, "what a room makes nothing of is stated, too") {
  create("crone");
  enter("hag");
  auto error = [](xml::condition what) {
    return support::stanza(stanza_kind::message, "error", real("hag"), address)
        .with(xml::to_element(xml::stanza_error::make(what)));
  };
  CHECK(stated_of(presence("nurse", "nurse", "unavailable"))
        == strings{"dropped: its sender is not in the room"});
  CHECK(stated_of(presence("nurse", "nurse"))
        == strings{"dropped: its sender is not in the room"});
  CHECK(stated_of(presence("hag", "hag", "subscribe"))
        == strings{"dropped: a room is not subscribed to"});
  for (const auto& to : {std::string{address}, place("hag")})
    CHECK(stated_of(support::stanza(stanza_kind::iq, "result", real("hag"), to))
          == strings{"dropped: an answer to nothing asked"});
  CHECK(stated_of(error(xml::condition::not_acceptable))
        == strings{"dropped: an error is not answered"});
  CHECK(stated_of(error(xml::condition::item_not_found))
        == strings{"dropped: its sender is gone, and leaves the room"});
  CHECK(one_to("crone").type() == "unavailable");
}

TEST_CASE_METHOD(fixture, "what becomes of a request for voice is stated") {
  create("crone", wanted({{"muc#roomconfig_moderatedroom", "1"}}));
  enter("hag");
  auto answer = [this](const std::string& allow) {
    return stated_of(
        support::stanza(stanza_kind::message, {}, real("crone"), address)
            .with(voice_form("hag", allow)));
  };
  CHECK(answer("0") == strings{"dropped: the moderator gives no voice"});
  CHECK(answer("1") == strings{"delivered: the occupant gets voice"});
  CHECK(answer("1") == strings{"dropped: another moderator was first"});
}

TEST_CASE("what the service makes nothing of is stated") {
  support::fake_room_context context{"conference.example.org"};
  muc::service service{context};
  auto take = [&](stanza_kind kind, std::string_view type) {
    service.take(support::stanza(kind, type, "hag@example.org/pda",
                                 "conference.example.org"));
  };
  take(stanza_kind::presence, "");
  take(stanza_kind::iq, "result");

  CHECK(texts_of(context.notes)
        == strings{"dropped: presence has no meaning here",
                   "dropped: an answer to nothing asked"});
  CHECK(context.routed.empty());
}

TEST_CASE_METHOD(support::situation, "trace: what each stores in a room while"
                                     " the disk is slow") {
  begin();
  auto& bob = log_in("bob@example.org", "phone");
  meet(bob);
  engine->hold();
  for (auto* who : {alice, &bob}) {
    send(*who, xml::stanza{stanza_kind::message, "groupchat", "g"}
                   .with_to(support::jid("coven@conference.example.org"))
                   .with(element{"body", xml::ns::client}.with_text("hello")));
    run();
  }
  engine->release();
  run();
  place.collect_all();

  CHECK(told.size() == 2);
  for (const auto& t : told) {
    auto count = [&t](std::string_view message) {
      return std::ranges::count_if(t->hops, [&](const auto& hop) {
        const auto from = std::ranges::find(t->actors, hop.from,
                                            &observe::trace_record::actor::id);
        return hop.message == message && from != t->actors.end()
               && from->kind == "room";
      });
    };
    CHECK(count("store") == 1);
    CHECK(count("run_transaction") == 1);
    CHECK(t->is_complete);
  }
}

TEST_CASE_METHOD(support::situation, "trace: entering a room, to each who is"
                                     " in") {
  begin();
  meet(log_in("bob@example.org", "phone"));
  const auto& t
      = way_of(xml::stanza{stanza_kind::presence}
                   .with_to(support::jid("coven@conference.example.org/other"))
                   .with(element{"show", xml::ns::client}.with_text("away")));

  CHECK(std::ranges::count(t.decisions, "to all who are in the room",
                           &observe::trace_record::verdict::reason)
        == 1);
  CHECK(t.is_complete);
}

} // namespace room_tracing_test
