// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/room_settings.hpp"

namespace room_settings_test {

using namespace troupe;
using muc::role;
using muc::room_settings;

namespace {

/// Everything as it is not by default.
room_settings all_changed() {
  room_settings x;
  x.name = "A Dark Cave";
  x.description = "For \"witches\"\nonly";
  x.language = "en";
  x.secret = "cauldron";
  x.max_users = 30;
  x.history = 7;
  x.slow_mode = 20;
  x.allow_pm = muc::private_messages::moderators;
  x.whois = muc::real_jids::anyone;
  x.presence_broadcast = {};
  x.presence_broadcast.add(role::moderator);
  x.get_member_list = {};
  x.archived = false;
  x.logged = true;
  x.change_subject = true;
  x.allow_invites = true;
  x.allow_queries = false;
  x.is_public = false;
  x.persistent = true;
  x.moderated = true;
  x.members_only = true;
  x.password_protected = true;
  return x;
}

std::string read_name(std::string_view document) {
  auto x = muc::read_settings(document);
  REQUIRE(x);
  return x->name;
}

} // namespace

TEST_CASE("a new room is public, open, semi-anonymous, archived, temporary") {
  room_settings x;

  CHECK(x.is_public);
  CHECK(x.archived);
  CHECK_FALSE(x.persistent);
  CHECK_FALSE(x.members_only);
  CHECK_FALSE(x.moderated);
  CHECK_FALSE(x.change_subject);
  CHECK_FALSE(x.password_protected);
  CHECK(x.whois == muc::real_jids::moderators);
  CHECK(x.allow_pm == muc::private_messages::anyone);
  CHECK(x.history == 20);
  CHECK(x.slow_mode == 0);
}

TEST_CASE("settings come back from the store as they were") {
  for (const auto& x : {room_settings{}, all_changed()}) {
    auto read = muc::read_settings(to_document(x));
    REQUIRE(read);
    CHECK(*read == x);
  }
}

TEST_CASE("a document of another version is read as far as it goes") {
  CHECK(muc::read_settings("{}") == room_settings{});
  CHECK(read_name(R"({"name": "a", "colour": "red"})") == "a");
  // what is of another kind is as by default
  for (const auto* each :
       {R"({"name": 1})", R"({"persistent": "yes"})", R"({"max_users": -1})",
        R"({"max_users": 99999999999})", R"({"history": 1.5})",
        R"({"whois": "nobody"})", R"({"allow_pm": 3})",
        R"({"presence_broadcast": "visitor"})", R"({"secret": null})"}) {
    INFO(each);
    CHECK(muc::read_settings(each) == room_settings{});
  }
  auto x = muc::read_settings(
      R"({"presence_broadcast": ["visitor", "none", "witch", 5]})");
  REQUIRE(x);
  CHECK(x->presence_broadcast.has(role::visitor));
  CHECK_FALSE(x->presence_broadcast.has(role::none));
  CHECK_FALSE(x->presence_broadcast.has(role::moderator));
}

TEST_CASE("what is no document of settings is told from one") {
  for (const auto* each : {"", "{", "[]", "null", "\"a\"", "{} {}", "\xff"}) {
    INFO(each);
    CHECK_FALSE(muc::read_settings(each));
  }
}

TEST_CASE("text that is no UTF-8 does not stop settings from being stored") {
  room_settings x;
  x.name = "a\xff";

  CHECK(read_name(to_document(x)) == "a\xef\xbf\xbd");
}

TEST_CASE("a change of privacy has its own status code, any other has 104") {
  using codes = std::vector<std::uint16_t>;
  room_settings before;
  auto after = [&](auto change) {
    auto x = before;
    change(x);
    return status_codes(before, x);
  };

  CHECK(status_codes(before, before).empty());
  CHECK(after([](auto& x) { x.logged = true; }) == codes{170});
  CHECK(after([](auto& x) { x.archived = false; }) == codes{104});
  CHECK(after([](auto& x) { x.whois = muc::real_jids::anyone; }) == codes{172});
  CHECK(after([](auto& x) { x.name = "a"; }) == codes{104});
  CHECK(after([](auto& x) { x.slow_mode = 5; }) == codes{104});
  CHECK(status_codes(before, all_changed()) == codes{170, 172, 104});
  CHECK(status_codes(all_changed(), before) == codes{171, 173, 104});
}

TEST_CASE("a room has one feature of each pair") {
  using features = std::array<std::string_view, 6>;

  CHECK(muc::room_features({})
        == features{"muc_unsecured", "muc_public", "muc_temporary", "muc_open",
                    "muc_unmoderated", "muc_semianonymous"});
  CHECK(room_features(all_changed())
        == features{"muc_passwordprotected", "muc_hidden", "muc_persistent",
                    "muc_membersonly", "muc_moderated", "muc_nonanonymous"});
}

} // namespace room_settings_test
