// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/muc/room_fixture.hpp"
#include "tests/support/print_result.hpp"

namespace room_owner_test {

using namespace troupe;
using support::item;
using support::query;
using support::settings;
using support::wanted;
using xml::condition;
using xml::iq_type;

namespace {

constexpr auto set = iq_type::set;
constexpr auto get = iq_type::get;

struct fixture : support::room_fixture {
  condition refused(const part::data_form& form) {
    return refusal("crone", set, settings(form));
  }
  void configured(const part::data_form& form) {
    result("crone", set, settings(form));
  }
  part::data_form form_now() {
    const auto answer
        = result("crone", get, xml::element{"query", muc::ns::owner});
    const auto* x = answer.child("x", part::ns::data_forms);
    REQUIRE(x);
    return *part::read_data_form(*x);
  }
};

xml::element destroy() {
  return {"destroy", muc::ns::owner};
}

xml::element owner_query(xml::element content) {
  return xml::element{"query", muc::ns::owner}.with(std::move(content));
}

} // namespace

TEST_CASE_METHOD(fixture, "a form that is none of the room's changes nothing") {
  create("crone");

  CHECK(refused(part::data_form{part::form_type::form, muc::ns::room_config})
        == condition::bad_request);
  CHECK(refused(part::data_form{part::form_type::submit, "urn:example:other"})
        == condition::bad_request);
  CHECK(refusal("crone", set,
                owner_query(xml::element{"x", part::ns::data_forms}.with(
                    "type", "king")))
        == condition::bad_request);
  CHECK(refusal("crone", set, xml::element{"query", muc::ns::owner})
        == condition::bad_request);
}

TEST_CASE_METHOD(fixture, "of a form with an absurd value nothing is taken") {
  create("crone");
  const std::string number(40, '9');
  const std::string text(10'000, 'x');

  for (const auto& [var, value] :
       {std::pair{"muc#roomconfig_maxusers", number},
        std::pair{"muc#maxhistoryfetch", number},
        std::pair{"muc#maxhistoryfetch", std::string{"-1"}},
        std::pair{"muc#roomconfig_roomdesc", text},
        std::pair{"muc#roomconfig_roomsecret", text},
        std::pair{"muc#roomconfig_whois", std::string{"nobody"}},
        std::pair{"muc#roomconfig_roomadmins", std::string{"@"}}})
    CHECK(refused(wanted({{"muc#roomconfig_roomname", "x"}, {var, value}}))
          == condition::not_acceptable);
  CHECK(form_now().find("muc#roomconfig_roomname")->value().empty());
}

TEST_CASE_METHOD(fixture, "who is not an owner has no form") {
  create("crone");
  result("crone", set,
         query({item({{"affiliation", "admin"}, {"jid", "hag@example.org"}})}));

  for (const auto* user : {"hag", "nurse"}) {
    CHECK(refusal(user, get, xml::element{"query", muc::ns::owner})
          == condition::forbidden);
    CHECK(refusal(user, set, settings(wanted({}))) == condition::forbidden);
    CHECK(refusal(user, set, owner_query(destroy())) == condition::forbidden);
  }
}

TEST_CASE_METHOD(fixture, "a new list of owners leaves the others nothing") {
  create("crone");
  enter("hag");

  configured(wanted({{"muc#roomconfig_roomowners", "hag@example.org"}}));

  CHECK(list("owner") == "hag@example.org");
  CHECK(refusal("crone", get, xml::element{"query", muc::ns::owner})
        == condition::forbidden);
}

TEST_CASE_METHOD(fixture, "the lists of the form leave members as they are") {
  create("crone");
  result("crone", set,
         query({item({{"affiliation", "member"}, {"jid", "hag@example.org"}}),
                item({{"affiliation", "outcast"}, {"jid", "a@example.org"}})}));

  configured(wanted({{"muc#roomconfig_roomadmins", "b@example.org"},
                     {"muc#roomconfig_roomowners", "crone@example.org"}}));

  CHECK(list("member") == "hag@example.org");
  CHECK(list("outcast") == "a@example.org");
  CHECK(list("admin") == "b@example.org");
}

TEST_CASE_METHOD(fixture, "an admin of the form stays in a room for members") {
  create("crone");
  enter("hag");
  enter("nurse");

  configured(wanted({{"muc#roomconfig_membersonly", "1"},
                     {"muc#roomconfig_roomadmins", "hag@example.org"}}));

  CHECK(to("nurse").back().type() == "unavailable");
  for (const auto& x : to("hag"))
    CHECK((x.type() != "unavailable" || x.from().resource() == "nurse"));
}

TEST_CASE_METHOD(fixture, "the console makes a room that nobody is in") {
  const std::string operator_{console};
  const auto form
      = wanted({{"muc#roomconfig_roomowners", "crone@example.org"}});
  result(operator_, set, settings(form));

  CHECK(list("owner") == "crone@example.org");
  CHECK(context.times_vanished == 0);
  enter("hag");
  leave("hag");
  CHECK(context.times_vanished == 1);
}

TEST_CASE_METHOD(fixture, "what the console cannot make is not there") {
  CHECK(refusal(std::string{console}, set,
                settings(wanted({{"muc#roomconfig_maxusers", "many"}})))
        == condition::not_acceptable);

  CHECK(refusal("hag", get, query({item({{"affiliation", "owner"}})}))
        == condition::item_not_found);
  CHECK(!*context.store().document(address, "room.conference.example.org"));
}

TEST_CASE_METHOD(fixture, "an empty room ends when it is to stay no longer") {
  create("crone", wanted({{"muc#roomconfig_persistentroom", "1"}}));
  leave("crone");
  CHECK(context.times_vanished == 0);

  configured(wanted({{"muc#roomconfig_persistentroom", "0"}}));

  CHECK(context.times_vanished == 1);
}

TEST_CASE_METHOD(fixture, "a room is not destroyed for what cannot be told") {
  create("crone");

  auto elsewhere = destroy();
  elsewhere.set("jid", "@");
  CHECK(refusal("crone", set, owner_query(std::move(elsewhere)))
        == condition::jid_malformed);
  auto lengthy = destroy();
  lengthy.add(xml::element{"reason", muc::ns::owner}.with_text(
      std::string(2'000, 'x')));
  CHECK(refusal("crone", set, owner_query(std::move(lengthy)))
        == condition::not_acceptable);
  CHECK(context.times_vanished == 0);
}

TEST_CASE_METHOD(fixture, "each session is told once that the room is gone") {
  create("crone");
  enter("hag@example.org/one", "hag");
  enter("hag@example.org/two", "hag");

  result("crone", set, owner_query(destroy()));

  for (const auto* session : {"hag@example.org/one", "hag@example.org/two"}) {
    const auto told = one_to(session);
    CHECK(told.type() == "unavailable");
    CHECK(told.from().resource() == "hag");
  }
}

} // namespace room_owner_test
