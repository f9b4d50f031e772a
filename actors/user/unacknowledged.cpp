// SPDX-License-Identifier: Apache-2.0
#include "actors/user/unacknowledged.hpp"

#include <utility>

namespace troupe::user {

namespace {

// Besides the body: the start tag and what holds the entry.
constexpr std::size_t overhead = 256;

} // namespace

void unacknowledged::add(xml::stanza x, time_point sent_at, keeper kept_by) {
  auto bytes = x.content().size() + overhead;
  entries_.push_back({sent() + 1, std::move(x), sent_at, kept_by, bytes});
  bytes_ += bytes;
}

void unacknowledged::restore(entry e) {
  if (entries_.empty())
    acknowledged_ = e.number - 1;
  e.bytes = e.stanza.content().size() + overhead;
  bytes_ += e.bytes;
  entries_.push_back(std::move(e));
}

std::optional<std::size_t> unacknowledged::acknowledge(std::uint32_t count) {
  std::size_t newly = count - acknowledged_; // modulo 2^32
  if (newly > entries_.size())
    return std::nullopt;
  for (std::size_t i = 0; i < newly; ++i) {
    bytes_ -= entries_.front().bytes;
    entries_.pop_front();
  }
  acknowledged_ = count;
  return newly;
}

std::uint32_t unacknowledged::reconcile(std::uint32_t count,
                                        std::uint32_t known) {
  auto is_beyond = static_cast<std::int32_t>(count - known) > 0;
  if (!is_beyond) {
    acknowledge(count);
    return 0;
  }
  acknowledge(known);
  acknowledged_ = count;
  for (auto& e : entries_)
    e.number += count - known;
  return count - known;
}

unacknowledged::entry_list unacknowledged::take() {
  acknowledged_ = sent();
  bytes_ = 0;
  return std::exchange(entries_, {});
}

} // namespace troupe::user
