// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

namespace troupe::net {

/// An event loop on a thread of its own, for work that may block a little:
/// watching files, the control socket.
class loop_thread {
public:
  loop_thread();
  /// Stops the loop and waits for its thread.
  ~loop_thread();
  loop_thread(const loop_thread&) = delete;
  loop_thread& operator=(const loop_thread&) = delete;

  boost::asio::io_context& io();
  /// Has `f` called on the loop's thread.
  void post(std::function<void()> f);
  /// Ends the loop; the caller's thread may use what was on it from then on.
  void stop();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe::net
