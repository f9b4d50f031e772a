// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "actors/muc/privileges.hpp"

namespace privileges_test {

using namespace troupe;
using muc::affiliation;
using muc::private_messages;
using muc::real_jids;
using muc::role;
using muc::role_privilege;
using muc::room_settings;
using muc::standing;

namespace {

constexpr standing outside{affiliation::none, role::none};
constexpr standing visitor{affiliation::none, role::visitor};
constexpr standing participant{affiliation::none, role::participant};
constexpr standing moderator{affiliation::none, role::moderator};
constexpr standing member{affiliation::member, role::participant};
constexpr standing admin{affiliation::admin, role::moderator};
constexpr standing owner{affiliation::owner, role::moderator};

/// Who of outside, visitor, participant, moderator, member, admin and owner.
template <class F>
std::string who(F may) {
  std::string text;
  for (auto [letter, x] :
       {std::pair{'-', outside}, std::pair{'v', visitor},
        std::pair{'p', participant}, std::pair{'m', moderator},
        std::pair{'M', member}, std::pair{'A', admin}, std::pair{'O', owner}})
    if (may(x))
      text += letter;
  return text;
}

std::string who_may(role_privilege what, const room_settings& in) {
  return who([&](standing x) { return muc::may(x, what, in); });
}

std::string who_gets(affiliation list, const room_settings& in) {
  return who([&](standing x) {
    auto refusal = refusal_of_list(x, list, in);
    CHECK((!refusal || refusal == xml::condition::forbidden));
    return !refusal;
  });
}

} // namespace

TEST_CASE("private messages are for those whom the room lets send them") {
  const std::pair<private_messages, std::string> rows[] = {
      {private_messages::anyone, "vpmMAO"},
      {private_messages::participants, "pmMAO"},
      {private_messages::moderators, "mAO"},
      {private_messages::none, ""},
  };
  for (const auto& [allowed, expected] : rows) {
    INFO(name_of(allowed));
    CHECK(who_may(role_privilege::send_private_messages, {.allow_pm = allowed})
          == expected);
  }
}

TEST_CASE("into a room for members not everybody invites") {
  auto invite = role_privilege::invite;

  CHECK(who_may(invite, {}) == "vpmMAO");
  CHECK(who_may(invite, {.members_only = true}) == "AO");
  CHECK(who_may(invite, {.allow_invites = true, .members_only = true})
        == "MAO");
}

TEST_CASE("participants change the subject where they may, visitors never") {
  auto modify = role_privilege::modify_subject;

  CHECK(who_may(modify, {}) == "mAO");
  CHECK(who_may(modify, {.change_subject = true}) == "pmMAO");
}

TEST_CASE("presence is shown of the roles that the room says") {
  room_settings in;
  in.presence_broadcast = {};
  in.presence_broadcast.add(role::moderator);

  CHECK(who_may(role_privilege::broadcast_presence, {}) == "vpmMAO");
  CHECK(who_may(role_privilege::broadcast_presence, in) == "mAO");
}

TEST_CASE("other privileges are as the role has them") {
  CHECK(who_may(role_privilege::send_to_all, {}) == "pmMAO");
  CHECK(who_may(role_privilege::receive_messages, {}) == "vpmMAO");
  CHECK(who_may(role_privilege::kick, {}) == "mAO");
}

TEST_CASE("lists of affiliations are for admins, owners, and who sees JIDs") {
  room_settings open;
  open.whois = real_jids::anyone;
  auto narrow = open;
  narrow.get_member_list = {};
  narrow.get_member_list.add(role::moderator);
  struct row {
    affiliation list;
    const room_settings& in;
    std::string expected;
  };
  const room_settings hidden;
  const row rows[] = {
      {affiliation::outcast, hidden, "AO"}, {affiliation::member, hidden, "AO"},
      {affiliation::admin, hidden, "O"},    {affiliation::owner, hidden, "O"},
      {affiliation::outcast, open, "AO"},   {affiliation::member, open, "MAO"},
      {affiliation::admin, open, "MAO"},    {affiliation::owner, open, "MAO"},
      {affiliation::member, narrow, "AO"},  {affiliation::owner, narrow, "AO"},
  };
  for (const auto& [list, in, expected] : rows) {
    INFO(name_of(list));
    CHECK(who_gets(list, in) == expected);
  }
}

TEST_CASE("a member who is not there gets the list of members all the same") {
  room_settings open;
  open.whois = real_jids::anyone;
  standing away{affiliation::member, role::none};

  CHECK_FALSE(refusal_of_list(away, affiliation::member, open));
  CHECK(refusal_of_list(away, affiliation::member, {})
        == xml::condition::forbidden);
}

TEST_CASE("lists of roles are for moderators, that of them for admins") {
  auto who_gets = [](role list) {
    return who([&](standing x) { return !refusal_of_list(x, list); });
  };

  CHECK(who_gets(role::visitor) == "mAO");
  CHECK(who_gets(role::participant) == "mAO");
  CHECK(who_gets(role::moderator) == "AO");
}

TEST_CASE("there is no list of those without a role or an affiliation") {
  CHECK(refusal_of_list(owner, affiliation::none, {})
        == xml::condition::bad_request);
  CHECK(refusal_of_list(owner, role::none) == xml::condition::bad_request);
}

} // namespace privileges_test
