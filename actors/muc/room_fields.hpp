// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "actors/muc/room_settings.hpp"

/// The settings of a room as a table: what forms and documents are made from.
namespace troupe::muc {

/// A choice among names, in the order of an enum.
struct named_choice {
  std::string_view name;
  std::string_view label;
};

struct flag_rule {
  bool room_settings::*at;
};
struct text_rule {
  std::string room_settings::*at;
  std::size_t most; ///< bytes
};
/// Letters, digits and hyphens (RFC 5646).
struct language_rule {
  std::string room_settings::*at;
};
struct secret_rule {
  std::string room_settings::*at;
};
struct number_rule {
  std::uint32_t room_settings::*at;
  std::uint32_t room_limits::*most;
};
/// A number that may be "none", which is 0.
struct count_rule {
  std::uint32_t room_settings::*at;
  std::uint32_t room_limits::*most; ///< 0: any
};
template <class Enum>
struct choice_rule {
  Enum room_settings::*at;
  std::span<const named_choice> choices;
};
struct roles_rule {
  role_set room_settings::*at;
};

using field_rule
    = std::variant<flag_rule, text_rule, language_rule, secret_rule,
                   number_rule, count_rule, choice_rule<private_messages>,
                   choice_rule<real_jids>, roles_rule>;

/// A setting: its name in forms (§16.5.3) and in documents, and its kind.
struct room_field {
  std::string_view var;
  std::string_view key;
  std::string_view label;
  std::string_view description;
  field_rule rule;
};

/// The lists that the form has besides (§10.5, §10.8).
inline constexpr std::string_view room_admins_var = "muc#roomconfig_roomadmins";
inline constexpr std::string_view room_owners_var = "muc#roomconfig_roomowners";

/// What stands for 0 in a `count_rule`.
inline constexpr std::string_view no_limit_choice = "none";

/// All, in the order of the form.
std::span<const room_field> room_fields();

/// Whom a role_set may have.
std::span<const named_choice> role_choices();

} // namespace troupe::muc
