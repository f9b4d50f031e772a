// SPDX-License-Identifier: Apache-2.0
#include "actors/user/ledger.hpp"

#include <algorithm>
#include <functional>

#include <boost/endian/conversion.hpp>

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
  const kept k{e.trace, e.at, static_cast<std::uint32_t>(e.session),
               place_of({e.what, e.reason})};
  if (entries_.size() < bound)
    return entries_.push_back(k);
  entries_[next_] = k;
  next_ = (next_ + 1) % bound;
}

bool ledger::is_last(std::uint64_t trace, std::string_view how) const {
  if (entries_.empty())
    return false;
  const auto& last = entries_[(next_ + entries_.size() - 1) % entries_.size()];
  return last.trace == trace && what(last) == how;
}

std::uint32_t ledger::place_of(const outcome& x) {
  auto at = std::ranges::find(outcomes_, x);
  if (at == outcomes_.end())
    at = outcomes_.insert(at, x);
  return static_cast<std::uint32_t>(at - outcomes_.begin());
}

std::string_view ledger::what(const kept& e) const {
  return outcomes_[e.outcome].what;
}

std::vector<ledger::entry> ledger::of(std::uint64_t trace) const {
  std::vector<entry> found;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto& e = entries_[(next_ + i) % entries_.size()];
    const auto& how = outcomes_[e.outcome];
    if (e.trace == trace)
      found.push_back({trace, e.at, how.what, how.reason, e.session});
  }
  return found;
}

bool ledger::was_given(std::uint64_t trace, std::uint64_t session) const {
  return trace != 0 && std::ranges::any_of(entries_, [&](const kept& e) {
           return e.trace == trace && e.session == session
                  && (what(e) == given_to_stream || what(e) == given_to_queue);
         });
}

bool ledger::was_acknowledged(std::uint64_t trace) const {
  return trace != 0 && std::ranges::any_of(entries_, [&](const kept& e) {
           return e.trace == trace && what(e) == acknowledged_by;
         });
}

void ledger::rename(std::uint64_t session, std::uint64_t to) {
  for (auto& e : entries_)
    if (e.session == session)
      e.session = static_cast<std::uint32_t>(to);
}

// A row begins with how many messages had passed before its first one.

std::string passed_messages::row_from(std::uint64_t begin,
                                      std::uint64_t end) const {
  std::string bytes((end - begin + 1) * sizeof begin, '\0');
  auto* to = reinterpret_cast<unsigned char*>(bytes.data());
  boost::endian::store_little_u64(to, begin);
  for (auto i = begin; i < end; ++i)
    boost::endian::store_little_u64(to += sizeof begin,
                                    keys_[(i - first_) % bound]);
  return bytes;
}

std::vector<passed_messages::row>
passed_messages::rows_since(std::uint64_t from) const {
  std::vector<row> changed;
  const auto last_row = passed() / row_size;
  auto at = std::max(from, first_) / row_size;
  if (last_row >= rows)
    at = std::max(at, last_row - rows + 1);
  for (; at <= last_row; ++at) {
    auto begin = std::max(at * row_size, first_);
    auto end = std::min((at + 1) * row_size, passed());
    if (begin < end && end > from)
      changed.emplace_back(at % rows, row_from(begin, end));
  }
  return changed;
}

void passed_messages::restore(std::vector<std::string> stored) {
  auto number = [](const std::string& row, std::size_t at) {
    return boost::endian::load_little_u64(
        reinterpret_cast<const unsigned char*>(row.data()) + at * 8);
  };
  std::erase_if(stored, [](const auto& row) { return row.size() < 8; });
  std::ranges::sort(stored, {},
                    [&](const auto& row) { return number(row, 0); });
  for (const auto& row : stored) {
    // What is missing between two rows takes no part.
    if (count_ == 0 || passed() != number(row, 0))
      first_ = number(row, 0) - count_;
    for (std::size_t at = 1; at < row.size() / 8; ++at)
      put(number(row, at));
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
  const auto at = count_++ % bound;
  if (keys_.size() < bound) {
    keys_.push_back(key);
    tags_ += static_cast<char>(key);
    return;
  }
  keys_[at] = key;
  tags_[at] = static_cast<char>(key);
}

} // namespace troupe::user
