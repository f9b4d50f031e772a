// SPDX-License-Identifier: Apache-2.0
// Changing one's nickname: XEP-0045 §7.6.
#include "actors/muc/room.hpp"
#include "actors/muc/room_sending.ipp"

namespace troupe::muc {

void room::change_nick(occupant& who, const xml::stanza& x) {
  if (!may(who.as, role_privilege::change_nick, settings_))
    return refuse(x, xml::condition::not_acceptable);
  if (auto why = refusal_of_pace(who, x))
    return refuse(x, std::move(*why));
  if (auto why = refusal_of_nick(x.to(), x.from()))
    return refuse(x, std::move(*why));
  if (locked_nick(x.from())) {
    auto error = xml::stanza_error::make(xml::condition::not_acceptable);
    error.type = xml::error_type::cancel;
    return refuse(x, std::move(error));
  }
  if (occupants_.by_nick(x.to().resource()) != nullptr) // his own other one
    return refuse(x, xml::condition::conflict);
  if (put_off(x))
    return;
  tell_new_nick(who, x.to().resource());
  occupants_.rename(who, x.to());
  changed(who);
  occupants_.show(x.from(), without_claims(x));
  for (const auto& s : who.sessions())
    store_occupant(s.real);
  show(who, {}, {}, &x);
}

/// Unavailable under the old one, with the new one in it.
void room::tell_new_nick(const occupant& who, std::string_view nick) {
  auto farewell = [&](bool with_jid, bool own) {
    const presence_item item{
        who.as, who.sessions().back().real, std::string{nick}, {}, {}};
    std::vector<status> codes{status::new_nick};
    if (own)
      codes.push_back(status::self);
    return xml::stanza{xml::stanza_kind::presence, "unavailable"}
        .with_from(who.address())
        .with(user_element(item, with_jid, codes))
        .with(occupant_id_element(occupant_id(secret_, who.bare())));
  };
  if (is_shown(who.as.role))
    send_others(who, [&](bool with_jid) { return farewell(with_jid, false); });
  const auto own = farewell(shows_jids_to(who), true);
  for (const auto& s : who.sessions())
    tell(s.real, own);
}

} // namespace troupe::muc
