// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/muc/room_fixture.hpp"
#include "tests/support/moved.hpp"

namespace room_admin_test {

using namespace troupe;
using support::item;
using support::query;
using xml::condition;
using xml::iq_type;

namespace {

constexpr auto set = iq_type::set;
constexpr auto get = iq_type::get;

struct fixture : support::room_fixture {
  fixture() {
    create("crone");
    enter("hag");
  }
  condition refused(std::vector<xml::element> items) {
    return refusal("crone", set, query(std::move(items)));
  }
  void changes(std::vector<xml::element> items) {
    result("crone", set, query(std::move(items)));
  }
};

std::string status_codes(const xml::stanza& x) {
  std::string codes;
  const auto* user = x.child("x", muc::ns::user);
  REQUIRE(user);
  for (const auto* each : user->children())
    if (each->is("status", muc::ns::user))
      codes += std::string{each->attr_or_empty("code")} + ' ';
  return codes;
}

} // namespace

TEST_CASE_METHOD(fixture, "an item names somebody, and one thing of him") {
  CHECK(refused({item({{"role", "none"}})}) == condition::bad_request);
  CHECK(refused({item({{"affiliation", "member"}})}) == condition::bad_request);
  CHECK(refused({item({{"nick", "hag"}})}) == condition::bad_request);
  CHECK(refused({item(
            {{"nick", "hag"}, {"role", "none"}, {"affiliation", "member"}})})
        == condition::bad_request);
  CHECK(refused({xml::element{"item", "urn:example:other"}})
        == condition::bad_request);
}

TEST_CASE_METHOD(fixture, "a list is of one role or of one affiliation") {
  auto list_of = [this](xml::element x) {
    return refusal("crone", get, query({std::move(x)}));
  };

  CHECK(refusal("crone", get, query({})) == condition::bad_request);
  CHECK(list_of(item({})) == condition::bad_request);
  CHECK(list_of(item({{"role", "visitor"}, {"affiliation", "member"}}))
        == condition::bad_request);
  CHECK(list_of(item({{"affiliation", "none"}})) == condition::bad_request);
  CHECK(list_of(item({{"role", "none"}})) == condition::bad_request);
  CHECK(list_of(item({{"affiliation", "king"}})) == condition::not_acceptable);
  CHECK(list_of(item({{"role", "king"}})) == condition::not_acceptable);
}

TEST_CASE_METHOD(fixture, "who is not there has no role") {
  CHECK(refused({item({{"nick", "nobody"}, {"role", "none"}})})
        == condition::item_not_found);
  CHECK(refused({item({{"nick", ""}, {"role", "none"}})})
        == condition::item_not_found);
  CHECK(refused({item({{"nick", std::string(2'000, 'x')}, {"role", "none"}})})
        == condition::item_not_found);
  CHECK(refused({item({{"jid", "nobody@example.org"}, {"role", "none"}})})
        == condition::item_not_found);
  CHECK(refused({item({{"nick", "nobody"}, {"affiliation", "outcast"}})})
        == condition::item_not_found);
}

TEST_CASE_METHOD(fixture, "a role is given by JID, too") {
  changes({item({{"jid", "hag@example.org"}, {"role", "visitor"}})});
  CHECK(refusal("hag", set,
                query({item({{"nick", "hag"}, {"role", "moderator"}})}))
        == condition::forbidden);

  changes({item({{"jid", "hag@example.org/pda"}, {"role", "none"}})});

  CHECK(status_codes(one_to("hag")) == "110 307 ");
}

TEST_CASE_METHOD(fixture, "who is banned by nick is so by JID") {
  changes({item({{"nick", "hag"}, {"affiliation", "outcast"}})});

  CHECK(status_codes(one_to("hag")) == "110 301 ");
  CHECK(list("outcast") == "hag@example.org");
}

TEST_CASE_METHOD(fixture, "a request has so many items, and none too many") {
  std::vector<xml::element> items;
  for (int i = 0; i < 256; ++i)
    items.push_back(item({{"affiliation", "member"},
                          {"jid", std::to_string(i) + "@example.org"}}));
  changes(items);
  items.push_back(item({{"affiliation", "none"}, {"jid", "0@example.org"}}));

  CHECK(refused(items) == condition::not_acceptable);
  CHECK(list("member").starts_with("0@example.org "));
}

TEST_CASE_METHOD(fixture, "a reason has so many bytes, and none too many") {
  const std::string most(1'024, 'x');
  changes({item({{"affiliation", "outcast"}, {"jid", "a@example.org"}}, most)});

  CHECK(refused({item({{"affiliation", "outcast"}, {"jid", "b@example.org"}},
                      most + 'x')})
        == condition::not_acceptable);
  CHECK(refused({item({{"role", "none"}, {"nick", "hag"}}, most + 'x')})
        == condition::not_acceptable);
  CHECK(list("outcast") == "a@example.org");
}

TEST_CASE_METHOD(fixture, "addresses and nicknames are such") {
  const std::string huge(2'000, 'x');
  for (const auto& text : {std::string{}, std::string{"@"}, huge + "@x"})
    CHECK(refused({item({{"affiliation", "member"}, {"jid", text}})})
          == condition::jid_malformed);
  for (const auto& nick : {std::string{"  "}, huge})
    CHECK(refused({item({{"affiliation", "member"},
                         {"jid", "a@example.org"},
                         {"nick", nick}})})
          == condition::not_acceptable);
  CHECK(refused({item({{"affiliation", "member"},
                       {"jid", "a@example.org"},
                       {"nick", std::string(257, 'x')}})})
        == condition::not_acceptable);
  CHECK(list("member").empty());
}

TEST_CASE_METHOD(fixture, "rooms are nothing to each other") {
  for (const auto* jid :
       {"heath@conference.example.org", "conference.example.org"})
    CHECK(refused({item({{"affiliation", "member"}, {"jid", jid}})})
          == condition::not_acceptable);
  CHECK(list("member").empty());
}

TEST_CASE_METHOD(fixture, "who has no power learns of nobody by a refusal") {
  for (const auto* who : {"hag", "stranger"})
    for (const auto* target : {"crone", "nobody"}) {
      const std::string nick{target};
      const auto jid = nick + "@example.org";
      for (const auto& x :
           {item({{"nick", nick}, {"role", "none"}}),
            item({{"jid", jid}, {"role", "visitor"}}),
            item({{"jid", jid + "/pda"}, {"role", "moderator"}}),
            item({{"nick", nick}, {"affiliation", "outcast"}}),
            item({{"jid", jid}, {"affiliation", "member"}})})
        CHECK(refusal(who, set, query({x})) == condition::forbidden);
    }
}

TEST_CASE_METHOD(fixture, "nor does an admin who is not in, for what he may"
                          " not do") {
  changes({item({{"affiliation", "admin"}, {"jid", "nurse@example.org"}})});

  for (const auto* nick : {"hag", "nobody"})
    for (const auto* role : {"none", "visitor", "participant"})
      CHECK(
          refusal("nurse", set, query({item({{"nick", nick}, {"role", role}})}))
          == condition::forbidden);
  result("nurse", set, query({item({{"nick", "hag"}, {"role", "moderator"}})}));
}

TEST_CASE_METHOD(fixture, "while the store is behind, nothing is changed") {
  support::moved moved{observe::limit::room_writes};
  const auto ban = item({{"nick", "hag"}, {"affiliation", "outcast"}});
  context.congested = true;

  CHECK(refused({ban}) == condition::resource_constraint);
  CHECK(refusal("crone", set, support::settings(support::wanted({})))
        == condition::resource_constraint);
  context.routed.clear();
  room.take(support::stanza(xml::stanza_kind::presence, {}, real("nurse"),
                            std::string{address} + "/nurse")
                .with(xml::element{"x", muc::ns::muc}));
  REQUIRE(one_to("nurse").is_error());
  CHECK(xml::read_error(one_to("nurse")).what
        == condition::resource_constraint);

  context.congested = false;
  changes({ban});
  CHECK(moved.by() > 0);
}

TEST_CASE_METHOD(fixture, "all is done of a request, or nothing") {
  CHECK(refused({item({{"affiliation", "member"}, {"jid", "a@example.org"}}),
                 item({{"nick", "hag"}, {"role", "none"}}),
                 item({{"affiliation", "king"}, {"jid", "b@example.org"}})})
        == condition::not_acceptable);
  CHECK(refused({item({{"affiliation", "member"}, {"jid", "a@example.org"}}),
                 item({{"affiliation", "owner"}, {"jid", "a@example.org/x"}})})
        == condition::bad_request);

  CHECK(list("member").empty());
}

TEST_CASE_METHOD(fixture, "a room is handed on in one request") {
  changes({item({{"affiliation", "none"}, {"jid", "crone@example.org"}}),
           item({{"affiliation", "owner"}, {"jid", "hag@example.org"}})});

  CHECK(list("owner") == "hag@example.org");
}

TEST_CASE_METHOD(fixture, "members change their nicks in one request") {
  auto reserved = [](const std::string& user, const std::string& nick) {
    return item({{"affiliation", "member"},
                 {"jid", user + "@example.org"},
                 {"nick", nick}});
  };
  changes({reserved("a", "one"), reserved("b", "two")});

  changes({reserved("a", "two"), reserved("b", "one")});
  CHECK(list("member") == "a@example.org(two) b@example.org(one)");
  CHECK(refused({reserved("c", "one")}) == condition::conflict);
  CHECK(refused({reserved("c", "x"), reserved("d", "x")})
        == condition::conflict);
  changes({item({{"affiliation", "none"}, {"jid", "b@example.org"}}),
           reserved("c", "one")});
  CHECK(list("member") == "a@example.org(two) c@example.org(one)");
}

TEST_CASE_METHOD(fixture, "the console keeps order without being in") {
  const std::string operator_{console};
  result(operator_, set, query({item({{"nick", "hag"}, {"role", "visitor"}})}));
  CHECK(to("hag").size() == 1);
  CHECK(result(operator_, get, query({item({{"role", "visitor"}})}))
            .children()
            .size()
        == 1);

  result(operator_, set, query({item({{"nick", "hag"}, {"role", "none"}})}));
  CHECK(status_codes(one_to("hag")) == "110 307 ");
}

TEST_CASE_METHOD(fixture, "an owner who is not in has no role to kick with") {
  changes({item({{"affiliation", "owner"}, {"jid", "nurse@example.org"}})});

  CHECK(
      refusal("nurse", set, query({item({{"nick", "hag"}, {"role", "none"}})}))
      == condition::forbidden);
  result("nurse", set,
         query({item({{"nick", "hag"}, {"affiliation", "outcast"}})}));
}

TEST_CASE_METHOD(fixture, "nobody bans the server's administrators") {
  const std::string root = "root@example.org";
  context.admins = {root};

  CHECK(refused({item({{"affiliation", "outcast"}, {"jid", root}})})
        == condition::not_allowed);
  result("root", set,
         query({item({{"affiliation", "admin"}, {"jid", "hag@example.org"}})}));
  CHECK(list("admin") == "hag@example.org");
}

TEST_CASE_METHOD(fixture, "the server's domain is banned as any other") {
  changes({item({{"affiliation", "outcast"}, {"jid", "example.org"}})});

  CHECK(status_codes(one_to("hag")) == "110 301 ");
  CHECK(list("outcast") == "example.org");
  changes({item({{"affiliation", "none"}, {"jid", "example.org"}})});
  CHECK(list("outcast").empty());
}

TEST_CASE_METHOD(fixture, "nothing is left of a room that all have to leave") {
  leave("crone");

  result("crone", set,
         query({item({{"affiliation", "outcast"}, {"jid", "hag@example.org"}}),
                item({{"affiliation", "member"}, {"jid", "a@example.org"}})}));

  CHECK(context.times_vanished == 1);
  auto& store = context.store();
  CHECK(store.entries(address, "affiliations")->empty());
  CHECK(store.entries(address, "occupants")->empty());
  CHECK(!*store.document(address, "room.conference.example.org"));
  CHECK(refusal("crone", get, query({item({{"affiliation", "member"}})}))
        == condition::item_not_found);
}

} // namespace room_admin_test
