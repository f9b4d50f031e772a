// SPDX-License-Identifier: Apache-2.0
// Registering with a room, and so reserving a nickname: XEP-0045 §7.10.
#include <algorithm>

#include "actors/muc/room.hpp"

namespace troupe::muc {

using xml::condition;

namespace {

constexpr std::string_view register_ns
    = "http://jabber.org/protocol/muc#register";
constexpr std::string_view reserved_nick_var = "muc#register_roomnick";

part::data_form registration_form() {
  part::data_form form{part::form_type::form, register_ns};
  form.title = "Registration";
  form.instructions = "Choose the nickname that is to be yours here.";
  form.add({.var = std::string{reserved_nick_var},
            .type = part::field_type::text_single,
            .label = "Nickname",
            .required = true});
  return form;
}

/// In an open room everybody who is not banned. Nobody comes by it into one for
/// members, past a password, or to a voice in a moderated one.
bool may_register(affiliation who, const room_settings& in) {
  const bool is_open
      = !in.members_only && !in.password_protected && !in.moderated;
  return who >= affiliation::member || (who == affiliation::none && is_open);
}

} // namespace

void room::get_registration(const request& r) {
  if (!may_register(r.asker.affiliation, settings_))
    return refuse(r.iq, condition::not_allowed);
  const auto old = members_.find(r.iq.from().bare_view());
  const bool has_nick = old && !old->nick.empty();
  xml::element query{"query", ns::registering};
  if (old && old->affiliation >= affiliation::member) {
    query.add(xml::element{"registered", ns::registering});
    if (has_nick)
      query.add(xml::element{"username", ns::registering}.with_text(old->nick));
  }
  if (!has_nick)
    query.add(to_element(registration_form()));
  context_.reply(r.iq, std::move(query));
}

void room::set_registration(const request& r) {
  if (!may_register(r.asker.affiliation, settings_))
    return refuse(r.iq, condition::not_allowed);
  if (auto why = refusal_of_pace(r.iq.from().bare_view()))
    return refuse(r.iq, std::move(*why));
  if (put_off(r.iq))
    return;
  if (r.payload.child("remove", ns::registering) != nullptr)
    return give_back(r);
  const auto* x = r.payload.child("x", part::ns::data_forms);
  if (x == nullptr)
    return refuse(r.iq, condition::bad_request);
  const auto form = part::read_data_form(*x);
  if (!form)
    return refuse(r.iq, form.error());
  if (form->type == part::form_type::cancel)
    return context_.reply(r.iq);
  const auto* nick = form->find(reserved_nick_var);
  if (form->type != part::form_type::submit || form->kind() != register_ns
      || nick == nullptr || nick->value().empty())
    return refuse(r.iq, condition::bad_request);
  reserve(r, nick->value());
}

/// Whoever was nothing to the room becomes a member. A voice that was taken
/// from him stays so.
void room::reserve(const request& r, std::string_view nick) {
  const auto address = self().with_resource(nick);
  if (!address)
    return refuse(r.iq, condition::not_acceptable, "this cannot be a nickname");
  if (auto why = refusal_of_nick(*address, r.iq.from()))
    return refuse(r.iq, std::move(*why));
  const auto bare = r.iq.from().bare();
  const auto old = members_.find(bare.bare_view());
  auto c = change_of(bare, std::max(old ? old->affiliation : affiliation::none,
                                    affiliation::member));
  c.to.nick = address->resource();
  c.own = true;
  if (auto why = refusal_of_lists({c}))
    return refuse(r.iq, std::move(*why));
  context_.reply(r.iq);
  change_affiliations({c}, {});
}

/// XEP-0077 §3.2. A member of an open room is one no more; others keep what
/// they are. It brings back no voice that was taken.
void room::give_back(const request& r) {
  const auto bare = r.iq.from().bare();
  const auto old = members_.find(bare.bare_view());
  context_.reply(r.iq);
  if (!old)
    return;
  const bool stays
      = settings_.members_only || old->affiliation != affiliation::member;
  auto c = change_of(bare, stays ? old->affiliation : affiliation::none);
  c.to.nick.clear();
  c.own = true;
  change_affiliations({c}, {});
}

} // namespace troupe::muc
