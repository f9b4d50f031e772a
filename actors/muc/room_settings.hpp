// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/muc/affiliation.hpp"

/// How a room is configured, XEP-0045 §10; `room_form.hpp` has its forms.
namespace troupe::muc {

/// Who may send private messages, muc#roomconfig_allowpm.
enum class private_messages : std::uint8_t {
  anyone,
  participants,
  moderators,
  none,
};

/// Who sees real JIDs, muc#roomconfig_whois: `anyone` is a non-anonymous room.
enum class real_jids : std::uint8_t { moderators, anyone };

std::string_view name_of(private_messages);
std::string_view name_of(real_jids);

/// Some of the roles that occupants have.
class role_set {
public:
  static constexpr role_set all() {
    role_set x;
    for (auto each : {role::visitor, role::participant, role::moderator})
      x.add(each);
    return x;
  }
  constexpr void add(role x) { bits_ |= bit(x); }
  constexpr bool has(role x) const { return (bits_ & bit(x)) != 0; }
  bool operator==(const role_set&) const = default;

private:
  static constexpr std::uint8_t bit(role x) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(x));
  }
  std::uint8_t bits_ = 0;
};

/// What an owner may decide. The defaults are those of a room that is made by
/// being entered: public, open, semi-anonymous, archived and temporary.
struct room_settings {
  std::string name;
  std::string description;
  std::string language;
  std::string secret;          ///< asked for where `password_protected`
  std::uint32_t max_users = 0; ///< 0: as many as come
  std::uint32_t history = 20;  ///< messages that a newcomer gets
  std::uint32_t slow_mode = 0; ///< seconds between two messages, XEP-0500
  private_messages allow_pm = private_messages::anyone;
  real_jids whois = real_jids::moderators;
  role_set presence_broadcast = role_set::all();
  role_set get_member_list = role_set::all();
  bool archived = true;
  bool logged = false;         ///< outside, which the room only says
  bool change_subject = false; ///< participants may
  bool allow_invites = false;  ///< members may, into a members-only room
  bool allow_queries = true;   ///< occupants may send each other IQs
  bool is_public = true;
  bool persistent = false;
  bool moderated = false;
  bool members_only = false;
  bool password_protected = false;

  room_kind kind() const { return {moderated, members_only}; }
  bool operator==(const room_settings&) const = default;
};

/// What a service allows the owners of its rooms.
struct room_limits {
  std::uint32_t users = 0; ///< 0: any number
  std::uint32_t history = 50;
  std::uint32_t slow_mode = 24 * 60 * 60;
};

/// The status codes that occupants are told after a change (§10.2.1); none
/// where nothing has changed.
std::vector<std::uint16_t> status_codes(const room_settings& before,
                                        const room_settings& after);

/// What disco#info tells of the kind of room (§6.4, §16.3).
std::array<std::string_view, 6> room_features(const room_settings& x);

/// As it lies in the store: JSON, one key for each setting.
std::string to_document(const room_settings& x);
/// Nothing where `text` is no such document. Unknown keys are passed over, and
/// what a key does not say well is as by default.
std::optional<room_settings> read_settings(std::string_view text);

} // namespace troupe::muc
