// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace troupe::load {

/// Calls for work evenly in time, however long the work before takes. Several
/// calls that are due are made in one tick.
class pacer {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// @param call  gets the number, from 0 on, and when it was due
  pacer(boost::asio::io_context& io, double per_second,
        std::function<void(std::uint64_t, time_point)> call);

  void start();
  void stop();

private:
  time_point due(std::uint64_t number) const;
  void tick();

  boost::asio::steady_timer timer_;
  double seconds_each_;
  std::function<void(std::uint64_t, time_point)> call_;
  time_point begin_;
  std::uint64_t next_ = 0;
  bool is_running_ = false;
};

} // namespace troupe::load
