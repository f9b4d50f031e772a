// SPDX-License-Identifier: Apache-2.0
#include "actors/muc/members.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace troupe::muc {

namespace {

// A record: the affiliation, three lengths of two bytes each, three texts.
constexpr std::size_t lengths = 3;
constexpr std::size_t head = 1 + lengths * sizeof(std::uint16_t);

std::size_t length_at(const char* bytes, std::size_t i) {
  std::uint16_t length;
  std::memcpy(&length, bytes + 1 + i * sizeof length, sizeof length);
  return length;
}

/// As much of UTF-8 as fits in, in whole characters.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most)
    return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80)
    --most;
  return text.substr(0, most);
}

// Outcasts have none (§9.1).
std::string_view kept_nick(const member& m) {
  return m.affiliation == affiliation::outcast
                 || m.nick.size() > members::most_nick
             ? std::string_view{}
             : m.nick;
}

// Why somebody is banned is asked later; why he is a member is told once.
std::string_view kept_reason(const member& m) {
  return m.affiliation == affiliation::outcast
             ? cut(m.reason, members::most_reason)
             : std::string_view{};
}

std::string_view jid_of(const member* m) {
  return m->jid.bare_view();
}

std::string_view nick_of(const member* m) {
  return m->nick;
}

/// Sorts, and leaves of equal ones the first.
template <class Projection>
void keep_first_of_each(std::vector<const member*>& all, Projection by) {
  std::ranges::stable_sort(all, {}, by);
  auto is_same = [&by](auto* a, auto* b) { return by(a) == by(b); };
  all.erase(std::unique(all.begin(), all.end(), is_same), all.end());
}

} // namespace

members::record members::packed(const member& m, std::string_view nick) {
  const std::array<std::string_view, lengths> texts
      = {m.jid.bare_view(), nick, kept_reason(m)};
  record bytes{
      new char[head + texts[0].size() + texts[1].size() + texts[2].size()]};
  bytes[0] = static_cast<char>(m.affiliation);
  auto* length = bytes.get() + 1;
  auto* text = bytes.get() + head;
  for (auto each : texts) {
    const auto size = static_cast<std::uint16_t>(each.size());
    std::memcpy(length, &size, sizeof size);
    length += sizeof size;
    text = std::ranges::copy(each, text).out;
  }
  return bytes;
}

members::entry members::unpacked(const char* bytes) {
  const auto* text = bytes + head;
  auto take = [&](std::size_t i) {
    std::string_view x{text, length_at(bytes, i)};
    text += x.size();
    return x;
  };
  entry x;
  x.affiliation = static_cast<muc::affiliation>(bytes[0]);
  x.jid = take(0);
  x.nick = take(1);
  x.reason = take(2);
  return x;
}

member members::entry::unpack() const {
  return {xml::jid::from_enforced_bare(jid), affiliation, std::string{nick},
          std::string{reason}};
}

std::size_t members::place_of(std::string_view bare) const {
  auto found = std::ranges::lower_bound(by_jid_, bare, {}, [](const record& x) {
    return std::string_view{x.get() + head, length_at(x.get(), 0)};
  });
  return static_cast<std::size_t>(found - by_jid_.begin());
}

bool members::is_at(std::size_t place, std::string_view bare) const {
  return place < by_jid_.size() && unpacked(by_jid_[place].get()).jid == bare;
}

std::vector<const char*>::const_iterator
members::place_of_nick(std::string_view nick) const {
  return std::ranges::lower_bound(
      by_nick_, nick, {}, [](const char* x) { return unpacked(x).nick; });
}

affiliation members::of(const xml::jid& who) const {
  if (auto x = find(who.bare_view()))
    return x->affiliation;
  auto domain = find(who.domain());
  return domain && domain->affiliation == affiliation::outcast
             ? affiliation::outcast
             : affiliation::none;
}

std::optional<members::entry> members::find(std::string_view bare) const {
  const auto place = place_of(bare);
  return is_at(place, bare) ? std::optional{unpacked(by_jid_[place].get())}
                            : std::nullopt;
}

