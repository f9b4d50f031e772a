// SPDX-License-Identifier: Apache-2.0
#include "net/http_peers.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace troupe::net {

namespace {

/// Of addresses without a connection, before those with a full bucket go.
constexpr std::size_t most_remembered = 4'096;

} // namespace

bool http_peers::enter(const std::string& address, time_point now) {
  auto [at, fresh] = peers_.try_emplace(address, peer{0, burst_, now});
  if (at->second.connections >= most_)
    return false;
  ++at->second.connections;
  return true;
}

void http_peers::leave(const std::string& address, time_point now) {
  if (auto at = peers_.find(address); at != peers_.end())
    --at->second.connections;
  if (peers_.size() <= most_remembered)
    return;
  for (auto i = peers_.begin(); i != peers_.end();) {
    refill(i->second, now);
    const bool idle = i->second.connections == 0 && i->second.tokens >= burst_;
    i = idle ? peers_.erase(i) : std::next(i);
  }
}

std::chrono::seconds http_peers::request(const std::string& address,
                                         time_point now) {
  const auto at = peers_.find(address);
  if (rate_ <= 0 || at == peers_.end())
    return {};
  auto& x = at->second;
  refill(x, now);
  if (x.tokens >= 1) {
    x.tokens -= 1;
    return {};
  }
  const auto missing = (1 - x.tokens) / rate_;
  return std::chrono::seconds{
      std::max<long>(1, std::lround(std::ceil(missing)))};
}

void http_peers::refill(peer& x, time_point now) const {
  const std::chrono::duration<double> passed = now - x.at;
  x.tokens = std::min(burst_, x.tokens + passed.count() * rate_);
  x.at = now;
}

} // namespace troupe::net
