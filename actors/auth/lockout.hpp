// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace troupe::auth {

struct lockout_options {
  std::size_t failures_per_account = 20;  ///< per window; 0: never locked
  std::size_t failures_per_address = 100; ///< per window; 0: never locked
  std::chrono::milliseconds window = std::chrono::minutes(5);
  std::size_t free_per_account = 2;           ///< failures without delay
  std::size_t free_per_address = 10;          ///< failures without delay
  std::chrono::milliseconds first_delay{250}; ///< then doubled by each
  std::chrono::milliseconds longest_delay{8'000};
  std::size_t most_entries = 50'000; ///< of accounts, and of addresses
};

/// The key of a peer's address: of IPv6 the /64, as one subscriber has all of
/// it; IPv4 within IPv6 as IPv4; anything else as it is.
std::string address_key(std::string_view address);

/// The failures of one kind of key within a sliding window. Of a key no more
/// than `limit` times are kept, of keys no more than `most_entries`: beyond it
/// the key that has not failed for the longest time is forgotten.
class failure_table {
public:
  using time_point = std::chrono::steady_clock::time_point;

  failure_table(std::size_t limit, std::chrono::milliseconds window,
                std::size_t most_entries);
  failure_table(failure_table&&) = default;

  void add(std::string_view key, time_point now);
  void forget(std::string_view key);
  /// Failures within the window, at most the limit.
  std::size_t count(std::string_view key, time_point now) const;
  /// Time until the key has fewer failures than the limit; 0: it has now.
  std::chrono::milliseconds locked_for(std::string_view key,
                                       time_point now) const;
  /// Forgets what lies wholly outside the window.
  void expire(time_point now);
  std::size_t size() const { return index_.size(); }

private:
  struct entry {
    std::string key;
    std::deque<time_point> failures; // ascending
  };
  using entries = std::list<entry>; // the longest without a failure first

  const entry* find(std::string_view key) const;

  const std::size_t limit_;
  const std::chrono::milliseconds window_;
  const std::size_t most_entries_;
  entries entries_;
  // Keys are views of the strings in `entries_`.
  std::unordered_map<std::string_view, entries::iterator> index_;
};

/// Slows down and stops the guessing of passwords. Time is passed in and never
/// runs backwards. An attempt goes: `check`; if not locked, the exchange; then
/// `failed` or `succeeded`. Refused attempts are not counted.
class lockout {
public:
  using time_point = failure_table::time_point;

  /// What to do with an attempt.
  struct verdict {
    bool locked = false;
    std::chrono::milliseconds retry_after{0}; ///< if locked
    std::chrono::milliseconds delay{
        0}; ///< hold back a failure's answer so long

    bool operator==(const verdict&) const = default;
  };

  explicit lockout(const lockout_options& options);

  /// An empty account (a name that cannot be one) counts by address only. The
  /// address is one as `address_key` gives it.
  verdict check(std::string_view account, std::string_view address,
                time_point now) const;
  /// Counts a failure; the verdict is the one after it.
  verdict failed(std::string_view account, std::string_view address,
                 time_point now);
  /// The account's failures are forgotten; the address's are not, else one
  /// account of one's own would buy guesses at all others.
  void succeeded(std::string_view account);

  std::size_t accounts() const { return accounts_.size(); }
  std::size_t addresses() const { return addresses_.size(); }

private:
  std::chrono::milliseconds delay_after(std::size_t failures,
                                        std::size_t free) const;

  const lockout_options options_;
  failure_table accounts_;
  failure_table addresses_;
};

} // namespace troupe::auth
