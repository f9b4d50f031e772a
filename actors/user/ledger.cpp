// SPDX-License-Identifier: Apache-2.0
#include "actors/user/ledger.hpp"

#include <algorithm>
#include <functional>

namespace troupe::user {

namespace {

/// Puts `x` in the place of the oldest once there are `bound`.
template <class T>
void put(std::vector<T>& ring, std::size_t& next, std::size_t bound, T x) {
  if (ring.size() < bound)
    return ring.push_back(std::move(x));
  ring[next] = std::move(x);
  next = (next + 1) % bound;
}

/// The trace and the address together; what is one message to a room is one to
/// each of its occupants.
std::uint64_t key_of(const xml::stanza& x) {
  std::hash<std::string_view> hash;
  return x.trace() ^ (hash(x.to().str()) * 3 + hash(x.from().bare_view()));
}

} // namespace

void ledger::add(const entry& e) {
  put(entries_, next_, bound, e);
}

std::vector<ledger::entry> ledger::of(std::uint64_t trace) const {
  std::vector<entry> found;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto& e = entries_[(next_ + i) % entries_.size()];
    if (e.trace == trace)
      found.push_back(e);
  }
  return found;
}

bool passed_messages::check_in(const xml::stanza& x) {
  auto key = key_of(x);
  if (std::ranges::find(keys_, key) != keys_.end())
    return true;
  put(keys_, next_, bound, key);
  return false;
}

} // namespace troupe::user
