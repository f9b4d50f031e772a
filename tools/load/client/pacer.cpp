// SPDX-License-Identifier: Apache-2.0
#include "tools/load/client/pacer.hpp"

#include <algorithm>

namespace troupe::load {

namespace {

/// A tick costs a wake-up; what is due within one goes out together.
constexpr std::chrono::microseconds shortest_tick{250};

} // namespace

pacer::pacer(boost::asio::io_context& io, double per_second,
             std::function<void(std::uint64_t, time_point)> call)
    : timer_(io), seconds_each_(1 / per_second), call_(std::move(call)) {
}

void pacer::start() {
  begin_ = std::chrono::steady_clock::now();
  is_running_ = true;
  tick();
}

void pacer::stop() {
  is_running_ = false;
  timer_.cancel();
}

pacer::time_point pacer::due(std::uint64_t number) const {
  return begin_
         + std::chrono::duration_cast<time_point::duration>(
             std::chrono::duration<double>(static_cast<double>(number)
                                           * seconds_each_));
}

void pacer::tick() {
  const auto now = std::chrono::steady_clock::now();
  for (auto at = due(next_); at <= now; at = due(next_))
    call_(next_++, at);
  timer_.expires_at(std::max(due(next_), now + shortest_tick));
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled && is_running_)
      tick();
  });
}

} // namespace troupe::load
