// SPDX-License-Identifier: Apache-2.0
#include "actors/part/archive_expiry.hpp"

#include <algorithm>
#include <limits>

#include "actors/part/archive_query.hpp"
#include "actors/part/timestamp.hpp"

namespace troupe::part {

namespace {

constexpr std::uint64_t chunk = 500;
constexpr std::chrono::milliseconds pause{100};
constexpr std::chrono::hours interval{1};
// By how much an archive may be over its bound before it is looked at again.
constexpr std::uint64_t slack = 100;

} // namespace

std::optional<std::int64_t> archive_expiry::oldest_kept() const {
  auto days = context_.configuration().archive.keep_days;
  if (days == 0)
    return {};
  return microseconds(context_.now() - std::chrono::hours{24} * days);
}

void archive_expiry::added() {
  ++added_;
  look();
}

void archive_expiry::clear() {
  ++cleared_;
  last_.reset();
  added_ = 0;
  busy_ = false;
}

void archive_expiry::look() {
  const auto& rules = context_.configuration().archive;
  if (busy_ || (rules.keep_days == 0 && rules.keep_messages == 0))
    return;
  auto now = context_.now();
  auto is_due = !last_ || now - *last_ >= interval || now < *last_;
  auto is_full = rules.keep_messages != 0
                 && added_ > std::max(slack, rules.keep_messages / 10);
  if (!is_due && !is_full)
    return;
  busy_ = true;
  last_ = now;
  added_ = 0;
  if (auto time = oldest_kept())
    remove(*time, std::numeric_limits<std::uint64_t>::max());
  else
    count();
}

void archive_expiry::remove(std::int64_t time, std::uint64_t surplus) {
  auto most = std::min(chunk, surplus);
  context_.run(
      {persistence::expire{context_.self().str(), std::string{archive_log},
                           time, most}},
      [=, this, of = cleared_](persistence::result<persistence::answers> r) {
        if (of != cleared_)
          return;
        auto by_age = surplus > std::uint64_t{1} << 40;
        if (!r) // the next round tries again
          busy_ = false;
        else if (std::get<std::uint64_t>(r->at(0)) < most)
          by_age ? count() : void(busy_ = false);
        else if (by_age || surplus > most)
          context_.later(pause, [=, this] {
            if (of == cleared_)
              remove(time, surplus - most);
          });
        else
          busy_ = false;
      });
}

void archive_expiry::count() {
  if (context_.configuration().archive.keep_messages == 0) {
    busy_ = false;
    return;
  }
  context_.run(
      {persistence::get_count{context_.self().str(), std::string{archive_log}}},
      [this, of = cleared_](persistence::result<persistence::answers> r) {
        if (of != cleared_)
          return;
        if (r)
          counted(std::get<std::uint64_t>(r->at(0)));
        else
          busy_ = false;
      });
}

void archive_expiry::counted(std::uint64_t size) {
  auto kept = context_.configuration().archive.keep_messages;
  if (kept != 0 && size > kept)
    remove(std::numeric_limits<std::int64_t>::max(), size - kept);
  else
    busy_ = false;
}

} // namespace troupe::part
