// SPDX-License-Identifier: Apache-2.0
// Who sees what of whom: XEP-0045 §7.2.2 to §7.2.4 and §7.7.
#include "actors/muc/room.hpp"
#include "actors/muc/room_sending.ipp"
#include "xml/namespaces.hpp"

namespace troupe::muc {

/// The content is made at most three times, however many get it: with the JID,
/// without, and for the occupant himself.
void room::show(const occupant& whom, const cause& why, std::vector<status> own,
                const xml::stanza* said) {
  if (own.empty())
    own.push_back(status::self);
  if (said != nullptr)
    note_shown(*said, whom);
  auto made = [&](bool with_jid, const std::vector<status>& codes) {
    auto x = presence_of(whom, why, with_jid, codes);
    return said != nullptr ? std::move(x) : shown_again(std::move(x));
  };
  if (is_shown(whom.as.role))
    send_others(whom, [&](bool with_jid) { return made(with_jid, {}); });
  const auto mine
      = made(shows_jids_to(whom), own)
            .with_id(said != nullptr ? said->id() : std::string_view{});
  for (const auto& s : whom.sessions())
    tell(s.real, mine);
}

void room::note_shown(const xml::stanza& said, const occupant& of) {
  context_.note(said, {part::outcome::delivered,
                       is_shown(of.as.role)
                           ? "to all who are in the room"
                           : "to himself: others are not shown his role"});
}

xml::stanza room::presence_of(const occupant& whom, const cause& why,
                              bool with_jid,
                              const std::vector<status>& own) const {
  presence_item item{
      whom.as, whom.sessions().back().real, {}, why.actor, why.reason};
  auto codes = why.codes;
  codes.insert(codes.end(), own.begin(), own.end());
  return with_hats(whom.presence()
                       .with_from(whom.address())
                       .with_id({})
                       .with(user_element(item, with_jid, codes)),
                   whom)
      .with(occupant_id_element(occupant_id(secret_, whom.bare())));
}

/// Of one who goes: nothing of what he said last is repeated.
xml::stanza room::farewell_of(const occupant& whom, standing after,
                              const cause& why, bool with_jid, bool own) const {
  presence_item item{
      after, whom.sessions().back().real, {}, why.actor, why.reason};
  auto codes = why.codes;
  if (own)
    codes.insert(codes.begin(), status::self);
  xml::stanza last{xml::stanza_kind::presence, "unavailable"};
  if (!why.last_words.empty())
    last = last.with(
        xml::element{"status", xml::ns::client}.with_text(why.last_words));
  return std::move(last)
      .with_from(whom.address())
      .with(user_element(item, with_jid, codes))
      .with(occupant_id_element(occupant_id(secret_, whom.bare())));
}

room::audiences room::others_than(const occupant& of) const {
  auto with_jids = std::make_shared<std::vector<xml::jid>>();
  auto without = std::make_shared<std::vector<xml::jid>>();
  occupants_.each_session([&](const occupant& who, const session& s) {
    if (&who != &of)
      (shows_jids_to(who) ? with_jids : without)->push_back(s.real);
  });
  return {std::move(with_jids), std::move(without)};
}

/// He has come, or goes, or has another nick.
void room::changed(const occupant& who) {
  everybody_.reset();
  if (is_shown(who.as.role))
    shown_.reset();
}

void room::tell(const xml::jid& to, xml::stanza x) {
  context_.route(std::move(x).with_to(to));
}

void room::tell_all(xml::stanza x) {
  if (!everybody_) {
    auto all = std::make_shared<std::vector<xml::jid>>();
    all->reserve(occupants_.sessions());
    occupants_.each_session(
        [&](const occupant&, const session& s) { all->push_back(s.real); });
    everybody_ = std::move(all);
  }
  context_.send_all(everybody_, std::move(x));
}

} // namespace troupe::muc
