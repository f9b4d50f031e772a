// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace troupe::net {

/// What each address has taken of its share: connections, and requests by a
/// token bucket. Time is passed in.
class http_peers {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// A rate of 0 allows any number.
  http_peers(std::size_t connections, double per_second, double burst)
      : most_(connections), rate_(per_second), burst_(burst) {}

  /// False where the address has its connections already.
  bool enter(const std::string& address, time_point now);
  void leave(const std::string& address, time_point now);
  /// Counts a request. @returns how long the client should wait before the
  /// next try; 0: it may go on
  std::chrono::seconds request(const std::string& address, time_point now);
  std::size_t size() const { return peers_.size(); }

private:
  struct peer {
    std::size_t connections = 0;
    double tokens = 0;
    time_point at; ///< when `tokens` was right
  };

  void refill(peer& x, time_point now) const;

  const std::size_t most_;
  const double rate_, burst_;
  std::unordered_map<std::string, peer> peers_;
};

} // namespace troupe::net
