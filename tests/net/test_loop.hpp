// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "net/turn.hpp"

namespace troupe::net::test {

/// Flushes when told to, and counts.
class test_turn final : public turn {
public:
  void run_all() {
    for (std::size_t i = 0; i < dirty_.size(); ++i)
      if (auto x = std::exchange(dirty_[i], nullptr)) {
        ++flushes;
        run(*x);
      }
    dirty_.clear();
  }

  std::size_t waiting() const {
    std::size_t n = 0;
    for (auto x : dirty_)
      n += x != nullptr;
    return n;
  }

  std::size_t flushes = 0;

protected:
  void enqueue(flushable& x) override { dirty_.push_back(&x); }
  void dequeue(flushable& x) override {
    for (auto& each : dirty_)
      if (each == &x)
        each = nullptr;
  }

private:
  std::vector<flushable*> dirty_;
};

/// An event loop that the test drives: sockets, then output, as the server's.
struct test_loop {
  boost::asio::io_context io{1};
  test_turn turn;

  /// Runs until `done()`, for 10 s at most. @returns done()
  template <class Predicate>
  bool until(Predicate done) {
    const auto deadline
        = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    const auto work = boost::asio::make_work_guard(io);
    for (;;) {
      turn.run_all();
      if (done())
        return true;
      if (std::chrono::steady_clock::now() >= deadline)
        return false;
      io.restart();
      io.run_one_until(deadline);
    }
  }

  /// Runs what is ready now.
  void settle() {
    do {
      turn.run_all();
      io.restart();
    } while (io.poll() > 0 || turn.waiting() > 0);
  }

  /// Two ends of a connection over the loopback interface: ours, theirs.
  std::pair<boost::asio::ip::tcp::socket, boost::asio::ip::tcp::socket>
  connected() {
    using boost::asio::ip::tcp;
    tcp::acceptor acceptor{io, {boost::asio::ip::address_v4::loopback(), 0}};
    tcp::socket theirs{io};
    theirs.connect(acceptor.local_endpoint());
    return {acceptor.accept(), std::move(theirs)};
  }
};

} // namespace troupe::net::test
