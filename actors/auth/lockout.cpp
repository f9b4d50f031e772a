// SPDX-License-Identifier: Apache-2.0
#include "actors/auth/lockout.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace troupe::auth {

namespace {

// Without a limit there is still a back-off, which needs some to count.
constexpr std::size_t kept_without_limit = 32;

std::chrono::milliseconds round_up(std::chrono::steady_clock::duration time) {
  return std::chrono::ceil<std::chrono::milliseconds>(time);
}

} // namespace

std::string address_key(std::string_view address) {
  std::array<unsigned char, 16> bytes{};
  // A zone ("%eth0") is no part of what inet_pton takes.
  const std::string text(address.substr(0, address.find('%')));
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1)
    return std::string(address);
  std::array<char, INET6_ADDRSTRLEN> name{};
  static constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0,    0,
                                                        0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin()))
    return inet_ntop(AF_INET, bytes.data() + 12, name.data(), name.size());
  std::fill(bytes.begin() + 8, bytes.end(), 0);
  inet_ntop(AF_INET6, bytes.data(), name.data(), name.size());
  return std::string(name.data()) + "/64";
}

failure_table::failure_table(std::size_t limit,
                             std::chrono::milliseconds window,
                             std::size_t most_entries)
    : limit_(limit),
      window_(window),
      most_entries_(std::max<std::size_t>(most_entries, 1)) {
}

void failure_table::add(std::string_view key, time_point now) {
  expire(now);
  const auto found = index_.find(key);
  if (found != index_.end()) {
    entries_.splice(entries_.end(), entries_, found->second);
  } else {
    if (entries_.size() >= most_entries_)
      forget(std::string(entries_.front().key));
    entries_.push_back({std::string(key), {}});
    index_.emplace(entries_.back().key, std::prev(entries_.end()));
  }
  auto& failures = entries_.back().failures;
  failures.push_back(now);
  while (failures.size() > (limit_ == 0 ? kept_without_limit : limit_))
    failures.pop_front();
}

void failure_table::forget(std::string_view key) {
  const auto found = index_.find(key);
  if (found == index_.end())
    return;
  const auto entry = found->second;
  index_.erase(found);
  entries_.erase(entry);
}

std::size_t failure_table::count(std::string_view key, time_point now) const {
  const auto* found = find(key);
  if (found == nullptr)
    return 0;
  const auto& all = found->failures;
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](time_point failure) {
        return failure + window_ > now;
      }));
}

std::chrono::milliseconds failure_table::locked_for(std::string_view key,
                                                    time_point now) const {
  if (limit_ == 0 || count(key, now) < limit_)
    return std::chrono::milliseconds(0);
  // No more than `limit_` are kept, so the oldest is the first to leave.
  return round_up(find(key)->failures.front() + window_ - now);
}

void failure_table::expire(time_point now) {
  while (!entries_.empty() && entries_.front().failures.back() + window_ <= now)
    forget(std::string(entries_.front().key));
}

const failure_table::entry* failure_table::find(std::string_view key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &*found->second;
}

lockout::lockout(const lockout_options& options)
    : options_(options),
      accounts_(options.failures_per_account, options.window,
                options.most_entries),
      addresses_(options.failures_per_address, options.window,
                 options.most_entries) {
}

lockout::verdict lockout::check(std::string_view account,
                                std::string_view address,
                                time_point now) const {
  verdict result;
  result.retry_after = std::max(accounts_.locked_for(account, now),
                                addresses_.locked_for(address, now));
  result.locked = result.retry_after.count() > 0;
  result.delay = std::max(
      delay_after(accounts_.count(account, now), options_.free_per_account),
      delay_after(addresses_.count(address, now), options_.free_per_address));
  return result;
}

lockout::verdict lockout::failed(std::string_view account,
                                 std::string_view address, time_point now) {
  if (!account.empty())
    accounts_.add(account, now);
  addresses_.add(address, now);
  return check(account, address, now);
}

void lockout::succeeded(std::string_view account) {
  accounts_.forget(account);
}

std::chrono::milliseconds lockout::delay_after(std::size_t failures,
                                               std::size_t free) const {
  if (failures <= free)
    return std::chrono::milliseconds(0);
  auto delay = options_.first_delay;
  for (std::size_t i = free + 1; i < failures; ++i) {
    delay *= 2;
    if (delay >= options_.longest_delay)
      break;
  }
  return std::min(delay, options_.longest_delay);
}

} // namespace troupe::auth
