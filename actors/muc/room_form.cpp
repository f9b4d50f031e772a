// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/room_form.hpp"

#include <algorithm>

#include "actors/muc/room_fields.hpp"

namespace troupe::muc {

namespace {

using part::field_type;
using part::form_field;

std::string text_of(bool x) {
  return std::string{part::write_boolean(x)};
}

void add_choices(form_field& field, std::span<const named_choice> choices) {
  for (const auto& x : choices)
    field.options.push_back({std::string{x.label}, std::string{x.name}});
}

/// Gives a field its type, its present value and its options.
struct describer {
  form_field& field;
  const room_settings& now;
  const room_limits& limits;

  void set(field_type type, std::string value) const {
    field.type = type;
    if (!value.empty())
      field.values.push_back(std::move(value));
  }

  void operator()(const flag_rule& x) const {
    set(field_type::boolean, text_of(now.*x.at));
  }
  void operator()(const text_rule& x) const {
    set(field_type::text_single, now.*x.at);
  }
  void operator()(const language_rule& x) const {
    set(field_type::text_single, now.*x.at);
  }
  void operator()(const secret_rule& x) const {
    set(field_type::text_private, now.*x.at);
  }
  void operator()(const number_rule& x) const {
    set(field_type::text_single, std::to_string(now.*x.at));
    field.validate = part::integer_range(0, limits.*x.most);
  }
  void operator()(const count_rule& x) const {
    auto most = limits.*x.most;
    auto count = now.*x.at;
    std::vector<std::uint32_t> offered{10, 20, 50, 100, 500, 1'000};
    if (most > 0)
      offered.push_back(most);
    if (count > 0)
      offered.push_back(count);
    std::ranges::sort(offered);
    offered.erase(std::unique(offered.begin(), offered.end()), offered.end());
    for (auto each : offered)
      if (most == 0 || each <= most || each == count)
        field.options.push_back({std::to_string(each), std::to_string(each)});
    if (most == 0 || count == 0)
      field.options.push_back({"No limit", std::string{no_limit_choice}});
    set(field_type::list_single,
        count == 0 ? std::string{no_limit_choice} : std::to_string(count));
  }
  template <class Enum>
  void operator()(const choice_rule<Enum>& x) const {
    set(field_type::list_single, std::string{name_of(now.*x.at)});
    add_choices(field, x.choices);
  }
  void operator()(const roles_rule& x) const {
    field.type = field_type::list_multi;
    add_choices(field, role_choices());
    for (const auto& choice : role_choices())
      if ((now.*x.at).has(*role_from(choice.name)))
        field.values.emplace_back(choice.name);
  }
};

/// Builds a form of results; of texts those that are not empty.
class info {
public:
  info() : form_(part::form_type::result, ns::room_info) {}

  void text(std::string_view var, std::string_view label,
            std::string_view value) {
    if (!value.empty())
      add(var, field_type::text_single, label, {std::string{value}});
  }
  void number(std::string_view var, std::string_view label, std::size_t value) {
    text(var, label, std::to_string(value));
  }
  void flag(std::string_view var, std::string_view label, bool value) {
    add(var, field_type::boolean, label, {text_of(value)});
  }
  void add(std::string_view var, field_type type, std::string_view label,
           std::vector<std::string> values) {
    form_.add({.var = std::string{var},
               .type = type,
               .label = std::string{label},
               .values = std::move(values)});
  }
  part::data_form take() { return std::move(form_); }

private:
  part::data_form form_;
};

} // namespace

part::data_form config_form(const xml::jid& room, const room_settings& now,
                            const room_limits& limits,
                            std::vector<std::string> admins,
                            std::vector<std::string> owners) {
  part::data_form form{part::form_type::form, ns::room_config};
  form.title = "Settings of " + room.str();
  for (const auto& each : room_fields()) {
    form_field field{.var = std::string{each.var},
                     .label = std::string{each.label},
                     .description = std::string{each.description}};
    std::visit(describer{field, now, limits}, each.rule);
    form.add(std::move(field));
  }
  form.add({.var = std::string{room_admins_var},
            .type = field_type::jid_multi,
            .label = "Administrators",
            .values = std::move(admins)});
  form.add({.var = std::string{room_owners_var},
            .type = field_type::jid_multi,
            .label = "Owners",
            .values = std::move(owners)});
  return form;
}

part::data_form info_form(const room_settings& x, const room_facts& facts) {
  info form;
  form.text("muc#roomconfig_roomname", "Name", x.name);
  form.text("muc#roominfo_description", "Description", x.description);
  form.text("muc#roominfo_lang", "Language of the discussion", x.language);
  form.number("muc#roominfo_occupants", "Occupants", facts.occupants);
  if (facts.subject)
    form.text("muc#roominfo_subject", "Subject", *facts.subject);
  constexpr auto subject_label = "Participants may change the subject";
  form.flag("muc#roominfo_subjectmod", subject_label, x.change_subject);
  // Clients look at these to know what they may offer.
  form.flag("muc#roomconfig_changesubject", subject_label, x.change_subject);
  form.flag("muc#roomconfig_allowinvites", "Members may invite others",
            x.allow_invites);
  form.text("muc#roomconfig_allowpm", "Who may send private messages",
            name_of(x.allow_pm));
  form.number("muc#maxhistoryfetch", "Messages that a newcomer gets",
              x.history);
  form.number("muc#roominfo_slow_mode_duration", "Slow mode", x.slow_mode);
  if (!facts.contacts.empty())
    form.add("muc#roominfo_contactjid", field_type::jid_multi, "Contacts",
             facts.contacts);
  return form.take();
}

} // namespace troupe::muc
