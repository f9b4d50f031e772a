// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_settings.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "actors/muc/room_fields.hpp"

namespace troupe::muc {

namespace {

using nlohmann::json;

/// A rule's setting as JSON.
struct writer {
  const room_settings& from;

  json operator()(const flag_rule& x) const { return from.*x.at; }
  json operator()(const text_rule& x) const { return from.*x.at; }
  json operator()(const language_rule& x) const { return from.*x.at; }
  json operator()(const secret_rule& x) const { return from.*x.at; }
  json operator()(const number_rule& x) const { return from.*x.at; }
  json operator()(const count_rule& x) const { return from.*x.at; }
  template <class Enum>
  json operator()(const choice_rule<Enum>& x) const {
    return name_of(from.*x.at);
  }
  json operator()(const roles_rule& x) const {
    auto names = json::array();
    for (const auto& choice : role_choices())
      if (auto each = role_from(choice.name); each && (from.*x.at).has(*each))
        names.push_back(choice.name);
    return names;
  }
};

/// Takes a setting from JSON, where that is of its kind.
struct reader {
  room_settings& to;
  const json& value;

  void operator()(const flag_rule& x) const {
    if (value.is_boolean())
      to.*x.at = value.get<bool>();
  }
  void operator()(const text_rule& x) const { take_text(x.at); }
  void operator()(const language_rule& x) const { take_text(x.at); }
  void operator()(const secret_rule& x) const { take_text(x.at); }
  void operator()(const number_rule& x) const { take_number(x.at); }
  void operator()(const count_rule& x) const { take_number(x.at); }
  template <class Enum>
  void operator()(const choice_rule<Enum>& x) const {
    if (!value.is_string())
      return;
    auto found = std::ranges::find(
        x.choices, std::string_view{value.get_ref<const std::string&>()},
        &named_choice::name);
    if (found != x.choices.end())
      to.*x.at = static_cast<Enum>(found - x.choices.begin());
  }
  void operator()(const roles_rule& x) const {
    if (!value.is_array())
      return;
    role_set read;
    for (const auto& name : value)
      if (name.is_string())
        if (auto each = role_from(name.get_ref<const std::string&>());
            each && *each != role::none)
          read.add(*each);
    to.*x.at = read;
  }

  void take_text(std::string room_settings::*at) const {
    if (value.is_string())
      to.*at = value.get<std::string>();
  }
  void take_number(std::uint32_t room_settings::*at) const {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() <= UINT32_MAX)
      to.*at = value.get<std::uint32_t>();
  }
};

} // namespace

std::vector<std::uint16_t> status_codes(const room_settings& before,
                                        const room_settings& after) {
  std::vector<std::uint16_t> codes;
  if (before.logged != after.logged)
    codes.push_back(after.logged ? 170 : 171);
  if (before.whois != after.whois)
    codes.push_back(after.whois == real_jids::anyone ? 172 : 173);
  auto rest = after; // what these codes do not tell
  rest.logged = before.logged;
  rest.whois = before.whois;
  if (rest != before)
    codes.push_back(104);
  return codes;
}

std::array<std::string_view, 6> room_features(const room_settings& x) {
  return {x.password_protected ? "muc_passwordprotected" : "muc_unsecured",
          x.is_public ? "muc_public" : "muc_hidden",
          x.persistent ? "muc_persistent" : "muc_temporary",
          x.members_only ? "muc_membersonly" : "muc_open",
          x.moderated ? "muc_moderated" : "muc_unmoderated",
          x.whois == real_jids::anyone ? "muc_nonanonymous"
                                       : "muc_semianonymous"};
}

std::string to_document(const room_settings& x) {
  auto document = json::object();
  for (const auto& field : room_fields())
    document[std::string{field.key}] = std::visit(writer{x}, field.rule);
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<room_settings> read_settings(std::string_view text) {
  auto document = json::parse(text, nullptr, false);
  if (!document.is_object())
    return {};
  room_settings x;
  for (const auto& field : room_fields())
    if (auto found = document.find(field.key); found != document.end())
      std::visit(reader{x, *found}, field.rule);
  return x;
}

} // namespace troupe::muc