std::optional<members::entry> members::owner_of(std::string_view nick) const {
  auto at = place_of_nick(nick);
  if (nick.empty() || at == by_nick_.end() || unpacked(*at).nick != nick)
    return {};
  return unpacked(*at);
}

bool members::is_last_owner(std::string_view bare) const {
  if (count(affiliation::owner) != 1)
    return false;
  auto x = find(bare);
  return x && x->affiliation == affiliation::owner;
}

void members::count_in(const entry& x) {
  ++counts_[static_cast<std::size_t>(x.affiliation)];
}

/// Forgets its nick and counts it no more.
void members::take_out(const entry& x) {
  --counts_[static_cast<std::size_t>(x.affiliation)];
  if (!x.nick.empty())
    by_nick_.erase(place_of_nick(x.nick));
}

std::optional<xml::condition> members::put(const member& m) {
  const auto bare = m.jid.bare_view();
  if (m.affiliation == affiliation::none) {
    erase(bare);
    return {};
  }
  const auto nick = kept_nick(m);
  if (auto owner = owner_of(nick); owner && owner->jid != bare)
    return xml::condition::conflict;
  auto bytes = packed(m, nick);
  const auto place = place_of(bare);
  const auto at = by_jid_.begin() + static_cast<std::ptrdiff_t>(place);
  if (is_at(place, bare)) {
    take_out(unpacked(at->get()));
    at->swap(bytes);
  } else {
    by_jid_.insert(at, std::move(bytes));
  }
  const auto* put = by_jid_[place].get();
  count_in(unpacked(put));
  if (!nick.empty())
    by_nick_.insert(place_of_nick(nick), put);
  return {};
}

void members::erase(std::string_view bare) {
  const auto place = place_of(bare);
  if (!is_at(place, bare))
    return;
  take_out(unpacked(by_jid_[place].get()));
  by_jid_.erase(by_jid_.begin() + static_cast<std::ptrdiff_t>(place));
}

void members::load(const std::vector<member>& all) {
  // Sorted once: to put one after the other moves what is behind each.
  std::vector<const member*> sorted;
  for (const auto& m : all)
    if (m.affiliation != affiliation::none)
      sorted.push_back(&m);
  keep_first_of_each(sorted, jid_of);
  auto named = sorted;
  std::erase_if(named, [](const member* m) { return kept_nick(*m).empty(); });
  keep_first_of_each(named, nick_of);
  std::vector<record>{}.swap(by_jid_);
  std::vector<const char*>{}.swap(by_nick_);
  counts_ = {};
  by_jid_.reserve(sorted.size());
  by_nick_.resize(named.size());
  for (const auto* m : sorted) {
    auto at = std::ranges::lower_bound(named, nick_of(m), {}, nick_of);
    auto has_nick = at != named.end() && *at == m;
    by_jid_.push_back(packed(*m, has_nick ? nick_of(m) : std::string_view{}));
    const auto* put = by_jid_.back().get();
    count_in(unpacked(put));
    if (has_nick)
      by_nick_[static_cast<std::size_t>(at - named.begin())] = put;
  }
}

xml::element to_element(const members::entry& x) {
  auto item = xml::element{"item", ns::admin}
                  .with("affiliation", name_of(x.affiliation))
                  .with("jid", x.jid);
  if (!x.nick.empty())
    item.set("nick", x.nick);
  if (!x.reason.empty())
    item.add(xml::element{"reason", ns::admin}.with_text(x.reason));
  return item;
}

std::optional<member> read_member(const xml::element& item) {
  auto jid = xml::jid::parse(item.attr_or_empty("jid"));
  auto as = affiliation_from(item.attr_or_empty("affiliation"));
  if (!item.is("item", ns::admin) || !jid || !as)
    return {};
  member m{jid->bare(), *as, std::string{item.attr_or_empty("nick")}, {}};
  if (const auto* reason = item.child("reason", ns::admin))
    m.reason = reason->text();
  return m;
}

} // namespace troupe::muc
