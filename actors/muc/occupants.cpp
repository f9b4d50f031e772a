// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/occupants.hpp"

#include <algorithm>

namespace troupe::muc {

occupant::session_list::iterator occupant::find(const xml::jid& real) {
  return std::ranges::find(sessions_, real, &session::real);
}

occupant* occupants::by_nick(std::string_view nick) {
  auto found = by_nick_.find(nick);
  return found == by_nick_.end() ? nullptr : *found;
}

const occupant* occupants::by_nick(std::string_view nick) const {
  auto found = by_nick_.find(nick);
  return found == by_nick_.end() ? nullptr : *found;
}

occupants::entry* occupants::find(const xml::jid& full) {
  auto [at, end] = by_bare_.equal_range(full.bare_view());
  for (; at != end; ++at)
    if ((*at)->find(full) != (*at)->sessions_.end())
      return *at;
  return nullptr;
}

occupant* occupants::by_real(const xml::jid& full) {
  return find(full);
}

boost::system::result<occupant*, xml::condition>
occupants::enter(const xml::jid& address, xml::jid real, xml::stanza presence,
                 standing as) {
  auto* who = by_nick(address.resource());
  if (who && who->bare() != real.bare_view())
    return xml::condition::conflict;
  ++sessions_;
  if (who) {
    who->sessions_.push_back({std::move(real), std::move(presence)});
    return who;
  }
  auto& added = all_.emplace_back(address, as);
  added.self = std::prev(all_.end());
  added.sessions_.push_back({std::move(real), std::move(presence)});
  by_nick_.insert(&added);
  by_bare_.insert(&added);
  return &added;
}

void occupants::leave(const xml::jid& real) {
  auto* who = find(real);
  if (!who)
    return;
  if (who->sessions_.size() == 1)
    return take_out(*who);
  who->sessions_.erase(who->find(real));
  --sessions_;
}

void occupants::remove(const occupant& who) {
  if (auto found = by_nick_.find(who.nick()); found != by_nick_.end())
    take_out(**found);
}

void occupants::take_out(entry& who) {
  by_nick_.erase(by_nick_.find(who.nick()));
  auto [at, end] = by_bare_.equal_range(who.bare());
  by_bare_.erase(std::find(at, end, &who));
  sessions_ -= who.sessions_.size();
  all_.erase(who.self);
}

bool occupants::rename(occupant& who, const xml::jid& address) {
  if (address.resource() == who.nick())
    return true;
  auto at = by_nick_.find(who.nick());
  if (at == by_nick_.end() || by_nick_.contains(address.resource()))
    return false;
  auto* renamed = *at;
  by_nick_.erase(at);
  renamed->address_ = address;
  by_nick_.insert(renamed);
  return true;
}

void occupants::show(const xml::jid& real, xml::stanza presence) {
  auto* who = find(real);
  if (!who)
    return;
  auto at = who->find(real);
  at->presence = std::move(presence);
  std::rotate(at, at + 1, who->sessions_.end());
}

void occupants::clear() {
  by_nick_.clear();
  by_bare_.clear();
  all_.clear();
  sessions_ = 0;
}

} // namespace troupe::muc
