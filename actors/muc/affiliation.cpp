// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/affiliation.hpp"

#include <array>

#include "actors/part/enum_names.hpp"

namespace troupe::muc {

namespace {

using xml::condition;

constexpr std::array<std::string_view, affiliations> affiliation_names
    = {"outcast", "none", "member", "admin", "owner"};
constexpr std::array<std::string_view, roles> role_names
    = {"none", "visitor", "participant", "moderator"};

bool is_at_least_admin(affiliation x) {
  return x >= affiliation::admin;
}

// §8.2, and §5.1.3 for moderators.
std::optional<condition> refusal_of_kick(standing actor, standing target,
                                         bool own) {
  if (own)
    return {};
  if (!may(actor.role, role_privilege::kick))
    return condition::forbidden;
  if (actor.affiliation < target.affiliation
      || (target.role == role::moderator
          && !is_at_least_admin(actor.affiliation)))
    return condition::not_allowed;
  return {};
}

// §8.4: "at or above the moderator's level"; `none` is the want of a level
// (§5.2), else the unaffiliated moderators of §5.1.3 could do nothing.
std::optional<condition> refusal_to_silence(standing actor, standing target) {
  if (!may(actor.role, role_privilege::revoke_voice))
    return condition::forbidden;
  if (is_at_least_admin(target.affiliation)
      || target.affiliation > actor.affiliation
      || (target.affiliation == actor.affiliation
          && target.affiliation != affiliation::none))
    return condition::not_allowed;
  return {};
}

// §9.6 to §9.8: nobody takes it from admins and owners.
std::optional<condition> refusal_of_moderation(standing actor, standing target,
                                               role wanted) {
  if (!may(actor.affiliation, affiliation_privilege::assign_moderators))
    return condition::forbidden;
  if (wanted != role::moderator && is_at_least_admin(target.affiliation))
    return condition::not_allowed;
  return {};
}

} // namespace

std::string_view name_of(affiliation x) {
  return affiliation_names[static_cast<std::size_t>(x)];
}

std::string_view name_of(role x) {
  return role_names[static_cast<std::size_t>(x)];
}

std::optional<affiliation> affiliation_from(std::string_view name) {
  return part::enum_named<affiliation>(affiliation_names, name);
}

std::optional<role> role_from(std::string_view name) {
  return part::enum_named<role>(role_names, name);
}

role initial_role(affiliation who, room_kind room) {
  if (is_at_least_admin(who))
    return role::moderator;
  if (who == affiliation::member)
    return role::participant;
  if (who == affiliation::outcast || room.members_only)
    return role::none;
  return room.moderated ? role::visitor : role::participant;
}

role role_after(standing before, affiliation now, room_kind room) {
  // What is granted takes nothing away; what is revoked leaves the role of who
  // enters.
  const auto initial = initial_role(now, room);
  if (initial == role::none || now < before.affiliation)
    return initial;
  return std::max(before.role, initial);
}

std::optional<condition> refusal_of_role(standing actor, standing target,
                                         role wanted, bool own) {
  if (wanted == role::none)
    return refusal_of_kick(actor, target, own);
  if (wanted == role::moderator || target.role == role::moderator)
    return refusal_of_moderation(actor, target, wanted);
  if (wanted < target.role)
    return refusal_to_silence(actor, target);
  return may(actor.role, role_privilege::grant_voice)
             ? std::nullopt
             : std::optional{condition::forbidden};
}

std::optional<condition> refusal_of(const affiliation_change& x) {
  auto is_ban = x.to == affiliation::outcast;
  auto touches_admins = is_at_least_admin(x.from) || is_at_least_admin(x.to);
  if (!is_at_least_admin(x.actor)) // §9
    return condition::forbidden;
  if (is_ban && x.own) // §9.1
    return condition::conflict;
  if (touches_admins && x.actor != affiliation::owner) // §9.1; §10.3 to §10.8
    return is_ban ? condition::not_allowed : condition::forbidden;
  if (x.last_owner && x.from == affiliation::owner
      && x.to != affiliation::owner) // §10.2, §10.4
    return condition::conflict;
  return {};
}

} // namespace troupe::muc
