// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "xml/errors.hpp"

/// Who may do what in a room, XEP-0045 §5: tables, and pure functions of them.
namespace troupe::muc {

/// What somebody is to a room for long, §5.2; the higher the more.
enum class affiliation : std::uint8_t { outcast, none, member, admin, owner };
inline constexpr std::size_t affiliations = 5;

/// What somebody is in it while there, §5.1; `none` is not there.
enum class role : std::uint8_t { none, visitor, participant, moderator };
inline constexpr std::size_t roles = 4;

std::string_view name_of(affiliation);
std::string_view name_of(role);
std::optional<affiliation> affiliation_from(std::string_view name);
std::optional<role> role_from(std::string_view name);

/// Both of somebody, as he is now.
struct standing {
  muc::affiliation affiliation = muc::affiliation::none;
  muc::role role = muc::role::none;

  bool operator==(const standing&) const = default;
};

/// The rows of §5.1.1.
enum class role_privilege : std::uint8_t {
  be_present,
  receive_messages,
  receive_presence,
  broadcast_presence,
  change_availability,
  change_nick,
  send_private_messages,
  invite,
  send_to_all,
  modify_subject,
  kick,
  grant_voice,
  revoke_voice,
};
inline constexpr std::size_t role_privileges = 13;

/// What a role may by default: columns none, visitor, participant, moderator.
inline constexpr std::array<std::array<bool, roles>, role_privileges>
    privileges_of_roles = {{
        {false, true, true, true},
        {false, true, true, true},
        {false, true, true, true},
        {false, true, true, true},
        {false, true, true, true},
        {false, true, true, true},
        {false, true, true, true},
        {false, true, true, true},
        {false, false, true, true},
        {false, false, true, true},
        {false, false, false, true},
        {false, false, false, true},
        {false, false, false, true},
    }};

/// The default; `privileges.hpp` has what settings make of it.
constexpr bool may(role who, role_privilege what) {
  return privileges_of_roles[static_cast<std::size_t>(what)]
                            [static_cast<std::size_t>(who)];
}

/// The rows of §5.2.1.
enum class affiliation_privilege : std::uint8_t {
  enter_open_room,
  register_with_open_room,
  retrieve_member_list,
  enter_members_only_room,
  ban,
  edit_member_list,
  assign_moderators,
  edit_admin_list,
  edit_owner_list,
  configure,
  destroy,
};
inline constexpr std::size_t affiliation_privileges = 11;

/// What an affiliation may: columns outcast, none, member, admin, owner. To
/// register is for those who are not yet affiliated.
inline constexpr std::array<std::array<bool, affiliations>,
                            affiliation_privileges>
    privileges_of_affiliations = {{
        {false, true, true, true, true},
        {false, true, false, false, false},
        {false, false, true, true, true},
        {false, false, true, true, true},
        {false, false, false, true, true},
        {false, false, false, true, true},
        {false, false, false, true, true},
        {false, false, false, false, true},
        {false, false, false, false, true},
        {false, false, false, false, true},
        {false, false, false, false, true},
    }};

constexpr bool may(affiliation who, affiliation_privilege what) {
  return privileges_of_affiliations[static_cast<std::size_t>(what)]
                                   [static_cast<std::size_t>(who)];
}

/// What of a room decides which role somebody gets.
struct room_kind {
  bool moderated = false;
  bool members_only = false;
};

/// The role to enter with, §5.1.2; `none`: entry is not permitted.
role initial_role(affiliation who, room_kind room);

/// The role that an occupant has once his affiliation has become `now`
/// (§5.1.3, §9.4, §10.7); `none`: he has to leave.
role role_after(standing before, affiliation now, room_kind room);

/// Why `actor` may not give an occupant another role (§5.1.3, §8.2 to §8.5,
/// §9.6 to §9.8); nothing where he may. To take one's own role away is to
/// leave, and allowed (§8.2).
/// @pre `target` is in the room
std::optional<xml::condition> refusal_of_role(standing actor, standing target,
                                              role wanted, bool own = false);

/// A wish that somebody's affiliation become another.
struct affiliation_change {
  affiliation actor = affiliation::none; ///< of who wishes it
  affiliation from = affiliation::none;
  affiliation to = affiliation::none;
  bool own = false;        ///< it is the actor's
  bool last_owner = false; ///< it is that of the only owner
};

/// Why that is refused (§5.2.2, §9.1 to §9.5, §10.3 to §10.8); nothing where it
/// is not.
std::optional<xml::condition> refusal_of(const affiliation_change& x);

} // namespace troupe::muc
