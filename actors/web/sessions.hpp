// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace troupe::web {

/// Who is logged in by the page. Kept in memory, by the digest of the cookie's
/// secret only. Time is passed in.
class session_table {
public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr std::size_t most = 64;
  static constexpr std::chrono::hours longest{12};

  /// A new session; the one unused for the longest time goes where there are
  /// too many. @returns the cookie's secret
  std::string open(std::string jid, time_point now);
  /// Whose it is, and that it is in use; empty where it is none, or has been
  /// idle for `idle` (0: any time) or open for too long.
  std::string use(std::string_view digest, std::chrono::minutes idle,
                  time_point now);
  /// Whether it still counts, without being used by that.
  bool is_open(std::string_view digest, std::chrono::minutes idle,
               time_point now) const;
  void close(std::string_view digest);
  /// Ends those of whom `stays` is false.
  void keep_only(const std::function<bool(const std::string& jid)>& stays);
  std::size_t size() const { return sessions_.size(); }

private:
  struct session {
    std::string jid;
    time_point opened, used;
  };
  std::unordered_map<std::string, session> sessions_; // by digest
};

} // namespace troupe::web
