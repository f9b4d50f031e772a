// SPDX-License-Identifier: Apache-2.0
// Asking for voice, XEP-0045 §7.13, and giving it so, §8.6.
#include "actors/muc/room.hpp"
#include "actors/part/message_rules.hpp"

namespace troupe::muc {

using part::field_type;
using xml::condition;

namespace {

constexpr std::string_view request_ns
    = "http://jabber.org/protocol/muc#request";
constexpr std::string_view role_var = "muc#role";
constexpr std::string_view jid_var = "muc#jid";
constexpr std::string_view nick_var = "muc#roomnick";
constexpr std::string_view allow_var = "muc#request_allow";

part::form_field field(std::string_view var, field_type type,
                       std::string_view label, std::string_view value) {
  return {.var = std::string{var},
          .type = type,
          .label = std::string{label},
          .values = {std::string{value}}};
}

std::string_view value_in(const part::data_form& form, std::string_view var) {
  const auto* x = form.find(var);
  return x != nullptr ? x->value() : std::string_view{};
}

/// What moderators get, who may only say yes or no to it.
part::data_form approval_form(const occupant& who, const xml::jid& real) {
  part::data_form form{part::form_type::form, request_ns};
  form.title = "Request for voice";
  form.instructions = "May this occupant speak to all?";
  auto wanted = field(role_var, field_type::list_single, "Role",
                      name_of(role::participant));
  wanted.options.push_back(
      {"Participant", std::string{name_of(role::participant)}});
  form.add(std::move(wanted));
  form.add(field(jid_var, field_type::jid_single, "Address", real.str()));
  form.add(field(nick_var, field_type::text_single, "Nickname", who.nick()));
  form.add(field(allow_var, field_type::boolean, "Give voice",
                 part::write_boolean(false)));
  return form;
}

} // namespace

void room::ask_for_voice(occupant& who, const xml::stanza& x) {
  if (auto why = refusal_of_pace(who, x))
    return refuse(x, std::move(*why));
  const auto* tag = x.child("x", part::ns::data_forms);
  if (tag == nullptr)
    return refuse(x, condition::bad_request);
  const auto form = part::read_data_form(*tag);
  if (!form)
    return refuse(x, form.error());
  if (form->type != part::form_type::submit || form->kind() != request_ns)
    return refuse(x, condition::bad_request);
  if (form->find(allow_var) != nullptr)
    return answer_voice(who, x, *form);
  if (value_in(*form, role_var) != name_of(role::participant))
    return refuse(x, condition::bad_request);
  if (who.as.role != role::visitor)
    return refuse(x, condition::unexpected_request, "you have voice");
  const auto asked = xml::stanza{xml::stanza_kind::message, {}, made_id()}
                         .with_from(self())
                         .with_trace_of(x)
                         .with(to_element(approval_form(who, x.from())))
                         // In a month nobody wants to know.
                         .with(xml::element{"no-store", part::ns::hints});
  bool is_heard = false;
  occupants_.each_session([&](const occupant& other, const session& s) {
    if (other.as.role != role::moderator)
      return;
    is_heard = true;
    tell(s.real, asked);
  });
  if (!is_heard)
    refuse(x, condition::recipient_unavailable, "no moderator is here");
}

void room::answer_voice(const occupant& who, const xml::stanza& x,
                        const part::data_form& form) {
  if (!may(who.as, role_privilege::grant_voice, settings_))
    return refuse(x, condition::forbidden);
  if (value_in(form, role_var) != name_of(role::participant))
    return refuse(x, condition::bad_request);
  if (!part::read_boolean(value_in(form, allow_var)).value_or(false))
    return context_.note(
        x, {part::outcome::dropped, "the moderator gives no voice"});
  const auto address = self().with_resource(value_in(form, nick_var));
  const auto real = xml::jid::parse(value_in(form, jid_var));
  auto* asker = address && !address->is_bare()
                    ? occupants_.by_nick(address->resource())
                    : nullptr;
  // Another may have the nick by now.
  if (asker == nullptr || (real && asker->bare() != real->bare_view()))
    return refuse(x, condition::item_not_found, "the occupant has left");
  if (asker->as.role != role::visitor)
    return context_.note(
        x, {part::outcome::dropped, "another moderator was first"});
  if (put_off(x))
    return;
  context_.note(x, {part::outcome::delivered, "the occupant gets voice"});
  cause why;
  why.actor = who.nick(); // example 109 has no reason
  give_role(*asker, role::participant, std::move(why));
}

} // namespace troupe::muc
