// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/privileges.hpp"

namespace troupe::muc {

namespace {

using xml::condition;

std::optional<condition> forbidden_unless(bool allowed) {
  return allowed ? std::nullopt : std::optional{condition::forbidden};
}

// muc#roomconfig_allowpm, §7.5
bool may_send_privately(role who, private_messages allowed) {
  switch (allowed) {
  case private_messages::anyone:
    return true;
  case private_messages::participants:
    return who >= role::participant;
  case private_messages::moderators:
    return who == role::moderator;
  case private_messages::none:
    break;
  }
  return false;
}

// §9.5: into a room for members the admins invite, and members if they may.
bool may_invite(affiliation who, const room_settings& in) {
  return !in.members_only || who >= affiliation::admin
         || (in.allow_invites && who == affiliation::member);
}

// §5.2.1, §9.5: members, where everybody sees real JIDs; those who are not
// there as participants, which they would enter as.
bool may_see_members(standing who, const room_settings& in) {
  auto as = who.role == role::none ? role::participant : who.role;
  return in.whois == real_jids::anyone
         && may(who.affiliation, affiliation_privilege::retrieve_member_list)
         && in.get_member_list.has(as);
}

} // namespace

bool may(standing who, role_privilege what, const room_settings& in) {
  if (!may(who.role, what))
    return false;
  switch (what) {
  case role_privilege::broadcast_presence:
    return in.presence_broadcast.has(who.role);
  case role_privilege::send_private_messages:
    return may_send_privately(who.role, in.allow_pm);
  case role_privilege::invite:
    return may_invite(who.affiliation, in);
  case role_privilege::modify_subject: // §8.1
    return in.change_subject || who.role == role::moderator;
  default:
    return true;
  }
}

std::optional<condition> refusal_of_list(standing who, affiliation wanted,
                                         const room_settings& in) {
  using enum affiliation_privilege;
  switch (wanted) {
  case affiliation::none:
    return condition::bad_request;
  case affiliation::outcast:
    return forbidden_unless(may(who.affiliation, ban));
  case affiliation::member:
    return forbidden_unless(may(who.affiliation, edit_member_list)
                            || may_see_members(who, in));
  case affiliation::admin:
  case affiliation::owner:
    break;
  }
  return forbidden_unless(may(who.affiliation, edit_owner_list)
                          || may_see_members(who, in));
}

std::optional<condition> refusal_of_list(standing who, role wanted) {
  if (wanted == role::none)
    return condition::bad_request;
  if (wanted == role::moderator)
    return forbidden_unless(
        may(who.affiliation, affiliation_privilege::assign_moderators));
  return forbidden_unless(may(who.role, role_privilege::grant_voice));
}

} // namespace troupe::muc
