// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>

#include "net/turn.hpp"

namespace troupe::base {

/// One thread that polls sockets (an `io_context`) and resumes actors: a
/// worker of CAF's scheduler. Each turn polls a bounded number of sockets, runs
/// after each of them the actors that it has woken, and then flushes what
/// became dirty; so that nothing hops between threads on the way from a socket
/// to its session actor and back.
class event_loop final : public caf::execution_unit, public net::turn {
public:
  /// The `index`th of its system.
  event_loop(caf::actor_system* system, std::size_t index,
             std::size_t max_throughput);

  /// The loop that the calling thread runs, or null.
  static event_loop* current();

  boost::asio::io_context& io() { return io_; }

  /// Schedules an actor; from any thread.
  void exec_later(caf::resumable* job) override;

  /// For who has much to do and does it in slices: calls `slice` once the loop
  /// has nothing else to do, or has had for some turns. From its own thread.
  void when_quiet(std::function<void()> slice) {
    slices_.push_back(std::move(slice));
  }

  /// Runs `f` on the loop's thread, in one of its next turns; from any thread.
  void post(std::function<void()> f);

  /// What it has done so far; from any thread.
  struct work {
    std::chrono::nanoseconds busy{0}; ///< time of a processor
    std::uint64_t turns = 0;
    std::uint64_t sleeps = 0; ///< turns that waited for something to do
  };
  work done() const;

  void start();
  void join();
  /// Hands over what was never run. @pre joined
  std::vector<caf::resumable*> drain();

private:
  void enqueue(net::flushable& x) override;
  void dequeue(net::flushable& x) override;

  void run();
  void take_inbox();
  std::size_t run_jobs(std::size_t most);
  void poll_sockets(std::size_t jobs);
  void run_job(caf::resumable* job);
  void flush_dirty();
  void run_slice();
  void wait_for_work();

  static constexpr clockid_t no_clock = 1'000; // the kernel has less

  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type>
      guard_;
  std::size_t index_;
  std::size_t max_throughput_;
  bool stopped_ = false;

  std::deque<caf::resumable*> jobs_; // used by the loop's thread only
  std::vector<net::flushable*> dirty_;
  std::deque<std::function<void()>> slices_;
  std::size_t busy_turns_ = 0; ///< since the last of them

  std::mutex inbox_mutex_;
  std::vector<caf::resumable*> inbox_; // from other threads
  std::vector<caf::resumable*> taken_;
  std::atomic<bool> sleeping_{false};
  std::atomic<std::uint64_t> turns_{0}; // these two: only its thread writes
  std::atomic<std::uint64_t> sleeps_{0};
  std::atomic<clockid_t> clock_{no_clock}; // of its thread
  std::thread thread_;
};

} // namespace troupe::base
