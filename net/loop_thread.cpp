// SPDX-License-Identifier: Apache-2.0
#include "net/loop_thread.hpp"

#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace troupe::net {

struct loop_thread::state {
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type>
      guard{io.get_executor()};
  std::thread thread{[this] { io.run(); }};
};

loop_thread::loop_thread() : state_(std::make_unique<state>()) {
}

loop_thread::~loop_thread() {
  stop();
}

void loop_thread::stop() {
  state_->io.stop();
  if (state_->thread.joinable())
    state_->thread.join();
}

void loop_thread::post(std::function<void()> f) {
  boost::asio::post(state_->io, std::move(f));
}

boost::asio::io_context& loop_thread::io() {
  return state_->io;
}

} // namespace troupe::net
