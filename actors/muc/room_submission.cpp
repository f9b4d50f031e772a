// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "actors/muc/room_fields.hpp"
#include "actors/muc/room_form.hpp"

namespace troupe::muc {

namespace {

using xml::condition;
using xml::stanza_error;
/// What would be right; nothing where all is well.
using fault = std::optional<std::string>;

constexpr std::size_t most_secret = 256;  // bytes
constexpr std::size_t most_language = 64; // bytes

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t n = 0;
  const auto* end = text.data() + text.size();
  auto [rest, failed] = std::from_chars(text.data(), end, n);
  return failed == std::errc{} && rest == end ? std::optional{n} : std::nullopt;
}

/// Takes a setting from a field, or tells what would be right. A field without
/// a value is an empty text or list, and `false` (XEP-0004 §3.3, §3.6); numbers
/// and choices stay as they are.
struct taker {
  room_settings& to;
  const part::form_field& field;
  const room_limits& limits;

  fault operator()(const flag_rule& x) const {
    auto read = part::read_boolean(field.value());
    if (!read && !field.value().empty())
      return "1 or 0";
    to.*x.at = read.value_or(false);
    return {};
  }
  fault operator()(const text_rule& x) const { return take_text(x.at, x.most); }
  fault operator()(const language_rule& x) const {
    auto is_fitting = [](unsigned char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
             || (c >= 'A' && c <= 'Z') || c == '-';
    };
    if (!std::ranges::all_of(field.lines(), is_fitting))
      return "a tag of a language, as en or pt-BR";
    return take_text(x.at, most_language);
  }
  fault operator()(const secret_rule& x) const {
    return take_text(x.at, most_secret);
  }
  fault operator()(const number_rule& x) const {
    return take_number(to.*x.at, limits.*x.most);
  }
  fault operator()(const count_rule& x) const {
    auto most = limits.*x.most;
    auto is_none = field.value() == no_limit_choice || field.value() == "0";
    if (!is_none)
      return take_number(to.*x.at, most == 0 ? UINT32_MAX : most);
    if (most > 0 && to.*x.at != 0)
      return "at most " + std::to_string(most);
    to.*x.at = 0;
    return {};
  }
  template <class Enum>
  fault operator()(const choice_rule<Enum>& x) const {
    if (field.value().empty())
      return {};
    auto found
        = std::ranges::find(x.choices, field.value(), &named_choice::name);
    if (found == x.choices.end())
      return "one of those offered";
    to.*x.at = static_cast<Enum>(found - x.choices.begin());
    return {};
  }
  fault operator()(const roles_rule& x) const {
    role_set read;
    for (const auto& name : field.values) {
      auto each = role_from(name);
      if (!name.empty() && (!each || *each == role::none))
        return "some of those offered";
      if (each)
        read.add(*each);
    }
    to.*x.at = read;
    return {};
  }

  fault take_text(std::string room_settings::*at, std::size_t most) const {
    auto text = field.lines();
    if (text.size() > most)
      return "at most " + std::to_string(most) + " bytes";
    to.*at = std::move(text);
    return {};
  }
  fault take_number(std::uint32_t& at, std::uint32_t most) const {
    if (field.value().empty())
      return {};
    auto read = number(field.value());
    // What is set stays right, though the limit has come later.
    if (!read || (*read > most && *read != at))
      return "a number from 0 to " + std::to_string(most);
    at = *read;
    return {};
  }
};

/// XEP-0004 §4
stanza_error refused(const std::string& text) {
  return stanza_error::make(condition::not_acceptable, text);
}

/// Nothing where the form does not have the list.
boost::system::result<std::optional<std::vector<xml::jid>>, stanza_error>
read_list(const part::data_form& form, std::string_view var) {
  std::optional<std::vector<xml::jid>> list;
  const auto* field = form.find(var);
  if (!field)
    return list;
  auto read = part::read_jids(*field);
  if (!read)
    return read.error();
  for (auto& each : *read) // §10.3: a full JID stands for its bare one
    each = each.bare();
  std::ranges::sort(*read);
  read->erase(std::unique(read->begin(), read->end()), read->end());
  list = std::move(*read);
  return list;
}

std::optional<stanza_error> read_lists(room_submission& to,
                                       const part::data_form& form) {
  auto admins = read_list(form, room_admins_var);
  if (!admins)
    return admins.error();
  auto owners = read_list(form, room_owners_var);
  if (!owners)
    return owners.error();
  if (*owners && (*owners)->empty()) // §10
    return stanza_error::make(condition::conflict,
                              "a room has at least one owner");
  to.admins = std::move(*admins);
  to.owners = std::move(*owners);
  return {};
}

} // namespace

boost::system::result<room_submission, stanza_error>
read_submission(const part::data_form& form, const room_settings& now,
                const room_limits& limits) {
  if (auto kind = form.kind(); !kind.empty() && kind != ns::room_config)
    return stanza_error::make(condition::bad_request,
                              "this is no form for the settings of a room");
  room_submission result{now, {}, {}};
  for (const auto& each : room_fields())
    if (const auto* field = form.find(each.var))
      if (auto right
          = std::visit(taker{result.settings, *field, limits}, each.rule))
        return refused(std::string{each.label} + ": " + *right);
  if (result.settings.password_protected && result.settings.secret.empty())
    return refused("Password: it must not be empty"); // §10.1.3
  if (auto failed = read_lists(result, form))
    return *failed;
  return result;
}

} // namespace troupe::muc
