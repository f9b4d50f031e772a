// SPDX-License-Identifier: Apache-2.0
#include "actors/user/ledger.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include <fmt/format.h>

namespace troupe::user {

namespace {

/// The trace and the address together; what is one message to a room is one to
/// each of its occupants.
std::uint64_t key_of(const xml::stanza& x) {
  std::hash<std::string_view> hash;
  return x.trace() ^ (hash(x.to().str()) * 3 + hash(x.from().bare_view()));
}

} // namespace

void ledger::add(const entry& e) {
  if (entries_.size() < bound)
    return entries_.push_back(e);
  entries_[next_] = e;
  next_ = (next_ + 1) % bound;
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

bool ledger::was_given(std::uint64_t trace, std::uint64_t session) const {
  return trace != 0 && std::ranges::any_of(entries_, [&](const entry& e) {
           return e.trace == trace && e.session == session
                  && (e.what == given_to_stream || e.what == given_to_queue);
         });
}

bool ledger::was_acknowledged(std::uint64_t trace) const {
  return trace != 0 && std::ranges::any_of(entries_, [&](const entry& e) {
           return e.trace == trace && e.what == acknowledged_by;
         });
}

void ledger::rename(std::uint64_t session, std::uint64_t to) {
  for (auto& e : entries_)
    if (e.session == session)
      e.session = to;
}

std::string passed_messages::newest(std::size_t most) const {
  std::string text;
  const auto count = std::min(most, keys_.size());
  for (auto i = keys_.size() - count; i < keys_.size(); ++i)
    text += fmt::format("{:x} ", keys_[(next_ + i) % keys_.size()]);
  return text;
}

void passed_messages::restore(std::string_view text) {
  while (!text.empty()) {
    std::uint64_t key = 0;
    auto [end, failed]
        = std::from_chars(text.data(), text.data() + text.size(), key, 16);
    if (failed != std::errc{})
      return;
    if (!has(key))
      put(key);
    text.remove_prefix(
        std::min(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
  }
}

bool passed_messages::check_in(const xml::stanza& x) {
  auto key = key_of(x);
  if (has(key))
    return true;
  put(key);
  return false;
}

bool passed_messages::has(std::uint64_t key) const {
  const auto tag = static_cast<char>(key);
  for (auto at = tags_.find(tag); at != tags_.npos;
       at = tags_.find(tag, at + 1))
    if (keys_[at] == key)
      return true;
  return false;
}

/// In the place of the oldest once there are `bound`.
void passed_messages::put(std::uint64_t key) {
  if (keys_.size() < bound) {
    keys_.push_back(key);
    tags_ += static_cast<char>(key);
    return;
  }
  keys_[next_] = key;
  tags_[next_] = static_cast<char>(key);
  next_ = (next_ + 1) % bound;
}

} // namespace troupe::user
