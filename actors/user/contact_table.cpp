// SPDX-License-Identifier: Apache-2.0
#include "actors/user/contact_table.hpp"

#include <algorithm>
#include <cstring>
#include <ranges>

namespace troupe::user {

namespace {

// An entry: flags, version, the JID's size and text, the name's, then each
// group's to the end.

enum flag : std::uint8_t { to = 1, from = 2, pending_out = 4, approved = 8 };

template <class T>
void pack(std::string& out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

template <class T>
T unpack_as(std::string_view& in) {
  T value;
  std::memcpy(&value, in.data(), sizeof value);
  in.remove_prefix(sizeof value);
  return value;
}

// A stanza is no larger than 4 GiB, nor a JID than 64 KiB.
template <class Size>
void pack_text(std::string& out, std::string_view text) {
  pack(out, static_cast<Size>(text.size()));
  out += text;
}

template <class Size>
std::string_view unpack_text(std::string_view& in) {
  const auto size = unpack_as<Size>(in);
  const auto text = in.substr(0, size);
  in.remove_prefix(size);
  return text;
}

std::string packed(const contact& c) {
  const auto& s = c.state;
  std::string out;
  pack(out, static_cast<std::uint8_t>((s.to ? to : 0) | (s.from ? from : 0)
                                      | (s.pending_out ? pending_out : 0)
                                      | (s.approved ? approved : 0)));
  pack(out, c.changed);
  pack_text<std::uint16_t>(out, c.jid.str());
  pack_text<std::uint32_t>(out, c.name);
  for (const auto& group : c.groups)
    pack_text<std::uint32_t>(out, group);
  return out;
}

} // namespace

xml::jid contact_table::entry::address() const {
  return xml::jid::from_enforced_bare(jid);
}

std::string_view contact_table::entry::next_group(std::string_view& rest) {
  return unpack_text<std::uint32_t>(rest);
}

contact contact_table::entry::unpack() const {
  contact c{address(), std::string{name}, {}, state, changed};
  each_group([&c](std::string_view group) { c.groups.emplace_back(group); });
  return c;
}

contact_table::entry contact_table::operator[](std::size_t i) const {
  auto rest = bytes_at(i);
  entry e;
  const auto flags = unpack_as<std::uint8_t>(rest);
  e.state = {.to = (flags & to) != 0,
             .from = (flags & from) != 0,
             .pending_out = (flags & pending_out) != 0,
             .approved = (flags & approved) != 0};
  e.changed = unpack_as<std::uint64_t>(rest);
  e.jid = unpack_text<std::uint16_t>(rest);
  e.name = unpack_text<std::uint32_t>(rest);
  e.packed_groups = rest;
  return e;
}

std::string_view contact_table::bytes_at(std::size_t i) const {
  const auto end = i + 1 < size() ? begins_[i + 1] : bytes_.size();
  return std::string_view{bytes_}.substr(begins_[i], end - begins_[i]);
}

/// Where it is, or would be.
std::size_t contact_table::place_of(std::string_view bare) const {
  const auto places = std::views::iota(std::size_t{0}, size());
  return *std::ranges::lower_bound(
      places, bare, {}, [this](std::size_t i) { return (*this)[i].jid; });
}

bool contact_table::is_at(std::size_t place, std::string_view bare) const {
  return place < size() && (*this)[place].jid == bare;
}

std::optional<contact_table::entry>
contact_table::find(std::string_view bare) const {
  const auto place = place_of(bare);
  return is_at(place, bare) ? std::optional{(*this)[place]} : std::nullopt;
}

void contact_table::put(const contact& c) {
  const auto place = place_of(c.jid.str());
  replace(place, is_at(place, c.jid.str()) ? 1 : 0, packed(c));
}

void contact_table::erase(std::string_view bare) {
  const auto place = place_of(bare);
  if (is_at(place, bare))
    replace(place, 1, {});
}

/// Puts one entry, or none where `bytes` is empty, in the place of so many.
void contact_table::replace(std::size_t place, std::size_t entries,
                            std::string_view bytes) {
  const auto begin = place < size() ? begins_[place] : bytes_.size();
  const auto old_size = entries == 0 ? 0 : bytes_at(place).size();
  bytes_.replace(begin, old_size, bytes);
  const auto at = begins_.begin() + static_cast<std::ptrdiff_t>(place);
  auto behind = bytes.empty() ? at : at + 1;
  if (entries == 0)
    behind = begins_.insert(at, static_cast<std::uint32_t>(begin)) + 1;
  else if (bytes.empty())
    behind = begins_.erase(at);
  for (; behind != begins_.end(); ++behind)
    *behind += static_cast<std::uint32_t>(bytes.size() - old_size);
}

void contact_table::clear() {
  std::string{}.swap(bytes_);
  begins_ = std::vector<std::uint32_t>{};
}

void contact_table::shrink() {
  bytes_.shrink_to_fit();
  begins_.shrink_to_fit();
}

} // namespace troupe::user
