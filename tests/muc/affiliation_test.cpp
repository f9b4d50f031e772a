// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/affiliation.hpp"

namespace affiliation_test {

using namespace troupe;
using muc::affiliation;
using muc::affiliation_change;
using muc::affiliation_privilege;
using muc::role;
using muc::role_privilege;
using muc::standing;

namespace {

constexpr affiliation all_affiliations[]
    = {affiliation::outcast, affiliation::none, affiliation::member,
       affiliation::admin, affiliation::owner};
constexpr role all_roles[]
    = {role::none, role::visitor, role::participant, role::moderator};

std::string in_words(std::optional<xml::condition> refusal) {
  return refusal ? std::string{xml::name_of(*refusal)} : "yes";
}

affiliation affiliation_named(std::string_view name) {
  auto found = muc::affiliation_from(name);
  REQUIRE(found);
  return *found;
}

role role_named(std::string_view name) {
  auto found = muc::role_from(name);
  REQUIRE(found);
  return *found;
}

/// "admin moderator"
standing standing_of(std::string_view words) {
  auto end = words.find(' ');
  return {affiliation_named(words.substr(0, end)),
          role_named(words.substr(end + 1))};
}

} // namespace

TEST_CASE("affiliations and roles have the names of the XEP") {
  for (auto x : all_affiliations)
    CHECK(muc::affiliation_from(muc::name_of(x)) == x);
  for (auto x : all_roles)
    CHECK(muc::role_from(muc::name_of(x)) == x);
  CHECK(muc::name_of(affiliation::outcast) == "outcast");
  CHECK(muc::name_of(role::moderator) == "moderator");
  CHECK_FALSE(muc::affiliation_from("moderator"));
  CHECK_FALSE(muc::role_from("owner"));
  CHECK_FALSE(muc::role_from(""));
}

TEST_CASE("roles have the privileges of XEP-0045 5.1.1") {
  struct row {
    role_privilege what;
    bool none, visitor, participant, moderator;
  };
  using enum role_privilege;
  constexpr row rows[] = {
      {be_present, false, true, true, true},
      {receive_messages, false, true, true, true},
      {receive_presence, false, true, true, true},
      {broadcast_presence, false, true, true, true},
      {change_availability, false, true, true, true},
      {change_nick, false, true, true, true},
      {send_private_messages, false, true, true, true},
      {invite, false, true, true, true},
      {send_to_all, false, false, true, true},
      {modify_subject, false, false, true, true},
      {kick, false, false, false, true},
      {grant_voice, false, false, false, true},
      {revoke_voice, false, false, false, true},
  };
  STATIC_REQUIRE(std::size(rows) == muc::role_privileges);
  for (const auto& x : rows) {
    INFO(static_cast<int>(x.what));
    CHECK(may(role::none, x.what) == x.none);
    CHECK(may(role::visitor, x.what) == x.visitor);
    CHECK(may(role::participant, x.what) == x.participant);
    CHECK(may(role::moderator, x.what) == x.moderator);
  }
}

TEST_CASE("affiliations have the privileges of XEP-0045 5.2.1") {
  struct row {
    affiliation_privilege what;
    bool outcast, none, member, admin, owner;
  };
  using enum affiliation_privilege;
  constexpr row rows[] = {
      {enter_open_room, false, true, true, true, true},
      {register_with_open_room, false, true, false, false, false},
      {retrieve_member_list, false, false, true, true, true},
      {enter_members_only_room, false, false, true, true, true},
      {ban, false, false, false, true, true},
      {edit_member_list, false, false, false, true, true},
      {assign_moderators, false, false, false, true, true},
      {edit_admin_list, false, false, false, false, true},
      {edit_owner_list, false, false, false, false, true},
      {configure, false, false, false, false, true},
      {destroy, false, false, false, false, true},
  };
  STATIC_REQUIRE(std::size(rows) == muc::affiliation_privileges);
  for (const auto& x : rows) {
    INFO(static_cast<int>(x.what));
    CHECK(may(affiliation::outcast, x.what) == x.outcast);
    CHECK(may(affiliation::none, x.what) == x.none);
    CHECK(may(affiliation::member, x.what) == x.member);
    CHECK(may(affiliation::admin, x.what) == x.admin);
    CHECK(may(affiliation::owner, x.what) == x.owner);
  }
}

TEST_CASE("who enters has the role of XEP-0045 5.1.2") {
  struct row {
    bool moderated, members_only;
    const char *outcast, *none, *member, *admin, *owner;
  };
  constexpr row rows[] = {
      {true, false, "none", "visitor", "participant", "moderator", "moderator"},
      {false, false, "none", "participant", "participant", "moderator",
       "moderator"},
      {false, true, "none", "none", "participant", "moderator", "moderator"},
      {true, true, "none", "none", "participant", "moderator", "moderator"},
  };
  for (const auto& x : rows) {
    INFO(x.moderated << x.members_only);
    muc::room_kind room{x.moderated, x.members_only};
    CHECK(name_of(initial_role(affiliation::outcast, room)) == x.outcast);
    CHECK(name_of(initial_role(affiliation::none, room)) == x.none);
    CHECK(name_of(initial_role(affiliation::member, room)) == x.member);
    CHECK(name_of(initial_role(affiliation::admin, room)) == x.admin);
    CHECK(name_of(initial_role(affiliation::owner, room)) == x.owner);
  }
}

TEST_CASE("an affiliation that changes brings or takes a role") {
  struct row {
    const char *before, *now, *open, *moderated, *members_only;
  };
  constexpr row rows[] = {
      {"none visitor", "member", "participant", "participant", "participant"},
      {"none visitor", "admin", "moderator", "moderator", "moderator"},
      {"none visitor", "owner", "moderator", "moderator", "moderator"},
      {"none moderator", "member", "moderator", "moderator", "moderator"},
      {"none participant", "outcast", "none", "none", "none"},
      {"member participant", "none", "participant", "visitor", "none"},
      {"member visitor", "none", "participant", "visitor", "none"},
      {"member moderator", "none", "participant", "visitor", "none"},
      {"member participant", "owner", "moderator", "moderator", "moderator"},
      {"admin moderator", "none", "participant", "visitor", "none"},
      {"admin moderator", "member", "participant", "participant",
       "participant"},
      {"owner moderator", "admin", "moderator", "moderator", "moderator"},
      {"owner moderator", "outcast", "none", "none", "none"},
  };
  for (const auto& x : rows) {
    INFO(x.before << " to " << x.now);
    auto now = affiliation_named(x.now);
    auto before = standing_of(x.before);
    CHECK(name_of(role_after(before, now, {})) == x.open);
    CHECK(name_of(role_after(before, now, {.moderated = true})) == x.moderated);
    CHECK(name_of(role_after(before, now, {.members_only = true}))
          == x.members_only);
  }
}

// §5.1.3, each cell that somebody else brings about.
TEST_CASE("roles of the unaffiliated are changed by those who may") {
  struct row {
    const char *from, *to;
    const char *participant, *moderator, *member, *admin, *owner;
  };
  constexpr auto no = "forbidden";
  constexpr auto never = "not-allowed";
  constexpr row rows[] = {
      {"visitor", "none", no, "yes", "yes", "yes", "yes"},
      {"visitor", "participant", no, "yes", "yes", "yes", "yes"},
      {"visitor", "moderator", no, no, no, "yes", "yes"},
      {"participant", "none", no, "yes", "yes", "yes", "yes"},
      {"participant", "visitor", no, "yes", "yes", "yes", "yes"},
      {"participant", "moderator", no, no, no, "yes", "yes"},
      {"moderator", "none", no, never, never, "yes", "yes"},
      {"moderator", "visitor", no, no, no, "yes", "yes"},
      {"moderator", "participant", no, no, no, "yes", "yes"},
  };
  for (const auto& x : rows) {
    INFO(x.from << " to " << x.to);
    auto by = [&](affiliation who, role as) {
      return in_words(refusal_of_role({who, as},
                                      {affiliation::none, role_named(x.from)},
                                      role_named(x.to)));
    };
    CHECK(by(affiliation::none, role::participant) == x.participant);
    CHECK(by(affiliation::none, role::visitor) == x.participant);
    CHECK(by(affiliation::none, role::moderator) == x.moderator);
    CHECK(by(affiliation::member, role::moderator) == x.member);
    CHECK(by(affiliation::admin, role::moderator) == x.admin);
    CHECK(by(affiliation::owner, role::moderator) == x.owner);
  }
}

TEST_CASE("those who are more to the room keep their roles") {
  struct row {
    const char *target, *to;
    const char *none, *member, *admin, *owner; // as moderators
  };
  constexpr auto no = "forbidden";
  constexpr auto never = "not-allowed";
  constexpr row rows[] = {
      // §8.2
      {"member participant", "none", never, "yes", "yes", "yes"},
      {"admin moderator", "none", never, never, "yes", "yes"},
      {"owner moderator", "none", never, never, never, "yes"},
      // §8.4
      {"member participant", "visitor", never, never, "yes", "yes"},
      {"admin moderator", "visitor", no, no, never, never},
      {"owner moderator", "visitor", no, no, never, never},
      {"member visitor", "participant", "yes", "yes", "yes", "yes"},
      // §9.7
      {"member moderator", "participant", no, no, "yes", "yes"},
      {"admin moderator", "participant", no, no, never, never},
      {"owner moderator", "participant", no, no, never, never},
      // nothing changes
      {"member visitor", "visitor", "yes", "yes", "yes", "yes"},
      {"owner moderator", "moderator", no, no, "yes", "yes"},
  };
  for (const auto& x : rows) {
    INFO(x.target << " to " << x.to);
    auto by = [&](affiliation who) {
      return in_words(refusal_of_role({who, role::moderator},
                                      standing_of(x.target), role_named(x.to)));
    };
    CHECK(by(affiliation::none) == x.none);
    CHECK(by(affiliation::member) == x.member);
    CHECK(by(affiliation::admin) == x.admin);
    CHECK(by(affiliation::owner) == x.owner);
  }
}

TEST_CASE("an admin who is not there gives the role of moderators only") {
  standing admin{affiliation::admin, role::none};
  standing visitor{affiliation::none, role::visitor};

  CHECK_FALSE(refusal_of_role(admin, visitor, role::moderator));
  CHECK(refusal_of_role(admin, visitor, role::participant)
        == xml::condition::forbidden);
  CHECK(refusal_of_role(admin, visitor, role::none)
        == xml::condition::forbidden);
}

TEST_CASE("everybody may kick himself") {
  for (auto who : all_affiliations) {
    standing self{who, role::moderator};
    CHECK_FALSE(refusal_of_role(self, self, role::none, true));
  }
}

// §5.2.2, each cell; those below an admin may change none.
TEST_CASE("affiliations are changed by those who may") {
  struct row {
    const char *from, *to, *admin, *owner;
  };
  constexpr auto no = "forbidden";
  constexpr auto never = "not-allowed";
  constexpr row rows[] = {
      {"outcast", "outcast", "yes", "yes"}, {"outcast", "none", "yes", "yes"},
      {"outcast", "member", "yes", "yes"},  {"outcast", "admin", no, "yes"},
      {"outcast", "owner", no, "yes"},      {"none", "outcast", "yes", "yes"},
      {"none", "none", "yes", "yes"},       {"none", "member", "yes", "yes"},
      {"none", "admin", no, "yes"},         {"none", "owner", no, "yes"},
      {"member", "outcast", "yes", "yes"},  {"member", "none", "yes", "yes"},
      {"member", "member", "yes", "yes"},   {"member", "admin", no, "yes"},
      {"member", "owner", no, "yes"},       {"admin", "outcast", never, "yes"},
      {"admin", "none", no, "yes"},         {"admin", "member", no, "yes"},
      {"admin", "admin", no, "yes"},        {"admin", "owner", no, "yes"},
      {"owner", "outcast", never, "yes"},   {"owner", "none", no, "yes"},
      {"owner", "member", no, "yes"},       {"owner", "admin", no, "yes"},
      {"owner", "owner", no, "yes"},
  };
  for (const auto& x : rows) {
    INFO(x.from << " to " << x.to);
    affiliation_change change{affiliation::none, affiliation_named(x.from),
                              affiliation_named(x.to)};
    auto by = [&](affiliation who) {
      change.actor = who;
      return in_words(refusal_of(change));
    };
    CHECK(by(affiliation::outcast) == no);
    CHECK(by(affiliation::none) == no);
    CHECK(by(affiliation::member) == no);
    CHECK(by(affiliation::admin) == x.admin);
    CHECK(by(affiliation::owner) == x.owner);
  }
}

TEST_CASE("nobody bans himself, and the last owner stays one") {
  struct row {
    affiliation_change change;
    const char* expected;
  };
  using enum affiliation;
  constexpr row rows[] = {
      // §9.1
      {{admin, admin, outcast, true}, "conflict"},
      {{owner, owner, outcast, true}, "conflict"},
      {{owner, owner, outcast, true, true}, "conflict"},
      {{member, member, outcast, true}, "forbidden"},
      // §10.2, §10.4
      {{owner, owner, none, true, true}, "conflict"},
      {{owner, owner, member, true, true}, "conflict"},
      {{owner, owner, admin, true, true}, "conflict"},
      {{owner, owner, owner, true, true}, "yes"},
      {{owner, owner, admin, true, false}, "yes"},
      {{owner, owner, none, true, false}, "yes"},
      // by an administrator of the service, who is taken for an owner
      {{owner, owner, none, false, true}, "conflict"},
      {{owner, owner, outcast, false, true}, "conflict"},
  };
  for (const auto& [change, expected] : rows) {
    INFO(name_of(change.actor)
         << ": " << name_of(change.from) << " to " << name_of(change.to));
    CHECK(in_words(refusal_of(change)) == expected);
  }
}

} // namespace affiliation_test
